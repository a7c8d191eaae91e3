// Sums of tensors, and bytes of numbers.
// Included by IntegerLoopTemplate.h.

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
