// The element loops of the fast integer executor, one table of functions per instruction set. All of them
// compute exact integers, or the same roundings of one float product, so all tables agree in every byte.
//
// Codes travel as bytes from 0 on: code + 128. A sum of (byte − zero byte) · weight is computed as the sum of
// byte · weight, and `zero byte · Σ weight` is part of the bias; 32 bits wrap around, so the end is exact.
#ifndef INTEGER_LOOPS_H
#define INTEGER_LOOPS_H

#include <stdint.h>

#include "VectorLoops.h"

/// From a sum to a byte.
typedef enum {
  /// A 31-bit multiplier and a shift to the right by at least one place. What is shifted has 32 bits, half a step
  /// and the output's zero included.
  RequantizeFixedPoint = 0,
  /// The same, but the output's zero does not fit into the 32 bits and is added afterwards.
  RequantizeFinePoint = 1,
  /// A 31-bit multiplier and any shift.
  RequantizeAnyFixedPoint = 2,
  /// A product in float32, halves to even.
  RequantizeFloat = 3,
} RequantizerKind;

/// The numbers of all output channels; arrays are padded to a multiple of the panel width.
typedef struct {
  int32_t kind;             // a RequantizerKind
  const int32_t *bias;      // the input's zero byte is taken in
  const int32_t *mantissas;
  const int32_t *left;      // shift before the multiplication
  const int32_t *right;     // shift after it
  const float *factors;
  int32_t zero;             // the output's byte of 0
  int32_t lower, upper;     // the bytes that may leave
} Requantizer;

/// The numbers of `add_shifted`.
typedef struct {
  int32_t a_zero, b_zero;    // the inputs' bytes of 0
  int32_t a_shift, b_shift;  // at most 20, one of them 0
  int32_t right;             // at most 30
  int32_t zero;              // the output's byte of 0
  int32_t lower, upper;      // the bytes that may leave
} ShiftedSum;

typedef struct {
  /// Output columns per panel of packed weights.
  long panel_width;
  /// Rows of the left side that are multiplied together.
  long tile_rows;
  /// Weights that are multiplied at a time: 4 bytes, or 2 numbers of 16 bits.
  long group;
  /// Subtracted from every byte before it is multiplied: 128 where the processor multiplies signed bytes only.
  int32_t byte_offset;

  /// out[m, n] = requantized(bias[n] + Σₖ a[m, k] · w[k, n]) for the columns `from` ..< `to`, `from` a multiple
  /// of the panel width; `a` has row stride k, `out` row stride n. Up to 64 bytes behind `a` are read.
  /// `scratch` has room for `integer_scratch_count`.
  void (*multiply)(
      const uint8_t *a, long m, long k, const uint8_t *packed, long n, long from, long to,
      uint8_t *scratch, uint8_t *out, const Requantizer *requantizer);

  /// One row of outputs of a depthwise convolution with a window of 3 × 3 and without gaps, at most 2 pixels a
  /// step, one output per channel and at least as many channels as `vector_width`. `rows` are the rows of the
  /// input that the window covers; rows and columns outside of the image hold `zero`.
  void (*convolve_depthwise)(
      const uint8_t *const *rows, const WindowGeometry *geometry, const uint8_t *packed,
      uint8_t zero, uint8_t *out, const Requantizer *requantizer);

  /// out[c] = requantized(sums[c]), to which the bias is not added.
  void (*requantize)(
      const int32_t *sums, long channels, uint8_t *out, const Requantizer *requantizer);

  /// Channels of the depthwise convolution that are computed together.
  long vector_width;

  /// out[i] = ((a[i] − a_zero) · 2^a_shift + (b[i] − b_zero) · 2^b_shift) / 2^right, halves away from 0, + zero: the
  /// sum of tensors whose steps and thresholds are powers of two.
  void (*add_shifted)(
      const uint8_t *a, const uint8_t *b, long count, const ShiftedSum *sum, uint8_t *out);

  /// The bytes of numbers on a grid: value / scale, rounded, + zero; halves go to even, or away from 0.
  void (*quantize)(
      const float *values, long count, float scale, int32_t zero, int to_even, uint8_t *bytes);
} IntegerLoopTable;

/// Bytes of the left side of a product that fit the second-level cache beside a panel of weights.
enum { IntegerLoopBlock = 131072 };

/// How integers are multiplied.
typedef enum {
  IntegerLoopSetBaseline = 0,  // SSE2 on x86-64, NEON on arm64: 16-bit products
  IntegerLoopSetAVX2 = 1,
  IntegerLoopSetAVX512 = 2,
  IntegerLoopSetVNNI = 3,        // AVX-512 with sums of four byte products
  IntegerLoopSetDotProduct = 4,  // the same for NEON
} IntegerLoopSet;

/// The functions for that instruction set, or NULL when this processor lacks it.
const IntegerLoopTable *integer_loop_table(IntegerLoopSet set);

/// The bytes that packed weights [k, n] take.
long integer_packed_count(const IntegerLoopTable *table, long k, long n);

/// The bytes of scratch that a product with `k` elements in a row needs.
long integer_scratch_count(const IntegerLoopTable *table, long k);

/// Rearranges weights [k, n] into panels of `panel_width` columns; what is missing is 0.
void integer_pack(
    const IntegerLoopTable *table, const int8_t *weights, long k, long n, uint8_t *packed);

/// The bytes that packed weights of a depthwise convolution take.
long integer_packed_depthwise_count(const IntegerLoopTable *table, long channels);

/// Rearranges weights [3, 3, channels] for `convolve_depthwise`.
void integer_pack_depthwise(
    const IntegerLoopTable *table, const int8_t *weights, long channels, uint8_t *packed);

// MARK: loops that are the same for every instruction set

/// One row of outputs of any depthwise convolution, weights [kernel height · kernel width, output channels].
/// Rows are NULL where the window leaves the image; bytes outside of the image are `zero`.
void integer_convolve_depthwise_any(
    const IntegerLoopTable *table, const uint8_t *const *rows, const WindowGeometry *geometry,
    const int8_t *weights, uint8_t zero, uint8_t *out, const Requantizer *requantizer);

/// The windows of one row of outputs beside one another: [output width, kernel height · kernel width · channels],
/// for one group of channels. Up to 64 bytes behind the last one are written.
void integer_windows(
    const uint8_t *const *rows, const WindowGeometry *geometry, long group, uint8_t zero,
    uint8_t *windows);

/// out[i] = table[in[i]]
void integer_look_up(const uint8_t *in, long count, const uint8_t *table, uint8_t *out);

/// out[i] = table[256 · a[i] + b[i]]
void integer_look_up_pairs(
    const uint8_t *a, const uint8_t *b, long count, const uint8_t *table, uint8_t *out);

/// One row of outputs of a pooling, the largest byte of every window.
void integer_pool_maximum(
    const uint8_t *const *rows, const WindowGeometry *geometry, uint8_t *out);

/// sums[c] += Σₚ in[p, c]
void integer_sum_channels(const uint8_t *in, long pixels, long channels, int32_t *sums);

#endif
