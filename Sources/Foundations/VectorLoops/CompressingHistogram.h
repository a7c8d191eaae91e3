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

/// Writes down the bins of some values, without those in the first bin.
INLINE long NAME(place)(const float *in, long count, const HistogramBins *bins, int32_t *places) {
  const __m512 step = _mm512_set1_ps(bins->step);
  const __m512 low_scale = _mm512_set1_ps(bins->bins_per_unit * (1 - 0x1p-22f));
  const __m512i top = _mm512_set1_epi32((int32_t)bins->count - 1);
  long placed = 0;
  for (long i = 0; i < count; i += 16) {
    __mmask16 here = count - i < 16 ? (__mmask16)((1 << (count - i)) - 1) : (__mmask16)0xffff;
    __m512 x = _mm512_maskz_loadu_ps(here, in + i);
    __m512i bin = NAME(bins_of_steps)(x, low_scale, step, top);
    __mmask16 others = _mm512_test_epi32_mask(bin, bin);
    _mm512_storeu_si512(places + placed, _mm512_maskz_compress_epi32(others, bin));
    placed += __builtin_popcount(others);
  }
  return placed;
}

static void NAME(histogram_of_steps)(
    const float *in, long count, const HistogramBins *bins, uint32_t *counts) {
  // A vector is written as a whole, wherever the last block's bins end.
  int32_t places[CompressingBlock + 16];
  uint32_t first = 0;
  while (count > 0) {
    long block = count < CompressingBlock ? count : CompressingBlock;
    long placed = NAME(place)(in, block, bins, places);
    first += (uint32_t)(block - placed);
    long i = 0;
    for (; i + 8 <= placed; i += 8) {
      // The next block comes closer meanwhile.
      __builtin_prefetch(in + block + 2 * i);
      UNROLL for (int j = 0; j < 8; j++) counts[places[i + j]]++;
    }
    for (; i < placed; i++) counts[places[i]]++;
    in += block;
    count -= block;
  }
  counts[0] += first;
}
