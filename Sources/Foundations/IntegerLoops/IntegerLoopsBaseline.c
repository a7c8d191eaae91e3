#include "IntegerLoops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// What every processor of the architecture has: SSE2 (16 registers) or NEON (32 registers).
#define SUFFIX baseline
#define VL 4
#if defined(__aarch64__)
#define ROWS 8
#else
#define ROWS 5
#endif
#define GROUP 2
#define BYTE_OFFSET 0
#include "IntegerLoopVectors.h"

INLINE V NAME(dot)(V sum, V a, V w) {
#if defined(__x86_64__)
  return sum + (V)_mm_madd_epi16((__m128i)a, (__m128i)w);
#elif defined(__aarch64__)
  int16x8_t x = (int16x8_t)a, y = (int16x8_t)w;
  return sum + (V)vpaddq_s32(
                   vmull_s16(vget_low_s16(x), vget_low_s16(y)), vmull_high_s16(x, y));
#else
  // The lower and the upper 16 bits of every number.
  return sum + (a << 16 >> 16) * (w << 16 >> 16) + (a >> 16) * (w >> 16);
#endif
}

/// Four vectors of sums beside one another, what is no byte as the nearest one.
INLINE NAME(packed_bytes) NAME(pack)(V a, V b, V c, V d) {
#if defined(__x86_64__)
  __m128i lower = _mm_packs_epi32((__m128i)a, (__m128i)b);
  __m128i upper = _mm_packs_epi32((__m128i)c, (__m128i)d);
  return (NAME(packed_bytes))_mm_packus_epi16(lower, upper);
#elif defined(__aarch64__)
  int16x8_t lower = vqmovn_high_s32(vqmovn_s32((int32x4_t)a), (int32x4_t)b);
  int16x8_t upper = vqmovn_high_s32(vqmovn_s32((int32x4_t)c), (int32x4_t)d);
  return (NAME(packed_bytes))vqmovun_high_s16(vqmovun_s16(lower), upper);
#else
  V sums[4] = {a, b, c, d};
  NAME(packed_bytes) bytes;
  for (int i = 0; i < 4 * VL; i++) {
    int32_t x = sums[i / VL][i % VL];
    bytes[i] = x < 0 ? 0 : x > 255 ? 255 : (uint8_t)x;
  }
  return bytes;
#endif
}

#include "IntegerFixedPointPlain.h"
#include "IntegerLoopTemplate.h"
