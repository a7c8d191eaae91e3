// The histogram behind a ReLU for AVX-512, whose instructions put chosen elements of a vector side by side.
// Included by LoopTemplate.h.
//
// A processor stores one counter per cycle, so it counts that many values, whatever else it does. After a ReLU
// more than a third of all values are 0: those of the first bin are counted as the ones that are left over. Only
// the bins of the others are written down, a block of them, and counted one by one. The block is long, since a
// bin cannot be read back fast before it has reached the cache.

enum { CompressingBlock = 512 };

/// The bins of some values whose edges are i · step. The first guess is scaled a little too low, so that it is
/// right or one too low. What a value exceeds its edge by has no more than 24 bits where it is compared with the
/// step: the fused multiply-add does not round it.
INLINE __m512i NAME(bins_of_steps)(__m512 x, __m512 low_scale, __m512 step, __m512i top) {
  __m512i bin = _mm512_cvttps_epi32(_mm512_mul_ps(x, low_scale));
  __m512 rest = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(bin), step, x);
  __mmask16 above = _mm512_cmp_ps_mask(rest, step, _CMP_GE_OQ);
  bin = _mm512_mask_add_epi32(bin, above, bin, _mm512_set1_epi32(1));
  // What is no number or lies outside gets some bin; the caller refuses its range later.
  return _mm512_min_epu32(bin, top);
}

/// What is known of the values so far: the range, and 0 as long as all are finite.
typedef struct {
  __m512 lower, upper, spoilt;
} NAME(seen);

/// Writes down the bins of the elements that are `here`, without those in the first bin. Returns their number.
INLINE long NAME(place)(
    const float *in, __mmask16 here, const HistogramBins *bins, int32_t *places, NAME(seen) *seen) {
  __m512 x = _mm512_maskz_loadu_ps(here, in);
  seen->lower = _mm512_mask_min_ps(seen->lower, here, x, seen->lower);
  seen->upper = _mm512_mask_max_ps(seen->upper, here, x, seen->upper);
  seen->spoilt = _mm512_fmadd_ps(x, _mm512_setzero_ps(), seen->spoilt);
  __m512i bin = NAME(bins_of_steps)(
      x, _mm512_set1_ps(bins->bins_per_unit * (1 - 0x1p-22f)), _mm512_set1_ps(bins->step),
      _mm512_set1_epi32((int32_t)bins->count - 1));
  __mmask16 others = _mm512_test_epi32_mask(bin, bin);
  _mm512_storeu_si512(places, _mm512_maskz_compress_epi32(others, bin));
  return __builtin_popcount(others);
}

static void NAME(histogram_of_steps)(
    const float *in, long count, const HistogramBins *pointer, uint32_t *counts, float *lower,
    float *upper) {
  // A copy that no counter can be an alias of.
  const HistogramBins bins = *pointer;
  // A vector is written as a whole, wherever the last block's bins end.
  int32_t places[CompressingBlock + 16];
  uint32_t first = 0;
  NAME(seen) seen = {
      _mm512_set1_ps(*lower), _mm512_set1_ps(*upper), _mm512_setzero_ps()};
  while (count > 0) {
    long block = count < CompressingBlock ? count : CompressingBlock, placed = 0, i = 0;
    for (; i + 16 <= block; i += 16)
      placed += NAME(place)(in + i, 0xffff, &bins, places + placed, &seen);
    if (i < block)
      placed += NAME(place)(
          in + i, (__mmask16)((1 << (block - i)) - 1), &bins, places + placed, &seen);
    first += (uint32_t)(block - placed);
    for (i = 0; i + 8 <= placed; i += 8) {
      // The next block comes closer meanwhile.
      __builtin_prefetch(in + block + 2 * i);
      UNROLL for (int j = 0; j < 8; j++) counts[places[i + j]]++;
    }
    for (; i < placed; i++) counts[places[i]]++;
    in += block;
    count -= block;
  }
  counts[0] += first;
  int finite = _mm512_reduce_add_ps(seen.spoilt) == 0;
  *lower = finite ? _mm512_reduce_min_ps(seen.lower) : -__builtin_inff();
  *upper = finite ? _mm512_reduce_max_ps(seen.upper) : __builtin_inff();
}
