// What vectors of 512 bits do alike with and without sums of byte products. Included after IntegerLoopVectors.h.

INLINE L NAME(multiply_even)(L a, L b) { return (L)_mm512_mul_epi32((__m512i)a, (__m512i)b); }

INLINE V NAME(blend_odd)(V even, V odd) {
  return (V)_mm512_mask_blend_epi32(0xaaaa, (__m512i)even, (__m512i)odd);
}

INLINE V NAME(shift_right)(V x, V places) { return (V)_mm512_srav_epi32((__m512i)x, (__m512i)places); }

/// Four vectors of sums beside one another, what is no byte as the nearest one.
INLINE NAME(packed_bytes) NAME(pack)(V a, V b, V c, V d) {
  __m512i lower = _mm512_packs_epi32((__m512i)a, (__m512i)b);
  __m512i upper = _mm512_packs_epi32((__m512i)c, (__m512i)d);
  // The processor packs each 128 bits for themselves.
  const V order = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
  return (NAME(packed_bytes))_mm512_permutexvar_epi32(
      (__m512i)order, _mm512_packus_epi16(lower, upper));
}
