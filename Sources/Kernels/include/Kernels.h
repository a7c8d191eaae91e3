// The element loops of the fast executor and of calibration, one table of functions per instruction
// set. Every output value is one chain of multiply-adds in the order of the kernel's elements, to which
// the bias is added at the end (as TensorFlow does, so that sums agree with it bit for bit); so the
// tables with a fused multiply-add (AVX2, AVX-512, NEON) agree in every bit, whatever the tiling.
#ifndef KERNELS_H
#define KERNELS_H

#include <stdint.h>

/// What happens to a value between the sum and memory: clamp (ReLU), then fake quantization.
typedef struct {
  float lower;  // clamp, −∞ when there is none
  float upper;  // clamp, +∞ when there is none
  int32_t quantizes;
  int32_t divides;          // the step is no power of two
  float grid_lower;         // smallest value on the grid
  float grid_upper;         // largest value on the grid
  float grid_step;
  float grid_inverse_step;  // 1 / step, used when that is exact
  float grid_zero;  // the level of the value 0, counted from grid_lower
} KernelEpilogue;

/// The geometry of a convolution; extents in pixels, images NHWC.
typedef struct {
  long height, width, channels;
  long kernel_height, kernel_width, stride;
  long pad_top, pad_left;
  long output_height, output_width, output_channels;
} KernelGeometry;

typedef struct {
  /// Output columns per panel of packed weights.
  long panel_width;

  /// out[m, n] = epilogue(Σₖ a[m, k] · w[k, n] + bias[n]); `a` has row stride k, `out` row stride n.
  void (*multiply)(
      const float *a, long m, long k, const float *packed, const float *bias, long n, float *out,
      const KernelEpilogue *epilogue);

  /// One image of a convolution with any window; `scratch` holds one row of unfolded windows.
  void (*convolve)(
      const float *in, const KernelGeometry *geometry, const float *packed, const float *bias,
      float *scratch, float *out, const KernelEpilogue *epilogue);

  /// One image of a depthwise convolution, weights [kernel_height · kernel_width, channels].
  void (*convolve_depthwise)(
      const float *in, const KernelGeometry *geometry, const float *weights, const float *bias,
      float *out, const KernelEpilogue *epilogue);

  /// out[i] = epilogue(a[i] + b[i])
  void (*add)(
      const float *a, const float *b, long count, float *out, const KernelEpilogue *epilogue);

  /// out[p, c] = epilogue(in[p, c] · scale[c] + shift[c])
  void (*scale_and_shift)(
      const float *in, long pixels, long channels, const float *scale, const float *shift,
      float *out, const KernelEpilogue *epilogue);

  /// out[i] = epilogue(in[i])
  void (*apply)(const float *in, long count, float *out, const KernelEpilogue *epilogue);

  /// The smallest and largest value; joined with what *lower and *upper hold.
  void (*range)(const float *in, long count, float *lower, float *upper);

  /// Counts values into `bins` bins. Bin i holds edges[i] ≤ x < edges[i + 1]; the last is closed.
  /// `edges` are the float64 edges rounded up to float32, which keeps the comparison exact.
  /// `counts` has room for 4 · bins; the four interleaved tables are to be added up.
  void (*histogram)(
      const float *in, long count, float lower, float bins_per_unit, const float *edges, long bins,
      uint32_t *counts);

  /// sums[c] += Σₚ in[p, c], in float64.
  void (*sum_channels)(const float *in, long pixels, long channels, double *sums);

  /// errors[c] = Σᵣ |Q(w[r, c]) − w[r, c]|^power in float64, power 1 or 2; every channel has its own
  /// grid: Q(w) = step · round((clamp(w, lower, upper) − lower) / step) + lower, halves to even.
  void (*channel_errors)(
      const float *weights, long rows, long channels, const double *lower, const double *upper,
      const double *step, int power, double *errors);

  /// out[i] = ln in[i] for positive normal numbers, to the bit as NumPy computes it in float32 on
  /// processors with AVX: a ratio of polynomials, off by up to four units in the last place. KL
  /// thresholds of MCT hang on these bits where candidates nearly tie.
  void (*logarithm)(const float *in, long count, float *out);
} KernelTable;

typedef enum {
  KernelSetBaseline = 0,  // SSE2 on x86-64, NEON on arm64
  KernelSetAVX2 = 1,
  KernelSetAVX512 = 2,
} KernelSet;

/// The functions for that instruction set, or NULL when this processor lacks it.
const KernelTable *kernel_table(KernelSet set);

/// The functions for the best instruction set that this processor has.
const KernelTable *kernel_table_best(void);

/// The number of floats that packed weights take.
long kernel_packed_count(const KernelTable *table, long k, long n);

/// Rearranges weights [k, n] into panels of `panel_width` columns, the last one padded with zeros.
void kernel_pack(const KernelTable *table, const float *weights, long k, long n, float *packed);

#endif
