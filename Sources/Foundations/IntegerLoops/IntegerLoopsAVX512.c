#include "IntegerLoops.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define SUFFIX avx512
#define VL 16
#define ROWS 14
#define GROUP 2
#define BYTE_OFFSET 0
#include "IntegerLoopVectors.h"

INLINE V NAME(dot)(V sum, V a, V w) {
  return sum + (V)_mm512_madd_epi16((__m512i)a, (__m512i)w);
}

#include "IntegerVectors512.h"
#include "IntegerFixedPoint.h"
#include "IntegerLoopTemplate.h"
#pragma clang attribute pop
#else
typedef int IntegerLoopsAVX512IsEmptyHere;
#endif
