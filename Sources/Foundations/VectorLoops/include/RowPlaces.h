// The rows of a tile in memory, for the loops of floats and of bytes.
#ifndef ROW_PLACES_H
#define ROW_PLACES_H

/// Two places and three distances in bytes, from which the processor reaches each of 14 rows in the address of a load.
/// A pointer for each row would take more registers than there are.
typedef struct {
  const char *low, *high;
  long one, three, five;
} RowPlaces;

/// - Parameter one: The bytes from a row to the next one.
static inline __attribute__((always_inline)) RowPlaces row_places(const void *first, long one) {
  const char *low = (const char *)first;
  RowPlaces places = {low, low + 7 * one, one, 3 * one, 5 * one};
  // Else the compiler computes them from each other again.
  __asm__("" : "+r"(places.high), "+r"(places.three), "+r"(places.five));
  return places;
}

/// Goes on by some bytes in every row.
static inline __attribute__((always_inline)) void row_places_advance(RowPlaces *p, long bytes) {
  p->low += bytes;
  p->high += bytes;
  // Else the compiler makes a pointer for every row of them.
  __asm__("" : "+r"(p->low), "+r"(p->high));
}

/// Where row 0 ... 13 is; the row is a compile-time constant at every call.
static inline __attribute__((always_inline)) const char *row_place(const RowPlaces *p, int row) {
  const char *base = row < 7 ? p->low : p->high;
  switch (row % 7) {
  case 1: return base + p->one;
  case 2: return base + 2 * p->one;
  case 3: return base + p->three;
  case 4: return base + 4 * p->one;
  case 5: return base + p->five;
  case 6: return base + 2 * p->three;
  default: return base;
  }
}

/// Calls `STEP(count)`, which takes `count` off `m`, until no row is left: as many tiles of ROWS rows as there are, then
/// smaller ones.
#define TILES_OF_ROWS(m, STEP)    \
  while (m >= ROWS) STEP(ROWS)    \
  if (ROWS > 8 && m >= 7) STEP(7) \
  while (m >= 4) STEP(4)          \
  if (m >= 2) STEP(2)             \
  if (m >= 1) STEP(1)

#endif
