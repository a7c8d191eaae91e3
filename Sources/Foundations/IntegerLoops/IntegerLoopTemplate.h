// Included once per instruction set with SUFFIX, VL (sums of 32 bits per vector), ROWS (tile height), GROUP
// (products per sum and instruction) and BYTE_OFFSET set, and with `dot` and `fixed_point` defined for it.

typedef uint8_t NAME(bytes) __attribute__((ext_vector_type(VL)));
typedef uint8_t NAME(bytes_memory) __attribute__((ext_vector_type(VL), aligned(1), may_alias));
typedef float NAME(floats) __attribute__((ext_vector_type(VL)));
typedef float NAME(floats_memory) __attribute__((ext_vector_type(VL), aligned(4), may_alias));
typedef uint8_t NAME(packed_memory) __attribute__((ext_vector_type(4 * VL), aligned(1), may_alias));
typedef int32_t NAME(unaligned) __attribute__((aligned(1), may_alias));
#define F NAME(floats)
#define WIDEN(p) __builtin_convertvector(*(const NAME(bytes_memory) *)(p), V)

// MARK: from sums to bytes

/// The numbers of VL channels.
typedef struct {
  NAME(fixed_constants) fixed;
  F factors;
  V zero;
} NAME(constants);

INLINE NAME(constants) NAME(constants_of)(const Requantizer *r, int kind, long channel) {
  NAME(constants) constants = {0};
  if (kind == RequantizeFixedPoint || kind == RequantizeFinePoint)
    constants.fixed = NAME(fixed_constants_of)(
        LOAD(r->mantissas + channel), LOAD(r->right + channel),
        kind == RequantizeFixedPoint ? r->zero : 0);
  if (kind == RequantizeFinePoint) constants.zero = (V)(r->zero);
  if (kind == RequantizeFloat) {
    constants.factors = *(const NAME(floats_memory) *)(r->factors + channel);
    constants.zero = (V)(r->zero - 0x4b400000);
  }
  return constants;
}

/// `round(a · b / 2³¹)` and `round(x / 2^places)` as LiteRT computes them, one after the other.
INLINE int32_t NAME(fixed_point_one)(int32_t x, int32_t mantissa, int32_t left, int32_t right) {
  int32_t shifted = (int32_t)((uint32_t)x << left);
  int32_t high = (int32_t)(((int64_t)shifted * mantissa + (1 << 30)) >> 31);
  int32_t mask = (int32_t)((1ll << right) - 1), rest = high & mask;
  return (int32_t)(((int64_t)high >> right) + (rest > (mask >> 1) + (high < 0)));
}

/// The bytes of VL sums, in 32 bits each and not yet those that may leave.
INLINE V NAME(requantized)(
    V sum, int kind, const NAME(constants) *constants, const Requantizer *r, long channel) {
  if (kind == RequantizeFloat) {
    F product = __builtin_convertvector(sum, F) * constants->factors;
    // Far beyond any byte, and near enough for the next step.
    product = product < (F)(-0x1p20f) ? (F)(-0x1p20f) : product;
    product = product > (F)(0x1p20f) ? (F)(0x1p20f) : product;
    // Adding 1.5 · 2²³ rounds to an integer, halves to even, which then stands in the lowest bits.
    return (V)(product + 0x1.8p23f) + constants->zero;
  }
  if (kind == RequantizeFixedPoint || kind == RequantizeFinePoint) {
    sum = NAME(fixed_point)(sum, &constants->fixed);
    if (kind == RequantizeFinePoint) sum = sum + constants->zero;
  } else {
    for (int j = 0; j < VL; j++)
      sum[j] = r->zero +
               NAME(fixed_point_one)(
                   sum[j], r->mantissas[channel + j], r->left[channel + j], r->right[channel + j]);
  }
  return sum;
}

/// Four vectors as bytes between two ends.
INLINE NAME(packed_bytes) NAME(between)(
    V a, V b, V c, V d, int32_t least, int32_t most) {
  NAME(packed_bytes) bytes = NAME(pack)(a, b, c, d);
  NAME(packed_bytes) lower = (NAME(packed_bytes))((uint8_t)least);
  NAME(packed_bytes) upper = (NAME(packed_bytes))((uint8_t)most);
  bytes = bytes < lower ? lower : bytes;
  return bytes > upper ? upper : bytes;
}

/// Four vectors as the bytes that may leave.
INLINE NAME(packed_bytes) NAME(finished)(V a, V b, V c, V d, const Requantizer *r) {
  return NAME(between)(a, b, c, d, r->lower, r->upper);
}

/// The first `columns` of VL bytes.
INLINE void NAME(store)(NAME(bytes) bytes, long columns, uint8_t *out) {
  if (columns >= VL) *(NAME(bytes_memory) *)out = bytes;
  else memcpy(out, &bytes, (unsigned long)columns);
}

INLINE NAME(bytes) NAME(part)(NAME(packed_bytes) bytes, int place) {
  union {
    NAME(packed_bytes) all;
    NAME(bytes) parts[4];
  } both = {bytes};
  return both.parts[place];
}

/// Calls `body(kind)` with the kind as a constant.
#define WITH_KIND(r, body)                                                 \
  switch ((r)->kind) {                                                     \
  case RequantizeFixedPoint: body(RequantizeFixedPoint); break;            \
  case RequantizeFinePoint: body(RequantizeFinePoint); break;              \
  case RequantizeFloat: body(RequantizeFloat); break;                      \
  default: body(RequantizeAnyFixedPoint); break;                           \
  }

static void NAME(requantize)(
    const int32_t *sums, long channels, uint8_t *out, const Requantizer *r) {
#define BODY(kind)                                                                       \
  for (long c = 0; c < channels; c += VL) {                                              \
    NAME(constants) constants = NAME(constants_of)(r, kind, c);                          \
    V sum = NAME(requantized)(LOAD(sums + c), kind, &constants, r, c);                   \
    NAME(packed_bytes) bytes = NAME(finished)(sum, sum, sum, sum, r);                    \
    NAME(store)(NAME(part)(bytes, 0), channels - c, out + c);                            \
  }
  WITH_KIND(r, BODY)
#undef BODY
}

// MARK: matrix product

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
  while (m >= ROWS) STEP(ROWS)
#if ROWS > 8
  if (m >= 7) STEP(7)
#endif
  while (m >= 4) STEP(4)
  if (m >= 2) STEP(2)
  if (m >= 1) STEP(1)
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

// MARK: depthwise convolution

/// One column of three rows: in one sum's bytes, or in two of 16 bits each.
typedef struct {
#if GROUP == 4
  V all;
#else
  V upper, lower;
#endif
} NAME(column);

INLINE NAME(column) NAME(column_of)(V first, V second, V third) {
#if GROUP == 4
  V all = first | second << 8 | third << 16;
  return (NAME(column)){BYTE_OFFSET ? all ^ 0x80808080 : all};
#else
  return (NAME(column)){first | second << 16, third};
#endif
}

INLINE V NAME(column_dot)(V sum, NAME(column) x, NAME(column) w) {
#if GROUP == 4
  return NAME(dot)(sum, x.all, w.all);
#else
  return NAME(dot)(NAME(dot)(sum, x.upper, w.upper), x.lower, w.lower);
#endif
}

/// VL channels of the three rows that a window covers.
typedef struct {
  const uint8_t *first, *second, *third;
  long width, channels;
  // What stands left and right of the picture.
  NAME(column) outside;
} NAME(strip);

INLINE NAME(column) NAME(column_at)(const NAME(strip) *s, long x, int is_inside) {
  if (!is_inside && (x < 0 || x >= s->width)) return s->outside;
  long place = x * s->channels;
  return NAME(column_of)(WIDEN(s->first + place), WIDEN(s->second + place), WIDEN(s->third + place));
}

/// Four neighbouring outputs, whose first one's window begins at column `left`. `x` and `y` are the columns that a
/// window shares with the one before it: one in steps of 2 pixels.
INLINE NAME(packed_bytes) NAME(depthwise_four)(
    int kind, int stride, int is_inside, const NAME(strip) *s, long left, NAME(column) *first,
    NAME(column) *second, NAME(column) u, NAME(column) v, NAME(column) w, V bias,
    const NAME(constants) *constants, const Requantizer *r, long c) {
  NAME(column) x = *first, y = *second, z;
#define OUTPUT(sum, p)                                                                        \
  if (stride == 2) y = NAME(column_at)(s, left + p * stride + 1, is_inside);                  \
  z = NAME(column_at)(s, left + p * stride + 2, is_inside);                                   \
  V sum = NAME(column_dot)(NAME(column_dot)(NAME(column_dot)(bias, x, u), y, v), z, w);       \
  sum = NAME(requantized)(sum, kind, constants, r, c);                                        \
  x = stride == 1 ? y : z;                                                                    \
  y = z;
  OUTPUT(a, 0)
  OUTPUT(b, 1)
  OUTPUT(d, 2)
  OUTPUT(e, 3)
#undef OUTPUT
  *first = x, *second = y;
  return NAME(finished)(a, b, d, e, r);
}

/// VL channels of a row of outputs.
INLINE void NAME(depthwise_block)(
    int kind, int stride, const uint8_t *const *in, const WindowGeometry *g, long c,
    const uint8_t *packed, NAME(column) outside, uint8_t *out, const Requantizer *requantizer) {
  // Copies, which no store of a byte can change.
  const Requantizer r = *requantizer;
  const long width = g->output_width, channels = g->channels, pad = g->pad_left;
  const NAME(strip) s = {in[0] + c, in[1] + c, in[2] + c, g->width, channels, outside};
  const NAME(constants) constants = NAME(constants_of)(&r, kind, c);
  const V bias = LOAD(r.bias + c);
  const int32_t *weights = (const int32_t *)packed + c;
#if GROUP == 4
#define WEIGHTS(j) ((NAME(column)){LOAD(weights + j * channels)})
#else
#define WEIGHTS(j) ((NAME(column)){LOAD(weights + 2 * j * channels), LOAD(weights + (2 * j + 1) * channels)})
#endif
  const NAME(column) u = WEIGHTS(0), v = WEIGHTS(1), w = WEIGHTS(2);
#undef WEIGHTS
  NAME(column) x = NAME(column_at)(&s, -pad, 0), y = NAME(column_at)(&s, 1 - pad, 0);
  out += c;
  for (long o = 0; o < width; o += 4, out += 4 * channels) {
    long left = o * stride - pad;
    NAME(packed_bytes) bytes;
    if (left >= 0 && left + 3 * stride + 3 <= s.width)
      bytes = NAME(depthwise_four)(
          kind, stride, 1, &s, left, &x, &y, u, v, w, bias, &constants, &r, c);
    else
      bytes = NAME(depthwise_four)(
          kind, stride, 0, &s, left, &x, &y, u, v, w, bias, &constants, &r, c);
    if (o + 4 <= width) {
      UNROLL for (int p = 0; p < 4; p++)
        *(NAME(bytes_memory) *)(out + p * channels) = NAME(part)(bytes, p);
    } else {
      for (int p = 0; o + p < width; p++)
        *(NAME(bytes_memory) *)(out + p * channels) = NAME(part)(bytes, p);
    }
  }
}

static void NAME(convolve_depthwise)(
    const uint8_t *const *in, const WindowGeometry *g, const uint8_t *packed, uint8_t zero,
    uint8_t *out, const Requantizer *r) {
  V zeros = (V)((int32_t)zero);
  NAME(column) outside = NAME(column_of)(zeros, zeros, zeros);
  long channels = g->channels;
#define BODY(kind)                                                                             \
  for (long c = 0; c < channels; c += VL) {                                                    \
    /* The last block overlaps the one before it, and computes some channels twice. */         \
    if (c + VL > channels) c = channels - VL;                                                  \
    if (g->stride_x == 1)                                                                      \
      NAME(depthwise_block)(kind, 1, in, g, c, packed, outside, out, r);                       \
    else NAME(depthwise_block)(kind, 2, in, g, c, packed, outside, out, r);                    \
  }
  WITH_KIND(r, BODY)
#undef BODY
}

// MARK: sums of tensors

static void NAME(add_shifted)(
    const uint8_t *a, const uint8_t *b, long count, const ShiftedSum *sum, uint8_t *out) {
  const ShiftedSum s = *sum;
  const V start = (V)(-(int32_t)((uint32_t)s.a_zero << s.a_shift) -
                      (int32_t)((uint32_t)s.b_zero << s.b_shift));
  const V half = (V)(s.right > 0 ? 1 << (s.right - 1) : 0), none = (V)(0);
  // Halves go away from 0, unless nothing is shifted out.
  const V mask = (V)(s.right > 0 ? -1 : 0);
  for (long i = 0; i < count; i += 4 * VL) {
    V levels[4] = {none, none, none, none};
    UNROLL for (int p = 0; p < 4; p++) {
      // What lies behind the end is read but not kept.
      V x = start + (WIDEN(a + i + p * VL) << s.a_shift) + (WIDEN(b + i + p * VL) << s.b_shift);
      levels[p] = ((x + half + ((x >> 31) & mask)) >> s.right) + s.zero;
    }
    NAME(packed_bytes) bytes =
        NAME(between)(levels[0], levels[1], levels[2], levels[3], s.lower, s.upper);
    if (count - i >= 4 * VL) *(NAME(packed_memory) *)(out + i) = bytes;
    else memcpy(out + i, &bytes, (unsigned long)(count - i));
  }
}

// MARK: from numbers to bytes

static void NAME(quantize)(
    const float *values, long count, float scale, int32_t zero, int to_even, uint8_t *bytes) {
  // Multiplying by a power of two is exact, and faster.
  float inverse = 1 / scale;
  int is_exact = inverse * scale == 1 && (__builtin_bit_cast(uint32_t, scale) & 0x7fffff) == 0;
  F most = (F)(512.0f), none = (F)(0.0f), half = (F)(0.5f), one = (F)(1.0f);
  for (long i = 0; i < count; i += VL) {
    F x = none;
    if (count - i >= VL) x = *(const NAME(floats_memory) *)(values + i);
    else for (long j = 0; i + j < count; j++) x[j] = values[i + j];
    x = is_exact ? x * inverse : x / scale;
    x = x < -most ? -most : x;
    x = x > most ? most : x;
    V level;
    if (to_even) {
      level = (V)(x + 0x1.8p23f) - 0x4b400000;
    } else {
      F magnitude = x < none ? -x : x;
      F whole = __builtin_convertvector(__builtin_convertvector(magnitude, V), F);
      whole = magnitude - whole >= half ? whole + one : whole;
      level = __builtin_convertvector(x < none ? -whole : whole, V);
    }
    level = level + zero;
    NAME(store)(NAME(part)(NAME(pack)(level, level, level, level), 0), count - i, bytes + i);
  }
}

const IntegerLoopTable NAME(integer_loop_table) = {
    2 * VL,
    ROWS,
    GROUP,
    BYTE_OFFSET,
    NAME(multiply),
    NAME(convolve_depthwise),
    NAME(requantize),
    VL,
    NAME(add_shifted),
    NAME(quantize),
};
