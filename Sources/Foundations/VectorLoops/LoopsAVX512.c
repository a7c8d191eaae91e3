#include <string.h>

#include "VectorLoops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define SUFFIX avx512
#define VL 16
#define ROWS 14
#define HAS_FLOOR 1
#define HAS_COMPRESS 1
#include "LoopTemplate.h"
#pragma clang attribute pop
#else
typedef int LoopsAVX512IsEmptyHere;
#endif
