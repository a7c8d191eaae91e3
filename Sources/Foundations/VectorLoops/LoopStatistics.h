// What calibration asks: ranges, histograms, sums of channels.
// Included by LoopTemplate.h.

static void NAME(range)(const float *in, long count, float *lower, float *upper) {
  float low = *lower, high = *upper;
  // Zero as long as all values are finite: NaN is neither smaller nor larger than anything.
  float spoilt = 0;
  long i = 0;
  if (count >= 4 * VL) {
    V lows[4], highs[4], spoilts[4];
    UNROLL for (int v = 0; v < 4; v++) {
      lows[v] = highs[v] = LOAD(in + v * VL);
      spoilts[v] = lows[v] - lows[v];
    }
    for (i = 4 * VL; i + 4 * VL <= count; i += 4 * VL) {
      UNROLL for (int v = 0; v < 4; v++) {
        V x = LOAD(in + i + v * VL);
        lows[v] = x < lows[v] ? x : lows[v];
        highs[v] = x > highs[v] ? x : highs[v];
        // One instruction where there are fused ones.
        spoilts[v] = NAME(multiply_add)(x, SPLAT(0.0f), spoilts[v]);
      }
    }
    for (int v = 1; v < 4; v++) {
      lows[0] = lows[v] < lows[0] ? lows[v] : lows[0];
      highs[0] = highs[v] > highs[0] ? highs[v] : highs[0];
      spoilts[0] += spoilts[v];
    }
    for (int j = 0; j < VL; j++) {
      low = lows[0][j] < low ? lows[0][j] : low;
      high = highs[0][j] > high ? highs[0][j] : high;
      spoilt += spoilts[0][j];
    }
  }
  for (; i < count; i++) {
    low = in[i] < low ? in[i] : low;
    high = in[i] > high ? in[i] : high;
    spoilt += in[i] - in[i];
  }
  *lower = spoilt == 0 ? low : -__builtin_inff();
  *upper = spoilt == 0 ? high : __builtin_inff();
}

/// The bin of one value: the scaled position, then the comparison with the edges.
INLINE int32_t NAME(bin)(float x, const HistogramBins *bins) {
  float position = (x - bins->lower) * bins->bins_per_unit;
  int32_t top = (int32_t)bins->count - 1;
  position = position > 0 ? position : 0;  // NaN too; the caller refuses its range later
  int32_t bin = position < (float)top ? (int32_t)position : top;
  if (bin > 0 && x < bins->edges[bin]) bin--;
  else if (bin < top && x >= bins->edges[bin + 1]) bin++;
  return bin;
}

#if HAS_COMPRESS
#include "CompressingHistogram.h"
#endif

/// The scaled position is off by at most 2048 · 3 · 2⁻²⁴ < 1/2048 bins, so that only positions that
/// close to an edge need the comparison.
///
/// Values in the first and the last bin (after a ReLU most of all) go into a counter per place in the
/// chunk: an increment that follows another one of the same counter would wait for it. Counting a chunk
/// takes turns with placing the next one: one waits for memory while the other computes.
static void NAME(histogram)(
    const float *in, long count, const HistogramBins *bins, uint32_t *counts, float *lower,
    float *upper) {
#if HAS_COMPRESS
  if (bins->step > 0) return NAME(histogram_of_steps)(in, count, bins, counts, lower, upper);
#endif
  NAME(range)(in, count, lower, upper);
  enum { chunk = HistogramChunk };
  const float close = 1.0f / 2048;
  const int32_t top = (int32_t)bins->count - 1;
  const int32_t nowhere = (int32_t)bins->count + 2 * chunk;
  // Half a bin inside the first and the last one, where no edge is near that matters.
  const V first = SPLAT(0.5f), last = SPLAT((float)top + 0.5f);
  NAME(integers) lane;
  for (int j = 0; j < VL; j++) lane[j] = (int32_t)bins->count + j;
  int32_t places[2][chunk], doubt[chunk];
  int turn = 0;
  // Before the first chunk there is nothing to count.
  for (int i = 0; i < chunk; i++) places[1][i] = nowhere;
  long start = 0;
  for (; start + chunk <= count; start += chunk, turn = 1 - turn) {
    const float *x = in + start;
    int32_t *now = places[turn];
    const int32_t *before = places[1 - turn];
    NAME(integers) any = {0};
    UNROLL for (int i = 0; i < chunk; i += VL) {
      V position = (LOAD(x + i) - bins->lower) * bins->bins_per_unit;
      position = position > first ? position : first;
      position = position < last ? position : last;
      NAME(integers) bin = __builtin_convertvector(position, NAME(integers));
      V rest = position - __builtin_convertvector(bin, V);
      NAME(integers) near = (rest < close) | (rest > 1 - close);
      any |= near;
      NAME(integers) place = bin;
      place = bin == 0 ? lane + i : place;
      place = bin == top ? lane + (i + chunk) : place;
      *(NAME(integers_memory) *)(now + i) = place;
      *(NAME(integers_memory) *)(doubt + i) = near;
      UNROLL for (int j = 0; j < VL; j++) counts[before[i + j]]++;
    }
    if (__builtin_reduce_or(any))
      for (int i = 0; i < chunk; i++)
        if (doubt[i]) now[i] = NAME(bin)(x[i], bins);
  }
  for (int i = 0; i < chunk; i++) counts[places[1 - turn][i]]++;
  for (; start < count; start++)
    counts[NAME(bin)(in[start], bins)]++;
}

static void NAME(put_aside)(const float *in, long count, float *out) {
  long i = 0;
  for (; i < count && (uintptr_t)(out + i) % sizeof(V); i++) out[i] = in[i];
  for (; i + VL <= count; i += VL) __builtin_nontemporal_store(LOAD(in + i), (V *)(out + i));
  for (; i < count; i++) out[i] = in[i];
#if defined(__x86_64__)
  // Such stores are not in order with others: another thread may read as soon as this one says so.
  __builtin_ia32_sfence();
#endif
}

/// Sums of `width` channels, held in registers.
INLINE void NAME(sum_block)(
    int width, const float *in, long pixels, long channels, double *sums) {
  double sum[4 * VL];
  for (int j = 0; j < width; j++) sum[j] = sums[j];
  for (long p = 0; p < pixels; p++, in += channels)
    for (int j = 0; j < width; j++) sum[j] += (double)in[j];
  for (int j = 0; j < width; j++) sums[j] = sum[j];
}

static void NAME(sum_channels)(const float *in, long pixels, long channels, double *sums) {
  long c = 0;
  // As many sums at a time as keep the adders busy while each waits for its last result.
  for (; c + 4 * VL <= channels; c += 4 * VL)
    NAME(sum_block)(4 * VL, in + c, pixels, channels, sums + c);
  for (; c + 2 * VL <= channels; c += 2 * VL)
    NAME(sum_block)(2 * VL, in + c, pixels, channels, sums + c);
  for (; c + 8 <= channels; c += 8) NAME(sum_block)(8, in + c, pixels, channels, sums + c);
  for (; c < channels; c++) NAME(sum_block)(1, in + c, pixels, channels, sums + c);
}
