// The element loops of the fast executor and of calibration, one table of functions per instruction
// set. Every output value is one chain of multiply-adds in the order of the kernel's elements, to which
// the bias is added at the end (as TensorFlow does, so that sums agree with it bit for bit); so the
// tables with a fused multiply-add (AVX2, AVX-512, NEON) agree in every bit, whatever the tiling.
#ifndef VECTOR_LOOPS_H
#define VECTOR_LOOPS_H

#include <stdint.h>

#include "RowPlaces.h"

/// What happens to a value between the sum and memory.
typedef enum {
  /// Clamped: ReLU, or nothing when the ends are infinite.
  EpilogueClamp = 0,
  /// Normalized, x · scale + shift of its channel, then clamped. Layers with weights only.
  EpilogueNormalize = 1,
  /// Clamped and rounded to a grid from 0 on, whose step is a power of two.
  EpilogueRoundUnsigned = 2,
  /// Clamped and rounded to a grid whose step is a power of two.
  EpilogueRoundPowerOfTwo = 3,
  /// Clamped and rounded to any grid.
  EpilogueRoundAny = 4,
} EpilogueKind;

typedef struct {
  int32_t kind;             // a EpilogueKind
  float lower;              // the larger of the ends of ReLU and grid; −∞ when there is neither
  float upper;              // the smaller one; +∞ when there is neither
  float grid_lower;         // smallest value on the grid
  float grid_step;
  float grid_inverse_step;  // 1 / step, used when that is exact
  float grid_zero;          // the level of the value 0, counted from grid_lower
  const float *scale;       // per output channel, for EpilogueNormalize
  const float *shift;
} Epilogue;

/// How a window moves over an image, NHWC; extents, steps and distances in pixels.
typedef struct {
  long height, width, channels;
  long kernel_height, kernel_width;  // elements of the window
  long stride_y, stride_x;
  long dilation_y, dilation_x;       // from one element of the window to the next
  long pad_top, pad_left;
  long output_height, output_width, output_channels;
  long groups;                       // of a convolution's channels
} WindowGeometry;

/// The bins of a histogram.
typedef struct {
  float lower;           // the lower edge of the first bin
  float bins_per_unit;
  float step;            // where every edge is i · step, nothing rounded: that step; else 0
  const float *edges;    // the float64 edges, one more than bins, rounded up to float32: x ≥ edge stays exact
  long count;            // of bins
} HistogramBins;

typedef struct {
  /// Output columns per panel of packed weights.
  long panel_width;

  /// out[m, n] = epilogue(Σₖ a[m, k] · w[k, n] + bias[n]) for the columns `from` ..< `to`, `from` a
  /// multiple of the panel width; `a` has row stride k, `out` row stride n.
  void (*multiply)(
      const float *a, long m, long k, const float *packed, const float *bias, long n, long from,
      long to, float *out, const Epilogue *epilogue);

  /// One row of outputs of a convolution with any window. `rows` are the rows of the input that the
  /// window covers, NULL where it leaves the image; `scratch` has room for one window. The weights of every
  /// group are packed for themselves, one group behind the other.
  void (*convolve)(
      const float *const *rows, const WindowGeometry *geometry, const float *packed,
      const float *bias, float *scratch, float *out, const Epilogue *epilogue);

  /// One row of outputs of a depthwise convolution, weights [kernel_height · kernel_width, output channels];
  /// every input channel has output_channels / channels outputs.
  void (*convolve_depthwise)(
      const float *const *rows, const WindowGeometry *geometry, const float *weights,
      const float *bias, float *out, const Epilogue *epilogue);

  /// Two rows of outputs of a depthwise convolution with a window of 3 × 3 without gaps, steps of one pixel, and one
  /// output per channel: `rows` are the four rows of the input that both windows cover, all inside the image.
  void (*convolve_depthwise_pair)(
      const float *const *rows, const WindowGeometry *geometry, const float *weights,
      const float *bias, float *out, const Epilogue *epilogue);

  /// One row of outputs of a pooling: the largest value of every window if `largest`, else the mean of what
  /// lies inside the image.
  void (*pool)(
      const float *const *rows, const WindowGeometry *geometry, int largest, float *out);

  /// out[i] = epilogue(a[i] + b[i])
  void (*add)(
      const float *a, const float *b, long count, float *out, const Epilogue *epilogue);

  /// out[p, c] = epilogue(in[p, c] · scale[c] + shift[c])
  void (*scale_and_shift)(
      const float *in, long pixels, long channels, const float *scale, const float *shift,
      float *out, const Epilogue *epilogue);

  /// out[i] = epilogue(in[i])
  void (*apply)(const float *in, long count, float *out, const Epilogue *epilogue);

  /// The smallest and largest value; joined with what *lower and *upper hold. A value that is not finite
  /// gives −∞ and ∞.
  void (*range)(const float *in, long count, float *lower, float *upper);

  /// Counts values into bins. Bin i holds edges[i] ≤ x < edges[i + 1]; the last is closed.
  /// `counts` has room for `histogram_count`; `histogram_sum` adds them up. *lower and *upper are joined as
  /// `range` does it.
  void (*histogram)(
      const float *in, long count, const HistogramBins *bins, uint32_t *counts, float *lower,
      float *upper);

  /// out[i] = in[i], past the caches: for values that are read again only when the caches have long been full
  /// of others.
  void (*put_aside)(const float *in, long count, float *out);

  /// sums[c] += Σₚ in[p, c], in float64.
  void (*sum_channels)(const float *in, long pixels, long channels, double *sums);

  /// errors[c] = Σᵣ |Q(w[r, c]) − w[r, c]|^power in float64, power 1 or 2; every channel has its own
  /// grid: Q(w) = step · round((clamp(w, lower, upper) − lower) / step) + lower, halves to even.
  void (*channel_errors)(
      const float *weights, long rows, long channels, const double *lower, const double *upper,
      const double *step, int power, double *errors);

  /// About the same, in float32 and with 1 / step instead of a division; many times faster.
  void (*channel_error_estimates)(
      const float *weights, long rows, long channels, const float *lower, const float *upper,
      const float *step, const float *inverse_step, int power, float *errors);

  /// Runs `rounds` times `multiply_add_count` multiply-adds that do not wait for each other and touch no
  /// memory: the fastest that this instruction set computes. The result depends on all of them.
  float (*multiply_adds)(long rounds);
  long multiply_add_count;

  /// out[i] = ln in[i] for positive normal numbers, to the bit as NumPy computes it in float32 on
  /// processors with AVX: a ratio of polynomials, off by up to four units in the last place. KL
  /// thresholds of MCT hang on these bits where candidates nearly tie.
  void (*logarithm)(const float *in, long count, float *out);
} LoopTable;

/// Elements of the left side of a product that fit the second-level cache beside a panel of weights.
enum { LoopBlock = 49152 };

/// Values that are placed in a histogram before they are counted.
enum { HistogramChunk = 64 };

typedef enum {
  LoopSetBaseline = 0,  // SSE2 on x86-64, NEON on arm64
  LoopSetAVX2 = 1,
  LoopSetAVX512 = 2,
} LoopSet;

/// The functions for that instruction set, or NULL when this processor lacks it.
const LoopTable *loop_table(LoopSet set);

/// The number of floats that packed weights take.
long loop_packed_count(const LoopTable *table, long k, long n);

/// The number of counters that a histogram of `bins` bins takes while it is counted.
long histogram_count(long bins);

/// sums[i] += the values counted in bin i.
void histogram_sum(const uint32_t *counts, long bins, double *sums);

/// Rearranges weights [k, n] into panels of `panel_width` columns, the last one padded with zeros.
void loop_pack(const LoopTable *table, const float *weights, long k, long n, float *packed);

/// Asks for the cache line of that address before it is needed; any address will do.
static inline void loop_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
