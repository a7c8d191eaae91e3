// Included once per instruction set with SUFFIX, VL (sums of 32 bits per vector), ROWS (tile height), GROUP
// (products per sum and instruction) and BYTE_OFFSET set, and with `dot` and `fixed_point` defined for it.

typedef uint8_t NAME(bytes) __attribute__((ext_vector_type(VL)));
typedef uint8_t NAME(bytes_memory) __attribute__((ext_vector_type(VL), aligned(1), may_alias));
typedef float NAME(floats) __attribute__((ext_vector_type(VL)));
typedef float NAME(floats_memory) __attribute__((ext_vector_type(VL), aligned(4), may_alias));
typedef uint8_t NAME(packed_memory) __attribute__((ext_vector_type(4 * VL), aligned(1), may_alias));
typedef int32_t NAME(unaligned) __attribute__((aligned(1), may_alias));
#define F NAME(floats)
#define WIDEN(p) __builtin_convertvector(*(const NAME(bytes_memory) *)(p), V)

#include "IntegerLoopRequantize.h"
#include "IntegerLoopProduct.h"
#include "IntegerLoopDepthwise.h"
#include "IntegerLoopTensors.h"

const IntegerLoopTable NAME(integer_loop_table) = {
    2 * VL,
    ROWS,
    GROUP,
    BYTE_OFFSET,
    NAME(multiply),
    NAME(convolve_depthwise),
    NAME(requantize),
    VL,
    NAME(add_shifted),
    NAME(quantize),
};
