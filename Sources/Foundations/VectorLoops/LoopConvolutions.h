// Convolutions whose windows are rows of a matrix product.
// Included by LoopTemplate.h.

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
