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

#include "IntegerFixedPointPlain.h"
#include "IntegerLoopTemplate.h"
