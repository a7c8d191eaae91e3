// Included once per instruction set with SUFFIX, VL (floats per vector) and ROWS (tile height) set.

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(base) JOIN(base, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float NAME(vector) __attribute__((ext_vector_type(VL)));
typedef float NAME(memory) __attribute__((ext_vector_type(VL), aligned(4), may_alias));
typedef int32_t NAME(integers) __attribute__((ext_vector_type(VL)));
typedef int32_t NAME(integers_memory) __attribute__((ext_vector_type(VL), aligned(4), may_alias));
#define V NAME(vector)
#define LOAD(p) ((V) * (const NAME(memory) *)(p))
#define STORE(p, v) (*(NAME(memory) *)(p) = (v))
#define SPLAT(x) ((V)(x))

INLINE V NAME(clamp)(V x, V low, V high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}

#if HAS_FLOOR
INLINE V NAME(floor)(V x) { return __builtin_elementwise_floor(x); }
#else
/// floor, for |x| < 2³¹: truncate, then step down where that went up. What is no number stays none.
INLINE V NAME(floor)(V x) {
  V truncated = __builtin_convertvector(__builtin_convertvector(x, NAME(integers)), V);
  V one = SPLAT(1.0f), none = SPLAT(0.0f);
  return x == x ? truncated - (truncated > x ? one : none) : x;
}
#endif

/// One rounding where the processor has a fused multiply-add.
INLINE V NAME(multiply_add)(V x, V times, V plus) {
#pragma clang fp contract(fast)
  return x * times + plus;
}

/// Two roundings on every processor: TensorFlow multiplies and adds one after the other. It stands outside
/// of the functions that fuse, which would fuse it too.
INLINE V NAME(normalize)(V x, V times, V plus) { return x * times + plus; }

INLINE float NAME(normalize_one)(float x, float times, float plus) { return x * times + plus; }

/// The epilogue's numbers, each in every element of a vector.
typedef struct {
  V lower, upper, grid_lower, grid_step, grid_inverse_step, grid_zero;
} NAME(constants);

INLINE NAME(constants) NAME(constants_of)(const Epilogue *e) {
  return (NAME(constants)){
      SPLAT(e->lower),     SPLAT(e->upper),
      SPLAT(e->grid_lower), SPLAT(e->grid_step),
      SPLAT(e->grid_inverse_step), SPLAT(e->grid_zero),
  };
}

/// What follows a sum, after its bias; `kind` is a compile-time constant at every call. The roundings
/// are TensorFlow's, half up on the grid; each shorter form gives the bits of the longest one.
INLINE V NAME(finish)(V x, int kind, const NAME(constants) *e) {
  x = NAME(clamp)(x, e->lower, e->upper);
  switch (kind) {
  case EpilogueRoundUnsigned:
    // Multiplying by a power of two is exact, so one fused rounding is that of the sum alone.
    return NAME(floor)(NAME(multiply_add)(x, e->grid_inverse_step, SPLAT(0.5f))) * e->grid_step;
  case EpilogueRoundPowerOfTwo:
    x = (x - e->grid_lower) * e->grid_inverse_step - e->grid_zero;
    return NAME(floor)(x + 0.5f) * e->grid_step;
  case EpilogueRoundAny:
    x = (x - e->grid_lower) / e->grid_step - e->grid_zero;
    return NAME(floor)(x + 0.5f) * e->grid_step;
  default: return x;
  }
}

INLINE float NAME(finish_one)(float x, const Epilogue *e) {
  x = x < e->lower ? e->lower : x;
  x = x > e->upper ? e->upper : x;
  if (e->kind == EpilogueClamp || e->kind == EpilogueNormalize) return x;
  x = x - e->grid_lower;
  x = (e->kind == EpilogueRoundAny ? x / e->grid_step : x * e->grid_inverse_step) - e->grid_zero;
  return __builtin_floorf(x + 0.5f) * e->grid_step;
}

/// Calls `body(kind)` with the epilogue's kind as a constant.
#define WITH_KIND(e, body)                                       \
  switch ((e)->kind) {                                           \
  case EpilogueNormalize: body(EpilogueNormalize); break;            \
  case EpilogueRoundUnsigned: body(EpilogueRoundUnsigned); break;    \
  case EpilogueRoundPowerOfTwo: body(EpilogueRoundPowerOfTwo); break; \
  case EpilogueRoundAny: body(EpilogueRoundAny); break;              \
  default: body(EpilogueClamp); break;                             \
  }

#include "LoopProduct.h"
#include "LoopConvolutions.h"
#include "LoopDepthwise.h"
#include "LoopPooling.h"
#include "LoopElements.h"
#include "LoopStatistics.h"
#include "LoopKernelErrors.h"

/// The coefficients are NumPy's; every step is one fused multiply-add.
static void NAME(logarithm)(const float *in, long count, float *out) {
  for (long i = 0; i < count; i++) {
    int32_t bits;
    memcpy(&bits, &in[i], 4);
    float exponent = (float)((bits >> 23) - 127);
    bits = (bits & 0x7fffff) | 0x3f800000;
    float x;
    memcpy(&x, &bits, 4);
    int large = x > 1.41421356f;
    x = (large ? x * 0.5f : x) - 1.0f;
    exponent = large ? exponent + 1.0f : exponent;
    float top = __builtin_fmaf(x, 2.589979117907922693523e-02f, 3.808837741388407920751e-01f);
    top = __builtin_fmaf(top, x, 1.480000633576506585156e+00f);
    top = __builtin_fmaf(top, x, 2.112677543073053063722e+00f);
    top = __builtin_fmaf(top, x, 9.999999999999998702752e-01f);
    top = top * x;
    float bottom = __builtin_fmaf(x, 5.875095403124574342950e-03f, 1.546476374983906719538e-01f);
    bottom = __builtin_fmaf(bottom, x, 9.864942958519418960339e-01f);
    bottom = __builtin_fmaf(bottom, x, 2.453006071784736363091e+00f);
    bottom = __builtin_fmaf(bottom, x, 2.612677543073109236779e+00f);
    bottom = __builtin_fmaf(bottom, x, 1.0f);
    out[i] = __builtin_fmaf(exponent, 0.693147180559945309417f, top / bottom);
  }
}

enum { NAME(chains) = 12 };

static float NAME(multiply_adds)(long rounds) {
#pragma clang fp contract(fast)
  V sum[NAME(chains)];
  for (int i = 0; i < NAME(chains); i++) sum[i] = SPLAT(1.0f + (float)i);
  // Read at run time, so that nothing can be computed beforehand.
  volatile float half = 0.5f, small = 0.001f;
  V times = SPLAT(half), plus = SPLAT(small);
  for (long r = 0; r < rounds; r++) {
    UNROLL for (int i = 0; i < NAME(chains); i++) sum[i] = sum[i] * times + plus;
  }
  V total = sum[0];
  for (int i = 1; i < NAME(chains); i++) total += sum[i];
  float result = 0;
  for (int j = 0; j < VL; j++) result += total[j];
  return result;
}

const LoopTable NAME(loop_table) = {
    2 * VL,
    NAME(multiply),
    NAME(convolve),
    NAME(convolve_depthwise),
    NAME(convolve_depthwise_pair),
    NAME(pool),
    NAME(add),
    NAME(scale_and_shift),
    NAME(apply),
    NAME(range),
    NAME(histogram),
    NAME(put_aside),
    NAME(sum_channels),
    NAME(channel_errors),
    NAME(channel_error_estimates),
    NAME(multiply_adds),
    NAME(chains) * VL,
    NAME(logarithm),
};
