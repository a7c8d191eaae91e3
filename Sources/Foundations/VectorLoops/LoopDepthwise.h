// Depthwise convolutions.
// Included by LoopTemplate.h.

/// `outputs` neighbouring outputs of windows of 3 × 3 pixels, of which the columns `first` ..< `last` lie inside the
/// image; `offset` is where the first of these begins in a row.
INLINE void NAME(depthwise_tile)(
    int outputs, int kind, int stride, int first, int last, const float *const *in, long offset,
    long channels, long from, long to, const float *w, V bias, V scale, V shift, float *out,
    const NAME(constants) *e) {
#pragma clang fp contract(fast)
  V sum[4];
  UNROLL for (int o = 0; o < outputs; o++) sum[o] = SPLAT(0.0f);
  RowPlaces x = row_places(w, channels * (long)sizeof(float)), weights = x;
#define WINDOW_ROW(i, weight_row)                                                               \
  {                                                                                             \
    x.low = (const char *)(in[i] + offset);                                                     \
    if (outputs > 1 && stride > 1) x.high = x.low + 7 * x.one;                                  \
    UNROLL for (int j = first; j < last; j++) {                                                 \
      V weight = LOAD(row_place(&weights, weight_row * 3 + j));                                 \
      UNROLL for (int o = 0; o < outputs; o++)                                                  \
        sum[o] = LOAD(row_place(&x, o * stride + j - first)) * weight + sum[o];                 \
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
