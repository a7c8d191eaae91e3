#include <string.h>

#include "VectorLoops.h"

extern const LoopTable loop_table_baseline;
#if defined(__x86_64__)
extern const LoopTable loop_table_avx2;
extern const LoopTable loop_table_avx512;
#endif

const LoopTable *loop_table(LoopSet set) {
  if (set == LoopSetBaseline) return &loop_table_baseline;
#if defined(__x86_64__)
  if (set == LoopSetAVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &loop_table_avx2;
  if (set == LoopSetAVX512 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma"))
    return &loop_table_avx512;
#endif
  return 0;
}

long loop_packed_count(const LoopTable *table, long k, long n) {
  long width = table->panel_width;
  return (n + width - 1) / width * width * k;
}

void loop_pack(const LoopTable *table, const float *weights, long k, long n, float *packed) {
  long width = table->panel_width;
  for (long from = 0; from < n; from += width) {
    long columns = n - from < width ? n - from : width;
    for (long i = 0; i < k; i++, packed += width) {
      memcpy(packed, weights + i * n + from, (unsigned long)columns * sizeof(float));
      memset(packed + columns, 0, (unsigned long)(width - columns) * sizeof(float));
    }
  }
}

// The bins, then a counter per place in a chunk for the first and for the last bin, then one that does not
// count.
long histogram_count(long bins) { return bins + 2 * HistogramChunk + 1; }

void histogram_sum(const uint32_t *counts, long bins, double *sums) {
  for (long i = 0; i < bins; i++) sums[i] += (double)counts[i];
  const uint32_t *extremes = counts + bins;
  for (int i = 0; i < HistogramChunk; i++) {
    sums[0] += (double)extremes[i];
    sums[bins - 1] += (double)extremes[HistogramChunk + i];
  }
}
