// The histogram behind a ReLU for AVX-512, whose instructions put chosen elements of a vector side by side.
// Included by LoopTemplate.h.
//
// A processor stores one counter per cycle, so it counts that many values, whatever else it does. After a ReLU
// more than a third of all values are 0: they are counted as the ones that are left over. Only the bins of the
// others are written down, a block of them, while those of the block before are counted one by one: the one
// computes while the other stores. A bin cannot be read back fast before it has reached the cache, which a
// block later it has.

enum { CompressingBlock = 256, CompressingVectors = CompressingBlock / 16 };

/// The bins of some values whose edges are i · step. The first guess is scaled a little too low, so that it is
/// right or one too low. What a value exceeds its edge by has no more than 24 bits where it is compared with the
/// step: the fused multiply-add does not round it. `behind` stands for what is no number or lies far outside.
INLINE __m512i NAME(bins_of_steps)(__m512 x, __m512 low_scale, __m512 step, __m512i behind) {
  __m512i bin = _mm512_cvttps_epi32(_mm512_mul_ps(x, low_scale));
  __m512 rest = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(bin), step, x);
  __mmask16 above = _mm512_cmp_ps_mask(rest, step, _CMP_GE_OQ);
  bin = _mm512_mask_add_epi32(bin, above, bin, _mm512_set1_epi32(1));
  return _mm512_min_epu32(bin, behind);
}

/// Writes down the bins of the elements that are `here`, without those that are 0. Returns their number.
INLINE long NAME(place)(
    const float *in, __mmask16 here, const HistogramBins *bins, int32_t *places, __m512 *least,
    __m512 *most) {
  __m512 x = _mm512_maskz_loadu_ps(here, in);
  *least = _mm512_mask_min_ps(*least, here, x, *least);
  *most = _mm512_mask_max_ps(*most, here, x, *most);
  __m512i bin = NAME(bins_of_steps)(
      x, _mm512_set1_ps(bins->bins_per_unit * (1 - 0x1p-22f)), _mm512_set1_ps(bins->step),
      _mm512_set1_epi32((int32_t)bins->count + 1));
  __mmask16 others = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_NEQ_UQ);
  _mm512_storeu_si512(places, _mm512_maskz_compress_epi32(others, bin));
  return __builtin_popcount(others);
}

static void NAME(histogram_of_steps)(
    const float *in, long count, const HistogramBins *pointer, uint32_t *counts, float *lower,
    float *upper) {
  // A copy that no counter can be an alias of.
  const HistogramBins bins = *pointer;
  // A vector is written as a whole, wherever the last block's bins end.
  int32_t places[2][CompressingBlock + 16];
  __m512 least = _mm512_set1_ps(*lower), most = _mm512_set1_ps(*upper);
  long others = 0, before = 0, i = 0;
  int turn = 0;
  for (; i + CompressingBlock <= count; i += CompressingBlock, turn = 1 - turn) {
    long placed = 0, share = before / CompressingVectors;
    int32_t *now = places[turn];
    const int32_t *old = places[1 - turn], *end = old + before;
    for (long v = 0; v < CompressingVectors; v++) {
      placed += NAME(place)(in + i + 16 * v, 0xffff, &bins, now + placed, &least, &most);
      // Several at a time: there is but one branch per cycle as well.
      _Pragma("clang loop unroll_count(4)") for (long j = 0; j < share; j++) counts[*old++]++;
    }
    while (old < end) counts[*old++]++;
    others += placed;
    before = placed;
  }
  for (long j = 0; j < before; j++) counts[places[1 - turn][j]]++;
  long placed = 0;
  for (; i + 16 <= count; i += 16)
    placed += NAME(place)(in + i, 0xffff, &bins, places[turn] + placed, &least, &most);
  if (i < count) {
    __mmask16 here = (__mmask16)((1 << (count - i)) - 1);
    placed += NAME(place)(in + i, here, &bins, places[turn] + placed, &least, &most);
  }
  for (long j = 0; j < placed; j++) counts[places[turn][j]]++;
  others += placed;
  counts[0] += (uint32_t)(count - others);
  // The upper end belongs to the last bin. What is no number gets one as well; the caller refuses its range.
  uint32_t *behind = counts + bins.count, outside = behind[1];
  counts[bins.count - 1] += behind[0] + outside;
  behind[0] = behind[1] = 0;
  *lower = _mm512_reduce_min_ps(least);
  *upper = _mm512_reduce_max_ps(most);
  if (outside > 0) NAME(range)(in, count, lower, upper);
}
