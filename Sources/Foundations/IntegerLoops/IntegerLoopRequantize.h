// From sums of products to bytes.
// Included by IntegerLoopTemplate.h.

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
