// The requantization of vectors in fixed point, number by number: see IntegerFixedPoint.h.

typedef struct {
  V mantissas, right;
  int32_t zero;
} NAME(fixed_constants);

INLINE NAME(fixed_constants) NAME(fixed_constants_of)(V mantissas, V right, int32_t zero) {
  return (NAME(fixed_constants)){mantissas, right, zero};
}

INLINE V NAME(fixed_point)(V x, const NAME(fixed_constants) *constants) {
  UNROLL for (int j = 0; j < VL; j++) {
    int32_t right = constants->right[j];
    int64_t product = (int64_t)x[j] * constants->mantissas[j];
    int32_t y = (int32_t)((product + (1ll << 30)) >> 31);
    x[j] = ((y + (1 << (right - 1)) + (x[j] >> 31)) >> right) + constants->zero;
  }
  return x;
}
