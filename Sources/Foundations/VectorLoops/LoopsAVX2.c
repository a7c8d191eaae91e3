#include <string.h>

#include "VectorLoops.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#define VL 8
#define ROWS 6
#define HAS_FLOOR 1
#define HAS_COMPRESS 0
#include "LoopTemplate.h"
#pragma clang attribute pop
#else
typedef int LoopsAVX2IsEmptyHere;
#endif
