extension ExplorerScript {
  /// KL of two histograms, with the library's mixture of float64 and float32: its KLDivergence.
  static let divergence = #"""
    const f32 = Math.fround;

    // a * b + c of float32 numbers with one rounding. The product is exact in float64; only a sum that falls
    // into the middle between two float32 numbers could be rounded twice.
    const fused = (a, b, c) => {
      const product = a * b, sum = product + c, near = f32(sum), rest = sum - near;
      if (rest === 0) return near;
      const other = near + 2 * rest;
      if (f32(other) !== other) return near;
      const back = sum - product;
      const lost = (product - (sum - back)) + (c - back);
      return lost !== 0 && (lost > 0) === (other > near) ? other : near;
    };

    const topTerms = [
      2.589979117907922693523e-02, 3.808837741388407920751e-01, 1.480000633576506585156,
      2.112677543073053063722, 9.999999999999998702752e-01,
    ].map(f32);
    const bottomTerms = [
      5.875095403124574342950e-03, 1.546476374983906719538e-01, 9.864942958519418960339e-01,
      2.453006071784736363091, 2.612677543073109236779, 1,
    ].map(f32);
    const halfRoot = f32(1.41421356), naturalTwo = f32(0.693147180559945309417);
    const asFloat = new Float32Array(1), asBits = new Int32Array(asFloat.buffer);

    // The natural logarithm in float32, by NumPy's polynomials.
    const logarithm32 = (value) => {
      asFloat[0] = value;
      let exponent = (asBits[0] >> 23) - 127;
      asBits[0] = (asBits[0] & 0x7fffff) | 0x3f800000;
      let x = asFloat[0];
      if (x > halfRoot) {
        x = f32(x * 0.5);
        exponent += 1;
      }
      x = f32(x - 1);
      let top = topTerms[0], bottom = bottomTerms[0];
      for (let i = 1; i < 5; i++) top = fused(top, x, topTerms[i]);
      for (let i = 1; i < 6; i++) bottom = fused(bottom, x, bottomTerms[i]);
      return fused(exponent, naturalTwo, f32(f32(top * x) / bottom));
    };

    // The first place of an ascending list that is not below a value.
    const firstNotBelow = (list, value) => {
      let low = 0, high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle] >= value) high = middle;
        else low = middle + 1;
      }
      return low;
    };

    // The bins within a range, the one that it begins in included.
    const binsWithin = (edges, lower, upper) => {
      const inside = firstNotBelow(edges, lower), last = firstNotBelow(edges, upper) - 1;
      return inside === edges.length || last < 0 ? null : [Math.max(inside - 1, 0), last];
    };

    // Shares of the whole in float32; a little of the populated bins' mass moves to the empty ones.
    const smoothed = (counts) => {
      const n = counts.length, sum = pairwise(counts, 0, n);
      const shares = new Float64Array(n), result = new Float32Array(n);
      let populated = 0, smallest = Infinity;
      for (let i = 0; i < n; i++) {
        shares[i] = counts[i] / sum;
        if (shares[i] === 0) continue;
        populated++;
        if (shares[i] < smallest) smallest = shares[i];
      }
      const epsilon = smallest / (2 * n);
      const taken = f32(-(epsilon * (n - populated) / populated)), least = f32(epsilon);
      for (let i = 0; i < n; i++) {
        result[i] = shares[i] === 0 ? least : f32(f32(shares[i]) + taken);
      }
      return result;
    };

    // Every group of bins with the same quantized edge shares its count among its populated bins.
    const sharedOut = (counts, edges, first, grid) => {
      const n = counts.length, result = new Float64Array(n);
      for (let start = 0; start < n;) {
        const level = onGrid(grid, edges[first + start]);
        let end = start, populated = 0;
        while (end < n && (end === start || onGrid(grid, edges[first + end]) === level)) {
          if (counts[end] !== 0) populated++;
          end++;
        }
        const share = f32(pairwise(counts, start, end) / (populated + 1e-6));
        for (let i = start; i < end; i++) result[i] = counts[i] !== 0 ? share : 0;
        start = end;
      }
      return result;
    };

    const divergence = (h, counts, grid, lower, upper) => {
      const bins = binsWithin(h.edges, lower, upper);
      if (!bins || bins[0] > bins[1]) return Infinity;
      const [first, last] = bins;
      // The whole range lies in one bin: nothing is compared.
      if (first === last) return 0;
      const reference = counts.slice(first, last), n = last - first;
      if (reference.every((count) => count === 0)) return Infinity;
      const q = smoothed(sharedOut(reference, h.edges, first, grid));
      reference[0] += pairwise(counts, 0, first);
      reference[n - 1] += pairwise(counts, Math.min(last, counts.length), counts.length);
      const p = smoothed(reference);
      for (let i = 0; i < n; i++) q[i] = f32(p[i] * logarithm32(f32(p[i] / q[i])));
      return pairwise32(q, 0, n);
    };

    // The two rules of entropy calibration.
    const guardedDivergence = (h, grid, lower, upper) => {
      const coversAll = lower <= h.populatedLower && h.populatedUpper <= upper;
      const [first, last] = binsWithin(h.edges, lower, upper) || [0, 0];
      if (!coversAll && last - first < 2 ** grid.bits) return Infinity;
      return divergence(h, h.levelled, grid, lower, upper);
    };
    """#
}
