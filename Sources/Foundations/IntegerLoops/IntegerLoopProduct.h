// The matrix product: a convolution of 1 × 1 pixels, a dense layer, and what is left of the other convolutions.
// Included by IntegerLoopTemplate.h.

/// `rows` × `vectors · VL` outputs, their sums held in registers. `a` holds the groups of every row, 4 bytes each.
INLINE void NAME(tile)(
    int rows, int vectors, int kind, const uint8_t *a, long stride, long groups, const uint8_t *w,
    const NAME(constants) *constants, const Requantizer *r, long channel, long columns,
    uint8_t *out, long n) {
  V sum[ROWS][2];
  UNROLL for (int v = 0; v < vectors; v++) {
    V bias = LOAD(r->bias + channel + v * VL);
    UNROLL for (int i = 0; i < rows; i++) sum[i][v] = bias;
  }
  RowPlaces places = row_places(a, stride);
#define PRODUCTS(g)                                                                              \
  {                                                                                              \
    V weights[2];                                                                                \
    UNROLL for (int v = 0; v < vectors; v++)                                                     \
      weights[v] = LOAD((const int32_t *)(w + (2 * g + v) * 4 * VL));                            \
    UNROLL for (int i = 0; i < rows; i++) {                                                      \
      V x = (V)(((const NAME(unaligned) *)row_place(&places, i))[g]);                            \
      UNROLL for (int v = 0; v < vectors; v++) sum[i][v] = NAME(dot)(sum[i][v], x, weights[v]);  \
    }                                                                                            \
  }
  long g = 0;
  for (; g + 2 <= groups; g += 2, w += 16 * VL) {
    PRODUCTS(0) PRODUCTS(1)
    row_places_advance(&places, 8);
  }
  if (g < groups) PRODUCTS(0)
#undef PRODUCTS
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++)
      sum[i][v] = NAME(requantized)(sum[i][v], kind, constants + v, r, channel + v * VL);
  }
  // Four vectors at a time: of two rows, or of four where a row has one.
  UNROLL for (int i = 0; i < rows; i += 4 / vectors) {
    V four[4];
    UNROLL for (int p = 0; p < 4; p++) {
      int row = i + p / vectors;
      four[p] = sum[row < rows ? row : i][p % vectors];
    }
    NAME(packed_bytes) bytes = NAME(finished)(four[0], four[1], four[2], four[3], r);
    UNROLL for (int p = 0; p < 4; p++) {
      int row = i + p / vectors, v = p % vectors;
      if (row < rows) NAME(store)(NAME(part)(bytes, p), columns - v * VL, out + row * n + v * VL);
    }
  }
}

/// One panel of columns for `m` rows.
INLINE void NAME(panel)(
    int vectors, int kind, const uint8_t *a, long stride, long m, long groups, const uint8_t *w,
    const Requantizer *r, long channel, long columns, uint8_t *out, long n) {
  NAME(constants) constants[2];
  UNROLL for (int v = 0; v < vectors; v++)
    constants[v] = NAME(constants_of)(r, kind, channel + v * VL);
#define STEP(count)                                                                            \
  {                                                                                            \
    NAME(tile)(                                                                                \
        count, vectors, kind, a, stride, groups, w, constants, r, channel, columns, out, n);   \
    a += count * stride, out += count * n, m -= count;                                         \
  }
  TILES_OF_ROWS(m, STEP)
#undef STEP
}

/// All columns for `m` rows.
INLINE void NAME(panels)(
    int kind, const uint8_t *a, long stride, long m, long groups, const uint8_t *packed, long n,
    long from, long to, uint8_t *out, const Requantizer *r) {
  for (long c = from; c < to; c += 2 * VL) {
    const uint8_t *w = packed + c * groups * 4;
    long left = to - c;
    if (left > VL) NAME(panel)(2, kind, a, stride, m, groups, w, r, c, left, out + c, n);
    else NAME(panel)(1, kind, a, stride, m, groups, w, r, c, left, out + c, n);
  }
}

#if GROUP == 2 || BYTE_OFFSET != 0
/// The rows of a block as the processor multiplies them: 16 bits wide, or with the sign bit turned.
INLINE void NAME(unpack)(const uint8_t *a, long rows, long k, long groups, uint8_t *scratch) {
  for (long r = 0; r < rows; r++, a += k, scratch += groups * 4) {
#if GROUP == 2
    int16_t *wide = (int16_t *)scratch;
    for (long i = 0; i < k; i++) wide[i] = a[i];
    if (k % 2) wide[k] = 0;
#else
    for (long i = 0; i < k; i++) scratch[i] = a[i] ^ BYTE_OFFSET;
#endif
  }
}
#endif

static void NAME(multiply)(
    const uint8_t *a, long m, long k, const uint8_t *packed, long n, long from, long to,
    uint8_t *scratch, uint8_t *out, const Requantizer *r) {
  long groups = (k + GROUP - 1) / GROUP;
  // Rows of a block fit the second-level cache, and the panels pass by every block.
  long block = IntegerLoopBlock / (groups * 4) / ROWS * ROWS;
  if (block < ROWS) block = ROWS;
  for (long row = 0; row < m; row += block) {
    long rows = m - row < block ? m - row : block;
    const uint8_t *left = a + row * k;
    long stride = k;
#if GROUP == 2 || BYTE_OFFSET != 0
    left = scratch;
    stride = groups * 4;
    NAME(unpack)(a + row * k, rows, k, groups, scratch);
#endif
#define BODY(kind) \
  NAME(panels)(kind, left, stride, rows, groups, packed, n, from, to, out + row * n, r)
    WITH_KIND(r, BODY)
#undef BODY
  }
}
