// Poolings.
// Included by LoopTemplate.h.

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
