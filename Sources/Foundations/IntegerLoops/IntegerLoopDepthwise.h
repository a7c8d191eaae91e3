// Convolutions of single channels by windows of 3 × 3 pixels.
// Included by IntegerLoopTemplate.h.

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
