// Included once per instruction set, before IntegerLoopTemplate.h, with SUFFIX and VL (numbers of 32 bits per
// vector) set.
#include <string.h>

#include "IntegerLoops.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(base) JOIN(base, SUFFIX)
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

typedef int32_t NAME(vector) __attribute__((ext_vector_type(VL)));
typedef int32_t NAME(memory) __attribute__((ext_vector_type(VL), aligned(4), may_alias));
typedef int64_t NAME(longs) __attribute__((ext_vector_type(VL / 2)));
// The bytes of four vectors of sums.
typedef uint8_t NAME(packed_bytes) __attribute__((ext_vector_type(4 * VL)));
#define V NAME(vector)
#define L NAME(longs)
#define LOAD(p) ((V) * (const NAME(memory) *)(p))
