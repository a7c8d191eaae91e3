// The requantization of vectors in fixed point, for x86-64 with AVX2 or AVX-512. Included after
// IntegerLoopVectors.h, with `multiply_even`, `blend_odd` and `shift_right` defined for the instruction set.
//
// LiteRT rounds twice: y = ⌊(x · mantissa + 2³⁰) / 2³¹⌋, then y / 2^right with halves away from 0, which is
// ⌊(y + 2^(right − 1) − [y < 0]) / 2^right⌋. For right ≥ 1 it makes no difference to ask for x < 0 instead: the
// only y that has another sign than x is 0, whose quotient is 0 both ways. So all that is added can be added to
// the product, the output's zero as well.

typedef struct {
  V mantissas, odd_mantissas, right;
  // What is added to the products at even and at odd places.
  L even, odd;
} NAME(fixed_constants);

INLINE NAME(fixed_constants) NAME(fixed_constants_of)(V mantissas, V right, int32_t zero) {
  NAME(fixed_constants) constants;
  constants.mantissas = mantissas;
  constants.odd_mantissas = (V)((L)mantissas >> 32);
  constants.right = right;
  L places[2] = {(L)right & 0xffffffff, (L)right >> 32}, added[2];
  for (int i = 0; i < 2; i++)
    added[i] = (1ll << 30) + ((L)(1ll << 30) << places[i]) +
               ((L)((int64_t)zero << 31) << places[i]);
  constants.even = added[0];
  constants.odd = added[1];
  return constants;
}

INLINE V NAME(fixed_point)(V x, const NAME(fixed_constants) *constants) {
  typedef uint64_t bits __attribute__((ext_vector_type(VL / 2)));
  L odd_x = (L)((bits)x >> 32);
  L even = NAME(multiply_even)((L)x, (L)constants->mantissas) + constants->even;
  L odd = NAME(multiply_even)(odd_x, (L)constants->odd_mantissas) + constants->odd;
  // Bits 31 to 62 of both, where the result has its 32 bits.
  V y = NAME(blend_odd)((V)((bits)even >> 31), (V)(odd + odd));
  return NAME(shift_right)(y + (x >> 31), constants->right);
}
