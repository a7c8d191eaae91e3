#include "IntegerLoops.h"

#include <string.h>

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

extern const IntegerLoopTable integer_loop_table_baseline;
#if defined(__x86_64__)
extern const IntegerLoopTable integer_loop_table_avx2;
extern const IntegerLoopTable integer_loop_table_avx512;
extern const IntegerLoopTable integer_loop_table_vnni;
#elif defined(__aarch64__)
extern const IntegerLoopTable integer_loop_table_dot_product;
#endif

const IntegerLoopTable *integer_loop_table(IntegerLoopSet set) {
  if (set == IntegerLoopSetBaseline) return &integer_loop_table_baseline;
#if defined(__x86_64__)
  if (set == IntegerLoopSetAVX2 && loop_table(LoopSetAVX2)) return &integer_loop_table_avx2;
  if (set == IntegerLoopSetAVX512 && loop_table(LoopSetAVX512)) return &integer_loop_table_avx512;
  if (set == IntegerLoopSetVNNI && loop_table(LoopSetAVX512) &&
      __builtin_cpu_supports("avx512vnni"))
    return &integer_loop_table_vnni;
#elif defined(__aarch64__)
  // Every processor of Apple's has it; Linux says so in bit 20.
#if defined(__linux__)
  int has_dot_product = getauxval(AT_HWCAP) >> 20 & 1;
#else
  int has_dot_product = 1;
#endif
  if (set == IntegerLoopSetDotProduct && has_dot_product) return &integer_loop_table_dot_product;
#endif
  return 0;
}

// MARK: weights

static long groups_of(const IntegerLoopTable *table, long k) {
  return (k + table->group - 1) / table->group;
}

static long columns_of(const IntegerLoopTable *table, long n) {
  long width = table->panel_width;
  return (n + width - 1) / width * width;
}

long integer_packed_count(const IntegerLoopTable *table, long k, long n) {
  return groups_of(table, k) * columns_of(table, n) * 4;
}

long integer_scratch_count(const IntegerLoopTable *table, long k) {
  long row = groups_of(table, k) * 4, rows = table->tile_rows * row;
  return (rows > IntegerLoopBlock ? rows : IntegerLoopBlock) + 64;
}

/// Weight `place` of a group: a byte of its own, or one in 16 bits.
static void put(const IntegerLoopTable *table, uint8_t *group, long place, int8_t weight) {
  if (table->group == 4) {
    group[place] = (uint8_t)weight;
  } else {
    int16_t wide = weight;
    memcpy(group + 2 * place, &wide, 2);
  }
}

void integer_pack(
    const IntegerLoopTable *table, const int8_t *weights, long k, long n, uint8_t *packed) {
  long width = table->panel_width, groups = groups_of(table, k);
  memset(packed, 0, (unsigned long)integer_packed_count(table, k, n));
  for (long column = 0; column < n; column++) {
    uint8_t *panel = packed + column / width * width * groups * 4;
    for (long i = 0; i < k; i++)
      put(table, panel + (i / table->group * width + column % width) * 4, i % table->group,
          weights[i * n + column]);
  }
}

long integer_packed_depthwise_count(const IntegerLoopTable *table, long channels) {
  return 3 * (4 / table->group) * channels * 4;
}

void integer_pack_depthwise(
    const IntegerLoopTable *table, const int8_t *weights, long channels, uint8_t *packed) {
  long vectors = 4 / table->group;
  memset(packed, 0, (unsigned long)integer_packed_depthwise_count(table, channels));
  // Of every column of the window the rows one after the other: three bytes, or two and one of 16 bits.
  for (long column = 0; column < 3; column++)
    for (long row = 0; row < 3; row++)
      for (long c = 0; c < channels; c++)
        put(table,
            packed + ((column * vectors + row / table->group) * channels + c) * 4,
            row % table->group, weights[(row * 3 + column) * channels + c]);
}

// MARK: windows

void integer_windows(
    const uint8_t *const *rows, const WindowGeometry *g, long group, uint8_t zero,
    uint8_t *windows) {
  long inputs = g->channels / g->groups, first = group * inputs;
  // Neighbouring pixels of all channels are copied at once.
  int is_whole = g->groups == 1 && g->dilation_x == 1;
  for (long x = 0; x < g->output_width; x++) {
    long left = x * g->stride_x - g->pad_left;
    for (long i = 0; i < g->kernel_height; i++) {
      const uint8_t *row = rows[i];
      if (row && is_whole && left >= 0 && left + g->kernel_width <= g->width) {
        long count = g->kernel_width * inputs;
        const uint8_t *from = row + left * inputs;
        // Whole vectors, of which the next copy overwrites the end.
        if (count <= 64)
          for (long b = 0; b < count; b += 16) memcpy(windows + b, from + b, 16);
        else memcpy(windows, from, (unsigned long)count);
        windows += count;
        continue;
      }
      for (long j = 0; j < g->kernel_width; j++, windows += inputs) {
        long column = left + j * g->dilation_x;
        if (row && column >= 0 && column < g->width)
          memcpy(windows, row + column * g->channels + first, (unsigned long)inputs);
        else memset(windows, zero, (unsigned long)inputs);
      }
    }
  }
}

void integer_convolve_depthwise_any(
    const IntegerLoopTable *table, const uint8_t *const *rows, const WindowGeometry *g,
    const int8_t *weights, uint8_t zero, uint8_t *out, const Requantizer *r) {
  enum { most = 64 };
  long n = g->output_channels, multiplier = n / g->channels;
  for (long x = 0; x < g->output_width; x++, out += n)
    for (long first = 0; first < n; first += most) {
      // Unsigned, since partial sums may wrap around.
      uint32_t sums[most] = {0};
      long count = n - first < most ? n - first : most;
      for (long o = 0; o < count; o++) sums[o] = (uint32_t)r->bias[first + o];
      for (long i = 0; i < g->kernel_height; i++)
        for (long j = 0; j < g->kernel_width; j++) {
          long column = x * g->stride_x - g->pad_left + j * g->dilation_x;
          int isInside = rows[i] && column >= 0 && column < g->width;
          const uint8_t *pixel = isInside ? rows[i] + column * g->channels : 0;
          const int8_t *w = weights + (i * g->kernel_width + j) * n + first;
          for (long o = 0; o < count; o++) {
            int32_t byte = pixel ? pixel[(first + o) / multiplier] : zero;
            sums[o] += (uint32_t)((byte - table->byte_offset) * w[o]);
          }
        }
      Requantizer own = *r;
      own.mantissas += first, own.left += first, own.right += first, own.factors += first;
      table->requantize((const int32_t *)sums, count, out + first, &own);
    }
}

// MARK: bytes

void integer_look_up(const uint8_t *in, long count, const uint8_t *table, uint8_t *out) {
  for (long i = 0; i < count; i++) out[i] = table[in[i]];
}

void integer_look_up_pairs(
    const uint8_t *a, const uint8_t *b, long count, const uint8_t *table, uint8_t *out) {
  for (long i = 0; i < count; i++) out[i] = table[(long)a[i] << 8 | b[i]];
}

void integer_pool_maximum(
    const uint8_t *const *rows, const WindowGeometry *g, uint8_t *out) {
  for (long x = 0; x < g->output_width; x++, out += g->channels) {
    memset(out, 0, (unsigned long)g->channels);
    for (long i = 0; i < g->kernel_height; i++)
      for (long j = 0; j < g->kernel_width; j++) {
        long column = x * g->stride_x - g->pad_left + j;
        if (!rows[i] || column < 0 || column >= g->width) continue;
        const uint8_t *pixel = rows[i] + column * g->channels;
        for (long c = 0; c < g->channels; c++) out[c] = pixel[c] > out[c] ? pixel[c] : out[c];
      }
  }
}

void integer_sum_channels(const uint8_t *in, long pixels, long channels, int32_t *sums) {
  for (long p = 0; p < pixels; p++, in += channels)
    for (long c = 0; c < channels; c++) sums[c] += in[c];
}
