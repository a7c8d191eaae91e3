extension ExplorerScript {
  /// The grid of a threshold and the errors that are means over values, in the order of the workbook's own
  /// sums: the library's UniformGrid, HistogramCost and PairwiseSum.
  static let arithmetic = #"""
    // The nearest integer, halves to even, for numbers below 2^51.
    const toEven = (x) => (x + 6755399441055744) - 6755399441055744;

    const gridOf = (t, signed, bits) => {
      // A sign costs a bit: the step is twice as coarse.
      const first = t / 2 ** (signed ? bits - 1 : bits);
      const levels = 2 ** bits - 1;
      const [from, to] = [signed ? -t : 0, t - first];
      const step = (to - from) / levels;
      const lower = step * toEven(from / step);
      const upper = to - from + lower;
      return { lower, upper, step: (upper - lower) / levels, bits, signed, t };
    };

    const onGrid = (grid, x) => {
      const clipped = x < grid.lower ? grid.lower : x > grid.upper ? grid.upper : x;
      return grid.step * toEven((clipped - grid.lower) / grid.step) + grid.lower;
    };

    const raised = (size, p) =>
      p === 2 ? size * size : p === 1 ? size : p === 3 ? size * size * size : Math.pow(size, p);

    // The mean of |Q(x) - x|^p, as four sums.
    const meanError = (h, grid, p) => {
      const { values, weights } = h;
      const n = values.length;
      const term = (i) => {
        const x = values[i];
        return raised(Math.abs(onGrid(grid, x) - x), p) * weights[i];
      };
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, i = 0;
      for (; i + 4 <= n; i += 4) {
        s0 += term(i);
        s1 += term(i + 1);
        s2 += term(i + 2);
        s3 += term(i + 3);
      }
      for (; i < n; i++) s0 += term(i);
      return ((s0 + s1) + (s2 + s3)) / h.total;
    };

    // What values outside of the grid add to the error, what rounding adds, and the share of all values outside.
    const errorParts = (h, grid, p) => {
      let clipping = 0, rounding = 0, outside = 0;
      for (let i = 0; i < h.values.length; i++) {
        const x = h.values[i];
        const damage = raised(Math.abs(onGrid(grid, x) - x), p) * h.weights[i];
        if (x < grid.lower || x > grid.upper) {
          clipping += damage;
          outside += h.weights[i];
        } else rounding += damage;
      }
      return { clipping: clipping / h.total, rounding: rounding / h.total, outside: outside / h.total };
    };

    // The signal-to-noise ratio of the values in decibels.
    const decibels = (h, grid) => {
      let signal = 0, noise = 0;
      for (let i = 0; i < h.values.length; i++) {
        const x = h.values[i];
        const error = onGrid(grid, x) - x;
        signal += x * x * h.weights[i];
        noise += error * error * h.weights[i];
      }
      return noise === 0 ? Infinity : 10 * Math.log10(signal / noise);
    };

    // NumPy's order of additions: eight running sums for up to 128 numbers, halves beyond that. `round` is what
    // becomes of every sum.
    const pairwiseWith = (round) => {
      const sum = (a, from, to) => {
        const n = to - from;
        let total = 0;
        if (n < 8) {
          for (let i = from; i < to; i++) total = round(total + a[i]);
          return total;
        }
        if (n <= 128) {
          const r = [a[from], a[from + 1], a[from + 2], a[from + 3],
            a[from + 4], a[from + 5], a[from + 6], a[from + 7]];
          let i = from + 8;
          for (; i + 8 <= to; i += 8) for (let j = 0; j < 8; j++) r[j] = round(r[j] + a[i + j]);
          total = round(
            round(round(r[0] + r[1]) + round(r[2] + r[3]))
            + round(round(r[4] + r[5]) + round(r[6] + r[7])));
          for (; i < to; i++) total = round(total + a[i]);
          return total;
        }
        const half = from + Math.floor(Math.floor(n / 2) / 8) * 8;
        return round(sum(a, from, half) + sum(a, half, to));
      };
      return sum;
    };
    const pairwise = pairwiseWith((x) => x);
    const pairwise32 = pairwiseWith(Math.fround);
    """#
}
