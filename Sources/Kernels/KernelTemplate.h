// Included once per instruction set with SUFFIX, VL (floats per vector) and ROWS (tile height) set.

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(base) JOIN(base, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float NAME(vector) __attribute__((ext_vector_type(VL)));
typedef float NAME(memory) __attribute__((ext_vector_type(VL), aligned(4), may_alias));
typedef int32_t NAME(integers) __attribute__((ext_vector_type(VL)));
#define V NAME(vector)
#define LOAD(p) ((V) * (const NAME(memory) *)(p))
#define STORE(p, v) (*(NAME(memory) *)(p) = (v))
#define SPLAT(x) ((V)(x))

INLINE V NAME(clamp)(V x, float lower, float upper) {
  V low = SPLAT(lower), high = SPLAT(upper);
  x = x < low ? low : x;
  return x > high ? high : x;
}

/// floor, for |x| < 2³¹: truncate, then step down where that went up.
INLINE V NAME(floor)(V x) {
  V truncated = __builtin_convertvector(__builtin_convertvector(x, NAME(integers)), V);
  V one = SPLAT(1.0f), none = SPLAT(0.0f);
  return truncated - (truncated > x ? one : none);
}

/// TensorFlow's fake quantization: round half up on the grid.
INLINE V NAME(finish)(V x, const KernelEpilogue *e) {
  x = NAME(clamp)(x, e->lower, e->upper);
  if (e->quantizes) {
    x = NAME(clamp)(x, e->grid_lower, e->grid_upper);
    x = x - e->grid_lower;
    // Dividing by a power of two is multiplying by its inverse, to the last bit, and much faster.
    if (e->divides) x = x / e->grid_step;
    else x = x * e->grid_inverse_step;
    x = NAME(floor)(x - e->grid_zero + 0.5f) * e->grid_step;
  }
  return x;
}

INLINE float NAME(finish_one)(float x, const KernelEpilogue *e) {
  x = x < e->lower ? e->lower : x;
  x = x > e->upper ? e->upper : x;
  if (e->quantizes) {
    x = x < e->grid_lower ? e->grid_lower : x;
    x = x > e->grid_upper ? e->grid_upper : x;
    x = x - e->grid_lower;
    x = (e->divides ? x / e->grid_step : x * e->grid_inverse_step) - e->grid_zero + 0.5f;
    float truncated = (float)(int32_t)x;
    x = (truncated - (truncated > x ? 1.0f : 0.0f)) * e->grid_step;
  }
  return x;
}

// MARK: matrix product

/// `rows` × `vectors · VL` outputs, held in registers. The counts are compile-time constants at every
/// call, and the array has a constant size, so that the accumulators do become registers.
INLINE void NAME(tile)(
    int rows, int vectors, const float *a, long k, const float *w, const float *bias, long columns,
    float *out, long n, const KernelEpilogue *e) {
#pragma clang fp contract(fast)
  V sum[ROWS][2];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = SPLAT(0.0f);
  }
  for (long i = 0; i < k; i++) {
    V weights[2];
    UNROLL for (int v = 0; v < vectors; v++) weights[v] = LOAD(w + v * VL);
    w += 2 * VL;
    UNROLL for (int r = 0; r < rows; r++) {
      V x = SPLAT(a[r * k + i]);
      UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = x * weights[v] + sum[r][v];
    }
  }
  // The bias comes last, as a rounding of its own: TensorFlow adds it in an operation of its own.
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = sum[r][v] + LOAD(bias + v * VL);
  }
  if (columns == vectors * VL) {
    UNROLL for (int r = 0; r < rows; r++) {
      UNROLL for (int v = 0; v < vectors; v++)
        STORE(out + r * n + v * VL, NAME(finish)(sum[r][v], e));
    }
  } else {
    UNROLL for (int r = 0; r < rows; r++) {
      float row[2 * VL];
      UNROLL for (int v = 0; v < vectors; v++) STORE(row + v * VL, NAME(finish)(sum[r][v], e));
      memcpy(out + r * n, row, (unsigned long)columns * sizeof(float));
    }
  }
}

#define PANELS(rows)                                                                             \
  static void JOIN(NAME(panels), rows)(                                                          \
      const float *a, long k, const float *w, const float *bias, long n, float *out,             \
      const KernelEpilogue *e) {                                                                 \
    for (long c = 0; c < n; c += 2 * VL, w += k * 2 * VL) {                                      \
      long left = n - c;                                                                         \
      if (left > VL)                                                                             \
        NAME(tile)(rows, 2, a, k, w, bias + c, left < 2 * VL ? left : 2 * VL, out + c, n, e);    \
      else                                                                                       \
        NAME(tile)(rows, 1, a, k, w, bias + c, left, out + c, n, e);                             \
    }                                                                                            \
  }

PANELS(ROWS)
PANELS(4)
PANELS(2)
PANELS(1)
#if ROWS > 8
PANELS(7)
#endif

static void NAME(multiply)(
    const float *a, long m, long k, const float *packed, const float *bias, long n, float *out,
    const KernelEpilogue *e) {
#define STEP(rows)                                                          \
  {                                                                         \
    JOIN(NAME(panels), rows)(a, k, packed, bias, n, out, e);                \
    a += rows * k, out += rows * n, m -= rows;                              \
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

// MARK: convolutions

static void NAME(convolve)(
    const float *in, const KernelGeometry *g, const float *packed, const float *bias,
    float *scratch, float *out, const KernelEpilogue *e) {
  long row = g->kernel_width * g->channels, window = g->kernel_height * row;
  for (long y = 0; y < g->output_height; y++) {
    for (long x = 0; x < g->output_width; x++) {
      long left = x * g->stride - g->pad_left;
      for (long i = 0; i < g->kernel_height; i++) {
        long from = y * g->stride - g->pad_top + i;
        float *to = scratch + x * window + i * row;
        if (from >= 0 && from < g->height && left >= 0 && left + g->kernel_width <= g->width) {
          const float *source = in + (from * g->width + left) * g->channels;
          for (long j = 0; j < row; j++) to[j] = source[j];
        } else {
          for (long j = 0; j < g->kernel_width; j++) {
            long column = left + j;
            int inside = from >= 0 && from < g->height && column >= 0 && column < g->width;
            for (long c = 0; c < g->channels; c++)
              to[j * g->channels + c] =
                  inside ? in[(from * g->width + column) * g->channels + c] : 0.0f;
          }
        }
      }
    }
    NAME(multiply)(
        scratch, g->output_width, window, packed, bias, g->output_channels,
        out + y * g->output_width * g->output_channels, e);
  }
}

/// `outputs` neighbouring outputs of a row whose windows lie inside the image from left to right;
/// `from` and `to` bound the rows of the window that lie inside it.
INLINE void NAME(depthwise_tile)(
    int outputs, int kernel_width, int stride, const float *in, long width, long channels,
    long from, long to, const float *w, V bias, float *out, const KernelEpilogue *e) {
#pragma clang fp contract(fast)
  V sum[4];
  UNROLL for (int o = 0; o < outputs; o++) sum[o] = SPLAT(0.0f);
  for (long i = from; i < to; i++) {
    const float *row = in + i * width * channels;
    UNROLL for (int j = 0; j < kernel_width; j++) {
      V weight = LOAD(w + (i * kernel_width + j) * channels);
      UNROLL for (int o = 0; o < outputs; o++)
        sum[o] = LOAD(row + (o * stride + j) * channels) * weight + sum[o];
    }
  }
  UNROLL for (int o = 0; o < outputs; o++) STORE(out + o * channels, NAME(finish)(sum[o] + bias, e));
}

/// One output of any window, clipped on every side: `lanes` channels, as many as fit in vectors first.
INLINE void NAME(depthwise_edge)(
    const float *in, const KernelGeometry *g, long y, long x, const float *w, const float *bias,
    long lanes, float *out, const KernelEpilogue *e) {
#pragma clang fp contract(fast)
  long top = y * g->stride - g->pad_top, left = x * g->stride - g->pad_left;
  long first_row = top < 0 ? -top : 0, first_column = left < 0 ? -left : 0;
  long last_row = g->height - top < g->kernel_height ? g->height - top : g->kernel_height;
  long last_column = g->width - left < g->kernel_width ? g->width - left : g->kernel_width;
  long c = 0;
  for (; c + VL <= lanes; c += VL) {
    V sum = SPLAT(0.0f);
    for (long i = first_row; i < last_row; i++)
      for (long j = first_column; j < last_column; j++)
        sum = LOAD(in + ((top + i) * g->width + left + j) * g->channels + c) *
                  LOAD(w + (i * g->kernel_width + j) * g->channels + c) +
              sum;
    STORE(out + c, NAME(finish)(sum + LOAD(bias + c), e));
  }
  for (; c < lanes; c++) {
    float sum = 0;
    for (long i = first_row; i < last_row; i++)
      for (long j = first_column; j < last_column; j++)
        sum = in[((top + i) * g->width + left + j) * g->channels + c] *
                  w[(i * g->kernel_width + j) * g->channels + c] +
              sum;
    out[c] = NAME(finish_one)(sum + bias[c], e);
  }
}

INLINE void NAME(depthwise_rows)(
    int stride, const float *in, const KernelGeometry *g, const float *w, const float *bias,
    float *out, const KernelEpilogue *e) {
  long channels = g->channels, whole = channels / VL * VL;
  long first = (g->pad_left + stride - 1) / stride;
  long last = (g->width + g->pad_left - 3) / stride + 1;  // one past the last full window
  if (g->width + g->pad_left < 3) last = 0;
  if (last > g->output_width) last = g->output_width;
  if (first > g->output_width) first = g->output_width;
  if (last < first) last = first;
  for (long y = 0; y < g->output_height; y++) {
    long top = y * stride - g->pad_top;
    long from = top < 0 ? -top : 0;
    long to = g->height - top < 3 ? g->height - top : 3;
    float *row = out + y * g->output_width * channels;
    for (long x = 0; x < g->output_width; x++) {
      if (x == first) x = last;
      if (x >= g->output_width) break;
      NAME(depthwise_edge)(in, g, y, x, w, bias, channels, row + x * channels, e);
    }
    for (long c = 0; c < whole; c += VL) {
      V shift = LOAD(bias + c);
      const float *column = in + (top * g->width - g->pad_left) * channels + c;
      long x = first;
      for (; x + 4 <= last; x += 4)
        NAME(depthwise_tile)(
            4, 3, stride, column + x * stride * channels, g->width, channels, from, to, w + c,
            shift, row + x * channels + c, e);
      for (; x < last; x++)
        NAME(depthwise_tile)(
            1, 3, stride, column + x * stride * channels, g->width, channels, from, to, w + c,
            shift, row + x * channels + c, e);
    }
    if (whole < channels)
      for (long x = first; x < last; x++)
        NAME(depthwise_edge)(
            in + whole, g, y, x, w + whole, bias + whole, channels - whole,
            row + x * channels + whole, e);
  }
}

static void NAME(convolve_depthwise)(
    const float *in, const KernelGeometry *g, const float *w, const float *bias, float *out,
    const KernelEpilogue *e) {
  if (g->kernel_height == 3 && g->kernel_width == 3 && g->stride == 1) {
    NAME(depthwise_rows)(1, in, g, w, bias, out, e);
  } else if (g->kernel_height == 3 && g->kernel_width == 3 && g->stride == 2) {
    NAME(depthwise_rows)(2, in, g, w, bias, out, e);
  } else {
    for (long y = 0; y < g->output_height; y++)
      for (long x = 0; x < g->output_width; x++)
        NAME(depthwise_edge)(
            in, g, y, x, w, bias, g->channels, out + (y * g->output_width + x) * g->channels, e);
  }
}

// MARK: elementwise

static void NAME(add)(
    const float *a, const float *b, long count, float *out, const KernelEpilogue *e) {
  long i = 0;
  for (; i + VL <= count; i += VL) STORE(out + i, NAME(finish)(LOAD(a + i) + LOAD(b + i), e));
  for (; i < count; i++) out[i] = NAME(finish_one)(a[i] + b[i], e);
}

static void NAME(scale_and_shift)(
    const float *in, long pixels, long channels, const float *scale, const float *shift,
    float *out, const KernelEpilogue *e) {
  for (long p = 0; p < pixels; p++, in += channels, out += channels) {
    long c = 0;
    for (; c + VL <= channels; c += VL)
      STORE(out + c, NAME(finish)(LOAD(in + c) * LOAD(scale + c) + LOAD(shift + c), e));
    for (; c < channels; c++) out[c] = NAME(finish_one)(in[c] * scale[c] + shift[c], e);
  }
}

static void NAME(apply)(const float *in, long count, float *out, const KernelEpilogue *e) {
  long i = 0;
  for (; i + VL <= count; i += VL) STORE(out + i, NAME(finish)(LOAD(in + i), e));
  for (; i < count; i++) out[i] = NAME(finish_one)(in[i], e);
}

// MARK: statistics

static void NAME(range)(const float *in, long count, float *lower, float *upper) {
  float low = *lower, high = *upper;
  long i = 0;
  if (count >= 4 * VL) {
    V lows[4], highs[4];
    UNROLL for (int v = 0; v < 4; v++) lows[v] = highs[v] = LOAD(in + v * VL);
    for (i = 4 * VL; i + 4 * VL <= count; i += 4 * VL) {
      UNROLL for (int v = 0; v < 4; v++) {
        V x = LOAD(in + i + v * VL);
        lows[v] = x < lows[v] ? x : lows[v];
        highs[v] = x > highs[v] ? x : highs[v];
      }
    }
    for (int v = 0; v < 4; v++)
      for (int j = 0; j < VL; j++) {
        low = lows[v][j] < low ? lows[v][j] : low;
        high = highs[v][j] > high ? highs[v][j] : high;
      }
  }
  for (; i < count; i++) {
    low = in[i] < low ? in[i] : low;
    high = in[i] > high ? in[i] : high;
  }
  *lower = low;
  *upper = high;
}

/// The scaled position is off by at most 2048 · 3 · 2⁻²⁴ < 1/2048 bins, so that only positions that
/// close to an edge need the comparison. A position of exactly 0 is the smallest value itself.
static void NAME(histogram)(
    const float *in, long count, float lower, float bins_per_unit, const float *edges, long bins,
    uint32_t *counts) {
  enum { chunk = 64 };
  int32_t index[chunk];
  const float close = 1.0f / 1024;
  const int32_t top = (int32_t)bins - 1;
  const float highest = edges[bins];
  for (long start = 0; start < count; start += chunk) {
    const float *x = in + start;
    int length = count - start < chunk ? (int)(count - start) : chunk;
    int32_t doubtful = 0;
    for (int i = 0; i < length; i++) {
      float position = (x[i] - lower) * bins_per_unit;
      int32_t bin = (int32_t)position;
      bin = bin > top || x[i] >= highest ? top : bin;
      bin = bin < 0 ? 0 : bin;  // NaN becomes a huge negative number; the caller refuses it later
      float rest = position - (float)bin;
      int32_t near = (rest < close) | (rest > 1 - close);
      int32_t sure = (position == 0.0f) | (x[i] >= highest);
      doubtful |= near & ~sure;
      index[i] = bin;
    }
    if (doubtful)
      for (int i = 0; i < length; i++) {
        int32_t bin = index[i];
        if (x[i] < edges[bin] && bin > 0) bin--;
        else if (bin < top && x[i] >= edges[bin + 1]) bin++;
        index[i] = bin;
      }
    if (length == chunk) {
      for (int i = 0; i < chunk; i += 4) {
        counts[index[i]]++;
        counts[bins + index[i + 1]]++;
        counts[2 * bins + index[i + 2]]++;
        counts[3 * bins + index[i + 3]]++;
      }
    } else {
      for (int i = 0; i < length; i++) counts[index[i]]++;
    }
  }
}

static void NAME(sum_channels)(const float *in, long pixels, long channels, double *sums) {
  for (long p = 0; p < pixels; p++, in += channels)
    for (long c = 0; c < channels; c++) sums[c] += (double)in[c];
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

const KernelTable NAME(kernel_table) = {
    2 * VL,
    NAME(multiply),
    NAME(convolve),
    NAME(convolve_depthwise),
    NAME(add),
    NAME(scale_and_shift),
    NAME(apply),
    NAME(range),
    NAME(histogram),
    NAME(sum_channels),
    NAME(channel_errors),
    NAME(logarithm),
};
