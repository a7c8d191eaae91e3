#include <string.h>

#include "VectorLoops.h"

// What every processor of the architecture has: SSE2 (16 registers) or NEON (32 registers).
#define SUFFIX baseline
#define VL 4
#if defined(__aarch64__)
#define ROWS 12
#define HAS_FLOOR 1
#else
#define ROWS 5
#define HAS_FLOOR 0
#endif
#define HAS_COMPRESS 0
#include "LoopTemplate.h"
