#include "IntegerLoops.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#define SUFFIX dot_product
#define VL 4
#define ROWS 10
#define GROUP 4
// The processor multiplies signed bytes only.
#define BYTE_OFFSET 128
#include "IntegerLoopVectors.h"

INLINE V NAME(dot)(V sum, V a, V w) {
  return (V)vdotq_s32((int32x4_t)sum, (int8x16_t)a, (int8x16_t)w);
}

/// Four vectors of sums beside one another, what is no byte as the nearest one.
INLINE NAME(packed_bytes) NAME(pack)(V a, V b, V c, V d) {
  int16x8_t lower = vqmovn_high_s32(vqmovn_s32((int32x4_t)a), (int32x4_t)b);
  int16x8_t upper = vqmovn_high_s32(vqmovn_s32((int32x4_t)c), (int32x4_t)d);
  return (NAME(packed_bytes))vqmovun_high_s16(vqmovun_s16(lower), upper);
}

#include "IntegerFixedPointPlain.h"
#include "IntegerLoopTemplate.h"
#pragma clang attribute pop
#else
typedef int IntegerLoopsDotProductIsEmptyHere;
#endif
