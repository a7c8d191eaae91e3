// What rounding kernels to grids costs.
// Included by LoopTemplate.h.

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
