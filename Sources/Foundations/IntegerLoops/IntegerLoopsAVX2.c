#include "IntegerLoops.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#define VL 8
#define ROWS 6
#define GROUP 2
#define BYTE_OFFSET 0
#include "IntegerLoopVectors.h"

INLINE V NAME(dot)(V sum, V a, V w) {
  return sum + (V)_mm256_madd_epi16((__m256i)a, (__m256i)w);
}

INLINE L NAME(multiply_even)(L a, L b) { return (L)_mm256_mul_epi32((__m256i)a, (__m256i)b); }

INLINE V NAME(blend_odd)(V even, V odd) {
  return (V)_mm256_blend_epi32((__m256i)even, (__m256i)odd, 0xaa);
}

INLINE V NAME(shift_right)(V x, V places) { return (V)_mm256_srav_epi32((__m256i)x, (__m256i)places); }

/// Four vectors of sums beside one another, what is no byte as the nearest one.
INLINE NAME(packed_bytes) NAME(pack)(V a, V b, V c, V d) {
  __m256i lower = _mm256_packs_epi32((__m256i)a, (__m256i)b);
  __m256i upper = _mm256_packs_epi32((__m256i)c, (__m256i)d);
  // The processor packs each 128 bits for themselves.
  const V order = {0, 4, 1, 5, 2, 6, 3, 7};
  return (NAME(packed_bytes))_mm256_permutevar8x32_epi32(
      _mm256_packus_epi16(lower, upper), (__m256i)order);
}

#include "IntegerFixedPoint.h"
#include "IntegerLoopTemplate.h"
#pragma clang attribute pop
#else
typedef int IntegerLoopsAVX2IsEmptyHere;
#endif
