#include <string.h>

#include "Kernels.h"

extern const KernelTable kernel_table_baseline;
#if defined(__x86_64__)
extern const KernelTable kernel_table_avx2;
extern const KernelTable kernel_table_avx512;
#endif

const KernelTable *kernel_table(KernelSet set) {
  if (set == KernelSetBaseline) return &kernel_table_baseline;
#if defined(__x86_64__)
  if (set == KernelSetAVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &kernel_table_avx2;
  if (set == KernelSetAVX512 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma"))
    return &kernel_table_avx512;
#endif
  return 0;
}

static _Atomic int chosen_set = -1;

void kernel_use(KernelSet set) { chosen_set = (int)set; }

KernelSet kernel_set_best(void) {
  int chosen = chosen_set;
  if (chosen >= 0) return (KernelSet)chosen;
  if (kernel_table(KernelSetAVX512)) return KernelSetAVX512;
  return kernel_table(KernelSetAVX2) ? KernelSetAVX2 : KernelSetBaseline;
}

const KernelTable *kernel_table_best(void) { return kernel_table(kernel_set_best()); }

long kernel_packed_count(const KernelTable *table, long k, long n) {
  long width = table->panel_width;
  return (n + width - 1) / width * width * k;
}

void kernel_pack(const KernelTable *table, const float *weights, long k, long n, float *packed) {
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
long kernel_histogram_count(long bins) { return bins + 2 * KernelHistogramChunk + 1; }

void kernel_histogram_sum(const uint32_t *counts, long bins, double *sums) {
  for (long i = 0; i < bins; i++) sums[i] += (double)counts[i];
  const uint32_t *extremes = counts + bins;
  for (int i = 0; i < KernelHistogramChunk; i++) {
    sums[0] += (double)extremes[i];
    sums[bins - 1] += (double)extremes[KernelHistogramChunk + i];
  }
}
