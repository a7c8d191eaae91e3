// The matrix product: a convolution of 1 × 1 pixels, a dense layer, and what is left of the other convolutions.
// Included by LoopTemplate.h.

/// The left side of a product: row r of the matrix is `segments` pieces of `length` elements, piece s at
/// `pieces[s] + r · stride`. A matrix in memory is one piece; the windows of a convolution are several.
typedef struct {
  const float *const *pieces;
  long length, stride;
} NAME(rows);

/// Stores the first elements of a vector, eight or four at a time: each copy is one of a known size, and no call.
INLINE void NAME(store_part)(float *out, V x, long count) {
  float all[VL];
  STORE(all, x);
  long i = 0;
  for (; i + 8 <= count; i += 8) memcpy(out + i, all + i, 8 * sizeof(float));
  for (; i + 4 <= count; i += 4) memcpy(out + i, all + i, 4 * sizeof(float));
  for (; i < count; i++) out[i] = all[i];
}

/// `rows` × `vectors · VL` outputs, held in registers. The counts are compile-time constants at every
/// call, and the array has a constant size, so that the accumulators do become registers.
INLINE void NAME(tile)(
    int rows, int vectors, int kind, long segments, const NAME(rows) *a, long offset, const float *w,
    const float *bias, const float *scale, const float *shift, long columns, float *out, long n,
    const NAME(constants) *e) {
#pragma clang fp contract(fast)
  V sum[ROWS][2];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = SPLAT(0.0f);
  }
  long length = a->length, stride = a->stride;
  for (long s = 0; s < segments; s++) {
    RowPlaces x = row_places(a->pieces[s] + offset, stride * (long)sizeof(float));
    // Few instructions beside the multiply-adds: the processor's front end is the limit here.
#define ELEMENT(i)                                                                         \
  {                                                                                        \
    V weights[2];                                                                          \
    UNROLL for (int v = 0; v < vectors; v++) weights[v] = LOAD(w + (2 * i + v) * VL);      \
    UNROLL for (int r = 0; r < rows; r++) {                                                \
      V value = SPLAT(((const float *)row_place(&x, r))[i]);                               \
      UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = value * weights[v] + sum[r][v]; \
    }                                                                                      \
  }
    long i = 0;
    for (; i + 4 <= length; i += 4, w += 8 * VL) {
      ELEMENT(0) ELEMENT(1) ELEMENT(2) ELEMENT(3)
      row_places_advance(&x, 4 * sizeof(float));
    }
    for (; i < length; i++, w += 2 * VL) {
      ELEMENT(0)
      row_places_advance(&x, sizeof(float));
    }
#undef ELEMENT
  }
  // The bias comes last, as a rounding of its own: TensorFlow adds it in an operation of its own.
  UNROLL for (int v = 0; v < vectors; v++) {
    V b = LOAD(bias + v * VL);
    UNROLL for (int r = 0; r < rows; r++) sum[r][v] = sum[r][v] + b;
  }
  if (kind == EpilogueNormalize) {
    UNROLL for (int v = 0; v < vectors; v++) {
      V times = LOAD(scale + v * VL), plus = LOAD(shift + v * VL);
      UNROLL for (int r = 0; r < rows; r++) sum[r][v] = NAME(normalize)(sum[r][v], times, plus);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = NAME(finish)(sum[r][v], kind, e);
  }
  // Only the last vector of a row can be a part of one.
  if (columns == vectors * VL) {
    UNROLL for (int r = 0; r < rows; r++) {
      UNROLL for (int v = 0; v < vectors; v++) STORE(out + r * n + v * VL, sum[r][v]);
    }
  } else {
    long whole = (vectors - 1) * VL;
    UNROLL for (int r = 0; r < rows; r++) {
      UNROLL for (int v = 0; v < vectors - 1; v++) STORE(out + r * n + v * VL, sum[r][v]);
      NAME(store_part)(out + r * n + whole, sum[r][vectors - 1], columns - whole);
    }
  }
}

/// One panel of columns for `m` rows.
INLINE void NAME(panel)(
    int vectors, int kind, long segments, const NAME(rows) *a, long offset, long m, const float *w,
    const float *bias, const float *scale, const float *shift, long columns, float *out, long n,
    const NAME(constants) *e) {
#define STEP(count)                                                                             \
  {                                                                                             \
    NAME(tile)(                                                                                 \
        count, vectors, kind, segments, a, offset, w, bias, scale, shift, columns, out, n, e); \
    offset += count * a->stride, out += count * n, m -= count;                                  \
  }
#if ROWS == 6
  // Sixes and fives make every number from 20 on, and both keep the multipliers busy.
  for (long fives = m >= 25 ? (6 - m % 6) % 6 : 0; fives > 0; fives--) STEP(5)
#endif
  TILES_OF_ROWS(m, STEP)
#undef STEP
}

/// Columns `from` ..< `to` of the product; `skipped` leading elements of every row are absent on both
/// sides. Rows go in blocks that fit the second-level cache, and the panels pass by every block.
INLINE void NAME(product)(
    int kind, long segments, const NAME(rows) *a, long m, long k, long skipped, const float *packed,
    const float *bias, long from, long to, float *out, long n, const Epilogue *epilogue) {
  NAME(constants) e = NAME(constants_of)(epilogue);
  long blocks = (m * k + LoopBlock - 1) / LoopBlock;
  long block = ((m + blocks - 1) / blocks + ROWS - 1) / ROWS * ROWS;
  for (long row = 0; row < m; row += block) {
    long rows = m - row < block ? m - row : block;
    for (long c = from; c < to; c += 2 * VL) {
      const float *w = packed + c * k + skipped * 2 * VL;
      // Without a normalization there are no constants, and no arithmetic on their absent pointers.
      const float *scale = kind == EpilogueNormalize ? epilogue->scale + c : NULL;
      const float *shift = kind == EpilogueNormalize ? epilogue->shift + c : NULL;
      long left = to - c;
      if (left > VL)
        NAME(panel)(
            2, kind, segments, a, row * a->stride, rows, w, bias + c, scale, shift,
            left < 2 * VL ? left : 2 * VL, out + row * n + c, n, &e);
      else
        NAME(panel)(
            1, kind, segments, a, row * a->stride, rows, w, bias + c, scale, shift, left,
            out + row * n + c, n, &e);
    }
  }
}

/// A single row: four panels at a time, since one would leave the multipliers waiting for each other's sums
/// and memory with a single stream. Returns the first column that is left.
INLINE long NAME(single_row)(
    int kind, const float *a, long k, const float *packed, const float *bias, long from, long to,
    float *out, const Epilogue *epilogue) {
#pragma clang fp contract(fast)
  NAME(constants) e = NAME(constants_of)(epilogue);
  long c = from, panel = 2 * VL * k;
  for (; c + 8 * VL <= to; c += 8 * VL) {
    const float *w = packed + c * k;
    V sum[8];
    UNROLL for (int s = 0; s < 8; s++) sum[s] = SPLAT(0.0f);
    for (long i = 0; i < k; i++, w += 2 * VL) {
      V x = SPLAT(a[i]);
      UNROLL for (int s = 0; s < 8; s++)
        sum[s] = x * LOAD(w + s / 2 * panel + s % 2 * VL) + sum[s];
    }
    UNROLL for (int s = 0; s < 8; s++) {
      long column = c + s * VL;
      V x = sum[s] + LOAD(bias + column);
      if (kind == EpilogueNormalize)
        x = NAME(normalize)(x, LOAD(epilogue->scale + column), LOAD(epilogue->shift + column));
      STORE(out + column, NAME(finish)(x, kind, &e));
    }
  }
  return c;
}

static void NAME(multiply)(
    const float *a, long m, long k, const float *packed, const float *bias, long n, long from,
    long to, float *out, const Epilogue *e) {
  NAME(rows) rows = {&a, k, k};
#define BODY(kind)                                                                          \
  {                                                                                         \
    if (m == 1) from = NAME(single_row)(kind, a, k, packed, bias, from, to, out, e);        \
    NAME(product)(kind, 1, &rows, m, k, 0, packed, bias, from, to, out, n, e);              \
  }
  WITH_KIND(e, BODY)
#undef BODY
}
