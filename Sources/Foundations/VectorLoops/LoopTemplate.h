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

// MARK: matrix product

/// The left side of a product: row r of the matrix is `segments` pieces of `length` elements, piece s at
/// `pieces[s] + r · stride`. A matrix in memory is one piece; the windows of a convolution are several.
typedef struct {
  const float *const *pieces;
  long length, stride;
} NAME(rows);

/// The rows of a tile in memory: two places and three distances in bytes, from which the processor reaches every row
/// in the address of a load. A pointer for each row would take more registers than there are.
typedef struct {
  const char *low, *high;
  long one, three, five;
} NAME(row_places);

INLINE NAME(row_places) NAME(row_places_of)(const float *a, long stride) {
  long one = stride * (long)sizeof(float);
  NAME(row_places) places = {(const char *)a, (const char *)a + 7 * one, one, 3 * one, 5 * one};
  // Else the compiler computes them from each other again.
  __asm__("" : "+r"(places.high), "+r"(places.three), "+r"(places.five));
  return places;
}

/// Goes on by some elements of every row.
INLINE void NAME(advance)(NAME(row_places) *p, long elements) {
  p->low += elements * (long)sizeof(float);
  p->high += elements * (long)sizeof(float);
  // Else the compiler makes a pointer for every row of them.
  __asm__("" : "+r"(p->low), "+r"(p->high));
}

/// An element of row 0 ... 13; the row is a compile-time constant at every call.
INLINE const float *NAME(row_element)(const NAME(row_places) *p, int row, long element) {
  const char *base = row < 7 ? p->low : p->high;
  long distance = 0;
  switch (row % 7) {
  case 1: distance = p->one; break;
  case 2: distance = 2 * p->one; break;
  case 3: distance = p->three; break;
  case 4: distance = 4 * p->one; break;
  case 5: distance = p->five; break;
  case 6: distance = 2 * p->three; break;
  }
  return (const float *)(base + distance + element * (long)sizeof(float));
}

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
    NAME(row_places) x = NAME(row_places_of)(a->pieces[s] + offset, stride);
    // Few instructions beside the multiply-adds: the processor's front end is the limit here.
#define ELEMENT(i)                                                                         \
  {                                                                                        \
    V weights[2];                                                                          \
    UNROLL for (int v = 0; v < vectors; v++) weights[v] = LOAD(w + (2 * i + v) * VL);      \
    UNROLL for (int r = 0; r < rows; r++) {                                                \
      V value = SPLAT(*NAME(row_element)(&x, r, i));                                       \
      UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = value * weights[v] + sum[r][v]; \
    }                                                                                      \
  }
    long i = 0;
    for (; i + 4 <= length; i += 4, w += 8 * VL) {
      ELEMENT(0) ELEMENT(1) ELEMENT(2) ELEMENT(3)
      NAME(advance)(&x, 4);
    }
    for (; i < length; i++, w += 2 * VL) {
      ELEMENT(0)
      NAME(advance)(&x, 1);
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
  while (m >= ROWS) STEP(ROWS)
#if ROWS > 8
  if (m >= 7) STEP(7)
#endif
  while (m >= 4) STEP(4)
  if (m >= 2) STEP(2)
  if (m >= 1) STEP(1)
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

// MARK: convolutions

/// The outputs of a row whose windows lie inside the image from left to right: `*first` ..< `*last`.
INLINE void NAME(inside)(const WindowGeometry *g, long *first, long *last) {
  long end = g->width + g->pad_left - (g->kernel_width - 1) * g->dilation_x - 1;
  *first = (g->pad_left + g->stride_x - 1) / g->stride_x;
  *last = end < 0 ? 0 : end / g->stride_x + 1;
  if (*last > g->output_width) *last = g->output_width;
  if (*first > g->output_width) *first = g->output_width;
  if (*last < *first) *last = *first;
}

/// The rows of the window that lie inside the image: `*from` ..< `*to`.
INLINE void NAME(window_rows)(
    const WindowGeometry *g, const float *const *rows, long *from, long *to) {
  *from = 0;
  *to = g->kernel_height;
  while (*from < *to && !rows[*from]) ++*from;
  while (*to > *from && !rows[*to - 1]) --*to;
}

/// The outputs of one group of channels at one place: its window is copied, with its zeros.
INLINE void NAME(convolve_one)(
    const float *const *in, const WindowGeometry *g, long group, long x, const float *packed,
    const float *bias, float *scratch, float *out, const Epilogue *epilogue) {
  long inputs = g->channels / g->groups, outputs = g->output_channels / g->groups;
  long window = g->kernel_height * g->kernel_width * inputs, first = group * outputs;
  float *next = scratch;
  for (long i = 0; i < g->kernel_height; i++)
    for (long j = 0; j < g->kernel_width; j++) {
      long column = x * g->stride_x - g->pad_left + j * g->dilation_x;
      int inside = in[i] && column >= 0 && column < g->width;
      for (long c = group * inputs; c < (group + 1) * inputs; c++)
        *next++ = inside ? in[i][column * g->channels + c] : 0.0f;
    }
  Epilogue own = *epilogue;
  if (own.kind == EpilogueNormalize) own.scale += first, own.shift += first;
  long panels = (outputs + 2 * VL - 1) / (2 * VL);
  NAME(multiply)(
      scratch, 1, window, packed + group * panels * 2 * VL * window, bias + first, outputs, 0,
      outputs, out + first, &own);
}

static void NAME(convolve)(
    const float *const *in, const WindowGeometry *g, const float *packed, const float *bias,
    float *scratch, float *out, const Epilogue *e) {
  long row = g->kernel_width * g->channels, window = g->kernel_height * row;
  long n = g->output_channels, first, last, from, to;
  NAME(inside)(g, &first, &last);
  NAME(window_rows)(g, in, &from, &to);
  enum { most = 16 };
  // Only neighbouring pixels of all channels lie in memory as the product reads them.
  if (g->kernel_height > most || g->dilation_x > 1 || g->groups > 1) last = first;
  if (first < last) {
    const float *pieces[most];
    for (long i = from; i < to; i++)
      pieces[i - from] = in[i] + (first * g->stride_x - g->pad_left) * g->channels;
    NAME(rows) rows = {pieces, row, g->stride_x * g->channels};
#define BODY(kind)                                                                         \
    NAME(product)(                                                                         \
        kind, to - from, &rows, last - first, window, from * row, packed, bias, 0, n,      \
        out + first * n, n, e)
    WITH_KIND(e, BODY)
#undef BODY
  }
  // At the border every window is copied, with its zeros: last, when the rows have come from memory in their order.
  for (long x = 0; x < g->output_width; x++) {
    if (x == first) x = last;
    if (x >= g->output_width) break;
    for (long group = 0; group < g->groups; group++)
      NAME(convolve_one)(in, g, group, x, packed, bias, scratch, out + x * n, e);
  }
}

/// `outputs` neighbouring outputs of windows of 3 × 3 pixels, of which the columns `first` ..< `last` lie inside the
/// image; `offset` is where the first of these begins in a row.
INLINE void NAME(depthwise_tile)(
    int outputs, int kind, int stride, int first, int last, const float *const *in, long offset,
    long channels, long from, long to, const float *w, V bias, V scale, V shift, float *out,
    const NAME(constants) *e) {
#pragma clang fp contract(fast)
  V sum[4];
  UNROLL for (int o = 0; o < outputs; o++) sum[o] = SPLAT(0.0f);
  NAME(row_places) x = NAME(row_places_of)(w, channels), weights = x;
#define WINDOW_ROW(i, weight_row)                                                               \
  {                                                                                             \
    x.low = (const char *)(in[i] + offset);                                                     \
    if (outputs > 1 && stride > 1) x.high = x.low + 7 * x.one;                                  \
    UNROLL for (int j = first; j < last; j++) {                                                 \
      V weight = LOAD(NAME(row_element)(&weights, weight_row * 3 + j, 0));                      \
      UNROLL for (int o = 0; o < outputs; o++)                                                  \
        sum[o] = LOAD(NAME(row_element)(&x, o * stride + j - first, 0)) * weight + sum[o];      \
    }                                                                                           \
  }
  if (from == 0 && to == 3) {
    UNROLL for (int i = 0; i < 3; i++) WINDOW_ROW(i, i)
  } else {
    weights.low += from * 3 * weights.one;
    for (long i = from; i < to; i++, weights.low += 3 * weights.one) WINDOW_ROW(i, 0)
  }
#undef WINDOW_ROW
  UNROLL for (int o = 0; o < outputs; o++) {
    V x = sum[o] + bias;
    if (kind == EpilogueNormalize) x = NAME(normalize)(x, scale, shift);
    STORE(out + o * channels, NAME(finish)(x, kind, e));
  }
}

/// One output of any window, clipped on every side, for the channels from `c` on.
INLINE void NAME(depthwise_edge)(
    int kind, const float *const *in, const WindowGeometry *g, long from, long to, long x, long c,
    const float *w, const float *bias, float *out, const Epilogue *epilogue,
    const NAME(constants) *e) {
#pragma clang fp contract(fast)
  long left = x * g->stride_x - g->pad_left, channels = g->channels;
  long first = left < 0 ? -left : 0;
  long last = g->width - left < g->kernel_width ? g->width - left : g->kernel_width;
  for (; c + VL <= channels; c += VL) {
    V sum = SPLAT(0.0f);
    for (long i = from; i < to; i++)
      for (long j = first; j < last; j++)
        sum = LOAD(in[i] + (left + j) * channels + c) *
                  LOAD(w + (i * g->kernel_width + j) * channels + c) +
              sum;
    sum = sum + LOAD(bias + c);
    if (kind == EpilogueNormalize)
      sum = NAME(normalize)(sum, LOAD(epilogue->scale + c), LOAD(epilogue->shift + c));
    STORE(out + c, NAME(finish)(sum, kind, e));
  }
  for (; c < channels; c++) {
    float sum = 0;
    for (long i = from; i < to; i++)
      for (long j = first; j < last; j++)
        sum = in[i][(left + j) * channels + c] *
                  w[(i * g->kernel_width + j) * channels + c] +
              sum;
    sum = sum + bias[c];
    if (kind == EpilogueNormalize)
      sum = NAME(normalize_one)(sum, epilogue->scale[c], epilogue->shift[c]);
    out[c] = NAME(finish_one)(sum, epilogue);
  }
}

/// One output at the left or right border, of any window; for windows of 3 × 3 pixels faster.
INLINE void NAME(depthwise_border)(
    int kind, int is_plain, const float *const *in, const WindowGeometry *g, long from, long to,
    long x, const float *w, const float *bias, float *out, const Epilogue *epilogue,
    const NAME(constants) *e) {
  long channels = g->channels, whole = 0, left = x * g->stride_x - g->pad_left;
  int lacks_first = left == -1 && g->width >= 2, lacks_last = left >= 0 && left + 2 == g->width;
  if (is_plain && lacks_first + lacks_last == 1) {
    long offset = lacks_first ? 0 : left * channels;
    whole = channels / VL * VL;
    for (long c = 0; c < whole; c += VL) {
      V none = SPLAT(0.0f);
      V scale = kind == EpilogueNormalize ? LOAD(epilogue->scale + c) : none;
      V shift = kind == EpilogueNormalize ? LOAD(epilogue->shift + c) : none;
#define TILE(first, last)                                                                        \
  NAME(depthwise_tile)(                                                                          \
      1, kind, 1, first, last, in, offset + c, channels, from, to, w + c, LOAD(bias + c), scale, \
      shift, out + c, e)
      if (lacks_first) TILE(1, 3);
      else TILE(0, 2);
#undef TILE
    }
  }
  NAME(depthwise_edge)(kind, in, g, from, to, x, whole, w, bias, out, epilogue, e);
}

INLINE void NAME(depthwise_row)(
    int kind, int stride, const float *const *in, const WindowGeometry *g, const float *w,
    const float *bias, float *out, const Epilogue *epilogue) {
  NAME(constants) e = NAME(constants_of)(epilogue);
  long channels = g->channels, whole = channels / VL * VL;
  long first, last, from, to;
  NAME(inside)(g, &first, &last);
  NAME(window_rows)(g, in, &from, &to);
  if (stride == 0) last = first;  // no fast path for this window
  for (long x = 0; x < g->output_width; x++) {
    if (x == first) x = last;
    if (x >= g->output_width) break;
    NAME(depthwise_border)(
        kind, stride > 0, in, g, from, to, x, w, bias, out + x * channels, epilogue, &e);
  }
  for (long x = first; x < last;) {
    int outputs = x + 4 <= last ? 4 : 1;
    long offset = (x * g->stride_x - g->pad_left) * channels;
    float *target = out + x * channels;
    for (long c = 0; c < whole; c += VL) {
      V none = SPLAT(0.0f);
      V scale = kind == EpilogueNormalize ? LOAD(epilogue->scale + c) : none;
      V shift = kind == EpilogueNormalize ? LOAD(epilogue->shift + c) : none;
      if (outputs == 4)
        NAME(depthwise_tile)(
            4, kind, stride, 0, 3, in, offset + c, channels, from, to, w + c, LOAD(bias + c), scale,
            shift, target + c, &e);
      else
        NAME(depthwise_tile)(
            1, kind, stride, 0, 3, in, offset + c, channels, from, to, w + c, LOAD(bias + c), scale,
            shift, target + c, &e);
    }
    for (long o = 0; whole < channels && o < outputs; o++)
      NAME(depthwise_edge)(
          kind, in, g, from, to, x + o, whole, w, bias, target + o * channels, epilogue, &e);
    x += outputs;
  }
}

/// A row of any depthwise convolution, value by value: with gaps in the window, or several outputs for a
/// channel.
static void NAME(depthwise_any)(
    const float *const *in, const WindowGeometry *g, const float *w, const float *bias, float *out,
    const Epilogue *e) {
#pragma clang fp contract(fast)
  long n = g->output_channels, multiplier = n / g->channels;
  for (long x = 0; x < g->output_width; x++, out += n)
    for (long o = 0; o < n; o++) {
      float sum = 0;
      for (long i = 0; i < g->kernel_height; i++)
        for (long j = 0; j < g->kernel_width; j++) {
          long column = x * g->stride_x - g->pad_left + j * g->dilation_x;
          if (!in[i] || column < 0 || column >= g->width) continue;
          sum = in[i][column * g->channels + o / multiplier] *
                    w[(i * g->kernel_width + j) * n + o] +
                sum;
        }
      sum = sum + bias[o];
      if (e->kind == EpilogueNormalize) sum = NAME(normalize_one)(sum, e->scale[o], e->shift[o]);
      out[o] = NAME(finish_one)(sum, e);
    }
}

/// `outputs` neighbouring outputs of two rows, whose windows of 3 × 3 pixels lie inside the image: four rows are
/// read for both, where each alone reads three.
INLINE void NAME(depthwise_pair_tile)(
    int outputs, int kind, const float *const *in, long offset, long channels, const float *w,
    V bias, V scale, V shift, float *out, long line, const NAME(constants) *e) {
#pragma clang fp contract(fast)
  V sum[2][4];
  UNROLL for (int o = 0; o < outputs; o++) sum[0][o] = sum[1][o] = SPLAT(0.0f);
  UNROLL for (int i = 0; i < 4; i++) {
    const float *row = in[i] + offset;
    V x[6];
    UNROLL for (int c = 0; c < outputs + 2; c++) x[c] = LOAD(row + c * channels);
    // The second row of outputs sees this row of the image one place higher in its window.
    UNROLL for (int l = 0; l < 2; l++) {
      if (i - l < 0 || i - l > 2) continue;
      UNROLL for (int j = 0; j < 3; j++) {
        V weight = LOAD(w + ((i - l) * 3 + j) * channels);
        UNROLL for (int o = 0; o < outputs; o++) sum[l][o] = x[o + j] * weight + sum[l][o];
      }
    }
  }
  UNROLL for (int l = 0; l < 2; l++) {
    UNROLL for (int o = 0; o < outputs; o++) {
      V y = sum[l][o] + bias;
      if (kind == EpilogueNormalize) y = NAME(normalize)(y, scale, shift);
      STORE(out + l * line + o * channels, NAME(finish)(y, kind, e));
    }
  }
}

INLINE void NAME(depthwise_pair)(
    int kind, const float *const *in, const WindowGeometry *g, const float *w, const float *bias,
    float *out, const Epilogue *epilogue) {
  NAME(constants) e = NAME(constants_of)(epilogue);
  const long channels = g->channels, whole = channels / VL * VL;
  const long line = g->output_width * channels;
  long first, last;
  NAME(inside)(g, &first, &last);
  for (long x = 0; x < g->output_width; x++) {
    if (x == first) x = last;
    if (x >= g->output_width) break;
    for (int l = 0; l < 2; l++)
      NAME(depthwise_border)(
          kind, 1, in + l, g, 0, 3, x, w, bias, out + l * line + x * channels, epilogue, &e);
  }
  for (long x = first; x < last;) {
    int outputs = x + 4 <= last ? 4 : x + 2 <= last ? 2 : 1;
    long offset = (x - g->pad_left) * channels;
    float *target = out + x * channels;
    for (long c = 0; c < whole; c += VL) {
      V none = SPLAT(0.0f);
      V scale = kind == EpilogueNormalize ? LOAD(epilogue->scale + c) : none;
      V shift = kind == EpilogueNormalize ? LOAD(epilogue->shift + c) : none;
#define TILE(outputs)                                                                            \
  NAME(depthwise_pair_tile)(                                                                     \
      outputs, kind, in, offset + c, channels, w + c, LOAD(bias + c), scale, shift, target + c,  \
      line, &e)
      if (outputs == 4) TILE(4);
      else if (outputs == 2) TILE(2);
      else TILE(1);
#undef TILE
    }
    for (long o = 0; whole < channels && o < outputs; o++)
      for (int l = 0; l < 2; l++)
        NAME(depthwise_edge)(
            kind, in + l, g, 0, 3, x + o, whole, w, bias, target + l * line + o * channels,
            epilogue, &e);
    x += outputs;
  }
}

static void NAME(convolve_depthwise_pair)(
    const float *const *in, const WindowGeometry *g, const float *w, const float *bias, float *out,
    const Epilogue *e) {
#define PAIR(kind) NAME(depthwise_pair)(kind, in, g, w, bias, out, e)
  WITH_KIND(e, PAIR)
#undef PAIR
}

static void NAME(convolve_depthwise)(
    const float *const *in, const WindowGeometry *g, const float *w, const float *bias, float *out,
    const Epilogue *e) {
  if (g->dilation_x > 1 || g->output_channels != g->channels) {
    NAME(depthwise_any)(in, g, w, bias, out, e);
    return;
  }
  int stride =
      g->kernel_height == 3 && g->kernel_width == 3 && g->stride_x <= 2 ? (int)g->stride_x : 0;
#define ONE(kind) NAME(depthwise_row)(kind, 1, in, g, w, bias, out, e)
#define TWO(kind) NAME(depthwise_row)(kind, 2, in, g, w, bias, out, e)
#define ANY(kind) NAME(depthwise_row)(kind, 0, in, g, w, bias, out, e)
  if (stride == 1) WITH_KIND(e, ONE)
  else if (stride == 2) WITH_KIND(e, TWO)
  else WITH_KIND(e, ANY)
#undef ONE
#undef TWO
#undef ANY
}

// MARK: poolings

/// One output; columns `first` ..< `last` of the rows `from` ..< `to`.
INLINE void NAME(pool_one)(
    int largest, const float *const *in, long channels, long from, long to, long first, long last,
    float *out) {
  float count = (float)((to - from) * (last - first));
  V none = SPLAT(largest ? -__builtin_inff() : 0.0f);
  long c = 0;
  for (; c + VL <= channels; c += VL) {
    V result = none;
    for (long i = from; i < to; i++)
      for (long x = first; x < last; x++) {
        V value = LOAD(in[i] + x * channels + c);
        if (largest) result = value > result ? value : result;
        else result = result + value;
      }
    if (!largest) result = result / count;
    STORE(out + c, result);
  }
  for (; c < channels; c++) {
    float result = largest ? -__builtin_inff() : 0.0f;
    for (long i = from; i < to; i++)
      for (long x = first; x < last; x++) {
        float value = in[i][x * channels + c];
        if (largest) result = value > result ? value : result;
        else result = result + value;
      }
    out[c] = largest ? result : result / count;
  }
}

static void NAME(pool)(
    const float *const *in, const WindowGeometry *g, int largest, float *out) {
  long from, to;
  NAME(window_rows)(g, in, &from, &to);
  for (long x = 0; x < g->output_width; x++, out += g->channels) {
    long first = x * g->stride_x - g->pad_left, last = first + g->kernel_width;
    if (first < 0) first = 0;
    if (last > g->width) last = g->width;
    if (largest) NAME(pool_one)(1, in, g->channels, from, to, first, last, out);
    else NAME(pool_one)(0, in, g->channels, from, to, first, last, out);
  }
}

// MARK: elementwise

#define EVERY(count, vector, scalar)                                                          \
  long i = 0;                                                                                 \
  for (; i + VL <= (count); i += VL) STORE(out + i, NAME(finish)(vector, kind, &constants));  \
  for (; i < (count); i++) out[i] = NAME(finish_one)(scalar, e);

static void NAME(add)(
    const float *a, const float *b, long count, float *out, const Epilogue *e) {
  NAME(constants) constants = NAME(constants_of)(e);
#define BODY(KIND)                                                  \
  {                                                                 \
    enum { kind = KIND };                                           \
    EVERY(count, LOAD(a + i) + LOAD(b + i), a[i] + b[i])            \
  }
  WITH_KIND(e, BODY)
#undef BODY
}

static void NAME(apply)(const float *in, long count, float *out, const Epilogue *e) {
  NAME(constants) constants = NAME(constants_of)(e);
#define BODY(KIND)                      \
  {                                     \
    enum { kind = KIND };               \
    EVERY(count, LOAD(in + i), in[i])   \
  }
  WITH_KIND(e, BODY)
#undef BODY
}

static void NAME(scale_and_shift)(
    const float *in, long pixels, long channels, const float *scale, const float *shift,
    float *out, const Epilogue *e) {
  NAME(constants) constants = NAME(constants_of)(e);
#define BODY(KIND)                                                                       \
  for (long p = 0; p < pixels; p++, in += channels, out += channels) {                   \
    enum { kind = KIND };                                                                \
    EVERY(                                                                               \
        channels, NAME(normalize)(LOAD(in + i), LOAD(scale + i), LOAD(shift + i)),       \
        NAME(normalize_one)(in[i], scale[i], shift[i]))                                  \
  }
  WITH_KIND(e, BODY)
#undef BODY
}
#undef EVERY

// MARK: statistics

static void NAME(range)(const float *in, long count, float *lower, float *upper) {
  float low = *lower, high = *upper;
  // Zero as long as all values are finite: NaN is neither smaller nor larger than anything.
  float spoilt = 0;
  long i = 0;
  if (count >= 4 * VL) {
    V lows[4], highs[4], spoilts[4];
    UNROLL for (int v = 0; v < 4; v++) {
      lows[v] = highs[v] = LOAD(in + v * VL);
      spoilts[v] = lows[v] - lows[v];
    }
    for (i = 4 * VL; i + 4 * VL <= count; i += 4 * VL) {
      UNROLL for (int v = 0; v < 4; v++) {
        V x = LOAD(in + i + v * VL);
        lows[v] = x < lows[v] ? x : lows[v];
        highs[v] = x > highs[v] ? x : highs[v];
        // One instruction where there are fused ones.
        spoilts[v] = NAME(multiply_add)(x, SPLAT(0.0f), spoilts[v]);
      }
    }
    for (int v = 1; v < 4; v++) {
      lows[0] = lows[v] < lows[0] ? lows[v] : lows[0];
      highs[0] = highs[v] > highs[0] ? highs[v] : highs[0];
      spoilts[0] += spoilts[v];
    }
    for (int j = 0; j < VL; j++) {
      low = lows[0][j] < low ? lows[0][j] : low;
      high = highs[0][j] > high ? highs[0][j] : high;
      spoilt += spoilts[0][j];
    }
  }
  for (; i < count; i++) {
    low = in[i] < low ? in[i] : low;
    high = in[i] > high ? in[i] : high;
    spoilt += in[i] - in[i];
  }
  *lower = spoilt == 0 ? low : -__builtin_inff();
  *upper = spoilt == 0 ? high : __builtin_inff();
}

/// The bin of one value: the scaled position, then the comparison with the edges.
INLINE int32_t NAME(bin)(float x, const HistogramBins *bins) {
  float position = (x - bins->lower) * bins->bins_per_unit;
  int32_t top = (int32_t)bins->count - 1;
  position = position > 0 ? position : 0;  // NaN too; the caller refuses its range later
  int32_t bin = position < (float)top ? (int32_t)position : top;
  if (bin > 0 && x < bins->edges[bin]) bin--;
  else if (bin < top && x >= bins->edges[bin + 1]) bin++;
  return bin;
}

#if HAS_COMPRESS
#include "CompressingHistogram.h"
#endif

/// The scaled position is off by at most 2048 · 3 · 2⁻²⁴ < 1/2048 bins, so that only positions that
/// close to an edge need the comparison.
///
/// Values in the first and the last bin (after a ReLU most of all) go into a counter per place in the
/// chunk: an increment that follows another one of the same counter would wait for it. Counting a chunk
/// takes turns with placing the next one: one waits for memory while the other computes.
static void NAME(histogram)(
    const float *in, long count, const HistogramBins *bins, uint32_t *counts, float *lower,
    float *upper) {
#if HAS_COMPRESS
  if (bins->step > 0) return NAME(histogram_of_steps)(in, count, bins, counts, lower, upper);
#endif
  NAME(range)(in, count, lower, upper);
  enum { chunk = HistogramChunk };
  const float close = 1.0f / 2048;
  const int32_t top = (int32_t)bins->count - 1;
  const int32_t nowhere = (int32_t)bins->count + 2 * chunk;
  // Half a bin inside the first and the last one, where no edge is near that matters.
  const V first = SPLAT(0.5f), last = SPLAT((float)top + 0.5f);
  NAME(integers) lane;
  for (int j = 0; j < VL; j++) lane[j] = (int32_t)bins->count + j;
  int32_t places[2][chunk], doubt[chunk];
  int turn = 0;
  // Before the first chunk there is nothing to count.
  for (int i = 0; i < chunk; i++) places[1][i] = nowhere;
  long start = 0;
  for (; start + chunk <= count; start += chunk, turn = 1 - turn) {
    const float *x = in + start;
    int32_t *now = places[turn];
    const int32_t *before = places[1 - turn];
    NAME(integers) any = {0};
    UNROLL for (int i = 0; i < chunk; i += VL) {
      V position = (LOAD(x + i) - bins->lower) * bins->bins_per_unit;
      position = position > first ? position : first;
      position = position < last ? position : last;
      NAME(integers) bin = __builtin_convertvector(position, NAME(integers));
      V rest = position - __builtin_convertvector(bin, V);
      NAME(integers) near = (rest < close) | (rest > 1 - close);
      any |= near;
      NAME(integers) place = bin;
      place = bin == 0 ? lane + i : place;
      place = bin == top ? lane + (i + chunk) : place;
      *(NAME(integers_memory) *)(now + i) = place;
      *(NAME(integers_memory) *)(doubt + i) = near;
      UNROLL for (int j = 0; j < VL; j++) counts[before[i + j]]++;
    }
    if (__builtin_reduce_or(any))
      for (int i = 0; i < chunk; i++)
        if (doubt[i]) now[i] = NAME(bin)(x[i], bins);
  }
  for (int i = 0; i < chunk; i++) counts[places[1 - turn][i]]++;
  for (; start < count; start++)
    counts[NAME(bin)(in[start], bins)]++;
}

static void NAME(put_aside)(const float *in, long count, float *out) {
  long i = 0;
  for (; i < count && (uintptr_t)(out + i) % sizeof(V); i++) out[i] = in[i];
  for (; i + VL <= count; i += VL) __builtin_nontemporal_store(LOAD(in + i), (V *)(out + i));
  for (; i < count; i++) out[i] = in[i];
#if defined(__x86_64__)
  // Such stores are not in order with others: another thread may read as soon as this one says so.
  __builtin_ia32_sfence();
#endif
}

/// Sums of `width` channels, held in registers.
INLINE void NAME(sum_block)(
    int width, const float *in, long pixels, long channels, double *sums) {
  double sum[4 * VL];
  for (int j = 0; j < width; j++) sum[j] = sums[j];
  for (long p = 0; p < pixels; p++, in += channels)
    for (int j = 0; j < width; j++) sum[j] += (double)in[j];
  for (int j = 0; j < width; j++) sums[j] = sum[j];
}

static void NAME(sum_channels)(const float *in, long pixels, long channels, double *sums) {
  long c = 0;
  // As many sums at a time as keep the adders busy while each waits for its last result.
  for (; c + 4 * VL <= channels; c += 4 * VL)
    NAME(sum_block)(4 * VL, in + c, pixels, channels, sums + c);
  for (; c + 2 * VL <= channels; c += 2 * VL)
    NAME(sum_block)(2 * VL, in + c, pixels, channels, sums + c);
  for (; c + 8 <= channels; c += 8) NAME(sum_block)(8, in + c, pixels, channels, sums + c);
  for (; c < channels; c++) NAME(sum_block)(1, in + c, pixels, channels, sums + c);
}

INLINE void NAME(channel_block)(
    int width, const float *w, long rows, long channels, const double *lower, const double *upper,
    const double *step, int power, double *errors) {
  enum { most = 16 };
  double low[most], high[most], delta[most], sum[most];
  for (int j = 0; j < width; j++)
    low[j] = lower[j], high[j] = upper[j], delta[j] = step[j], sum[j] = 0;
  for (long r = 0; r < rows; r++, w += channels) {
    for (int j = 0; j < width; j++) {
      double x = w[j];
      double clamped = x < low[j] ? low[j] : x;
      clamped = clamped > high[j] ? high[j] : clamped;
      // Adding 1.5 · 2⁵² rounds to an integer, halves to even.
      double level = ((clamped - low[j]) / delta[j] + 0x1.8p52) - 0x1.8p52;
      double difference = delta[j] * level + low[j] - x;
      sum[j] += power == 2 ? difference * difference : __builtin_fabs(difference);
    }
  }
  for (int j = 0; j < width; j++) errors[j] = sum[j];
}

static void NAME(channel_errors)(
    const float *w, long rows, long channels, const double *lower, const double *upper,
    const double *step, int power, double *errors) {
  long c = 0;
  for (; c + 16 <= channels; c += 16) {
    if (power == 2)
      NAME(channel_block)(
          16, w + c, rows, channels, lower + c, upper + c, step + c, 2, errors + c);
    else
      NAME(channel_block)(
          16, w + c, rows, channels, lower + c, upper + c, step + c, 1, errors + c);
  }
  for (; c < channels; c++)
    NAME(channel_block)(
        1, w + c, rows, channels, lower + c, upper + c, step + c, power, errors + c);
}

INLINE void NAME(channel_estimates)(
    int vectors, int power, const float *w, long rows, long channels, const float *lower,
    const float *upper, const float *step, const float *inverse_step, float *errors) {
  V low[2], high[2], delta[2], inverse[2], sum[2];
  UNROLL for (int v = 0; v < vectors; v++) {
    low[v] = LOAD(lower + v * VL), high[v] = LOAD(upper + v * VL);
    delta[v] = LOAD(step + v * VL), inverse[v] = LOAD(inverse_step + v * VL);
    sum[v] = SPLAT(0.0f);
  }
  // Adding 1.5 · 2²³ rounds to an integer.
  const V magic = SPLAT(0x1.8p23f), none = SPLAT(0.0f);
  for (long r = 0; r < rows; r++, w += channels) {
    UNROLL for (int v = 0; v < vectors; v++) {
      V x = LOAD(w + v * VL);
      V position = (NAME(clamp)(x, low[v], high[v]) - low[v]) * inverse[v];
      V level = (position + magic) - magic;
      V difference = NAME(multiply_add)(delta[v], level, low[v]) - x;
      if (power == 2) sum[v] = NAME(multiply_add)(difference, difference, sum[v]);
      else sum[v] += difference < none ? -difference : difference;
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) STORE(errors + v * VL, sum[v]);
}

static void NAME(channel_error_estimates)(
    const float *w, long rows, long channels, const float *lower, const float *upper,
    const float *step, const float *inverse_step, int power, float *errors) {
  long c = 0;
#define BLOCK(vectors, power)                                                                    \
  NAME(channel_estimates)(                                                                       \
      vectors, power, w + c, rows, channels, lower + c, upper + c, step + c, inverse_step + c,   \
      errors + c)
  for (; c + 2 * VL <= channels; c += 2 * VL) {
    if (power == 2) BLOCK(2, 2);
    else BLOCK(2, 1);
  }
  for (; c + VL <= channels; c += VL) {
    if (power == 2) BLOCK(1, 2);
    else BLOCK(1, 1);
  }
#undef BLOCK
  for (; c < channels; c++) {
    float sum = 0;
    for (long r = 0; r < rows; r++) {
      float x = w[r * channels + c];
      float clamped = x < lower[c] ? lower[c] : x > upper[c] ? upper[c] : x;
      float level = ((clamped - lower[c]) * inverse_step[c] + 0x1.8p23f) - 0x1.8p23f;
      float difference = step[c] * level + lower[c] - x;
      sum += power == 2 ? difference * difference : __builtin_fabsf(difference);
    }
    errors[c] = sum;
  }
}

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
