extension ExplorerScript {
  /// What the page was given: the histograms and what was measured.
  static let data = #"""
    const data = JSON.parse(document.getElementById("data").textContent);

    const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

    // The lowest byte comes first, whatever the machine does.
    const numbersOf = (text) => {
      const bytes = bytesOf(text), view = new DataView(bytes.buffer);
      return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
    };

    // A histogram as the library sees it; every value counts as the left edge of its bin.
    const unpacked = (output) => {
      const n = output.bins, step = (output.upper - output.lower) / n;
      const edges = output.edges ? numbersOf(output.edges)
        : Float64Array.from({ length: n + 1 }, (_, i) => (i === n ? output.upper : i * step + output.lower));
      const bits = bytesOf(output.populated), weights = numbersOf(output.counts);
      const counts = new Float64Array(n), values = new Float64Array(weights.length);
      let next = 0, largest = 0, first = -1, last = -1;
      for (let i = 0; i < n; i++) {
        if (!(bits[i >> 3] >> (i & 7) & 1)) continue;
        counts[i] = weights[next];
        values[next++] = edges[i];
        largest = Math.max(largest, Math.abs(edges[i + 1]));
        if (first < 0) first = i;
        last = i;
      }
      const levelled = counts.slice();
      const zero = edges.findLastIndex((edge) => edge <= 0);
      if (n > 1 && zero >= 0 && zero < n) {
        levelled[zero] = Math.min(counts[zero], Math.max(counts[zero - 1] ?? 0, counts[zero + 1] ?? 0));
      }
      const furthest = edges.reduce((most, edge) => Math.max(most, Math.abs(edge)), 0);
      return {
        edges, counts, values, weights, levelled, largest, total: pairwise(counts, 0, n),
        populatedLower: edges[first], populatedUpper: edges[last + 1],
        covering: nextPowerOfTwo(Math.max(furthest, data.minimumThreshold)),
      };
    };

    const histograms = new Map();
    const histogramOf = (index) => {
      if (!histograms.has(index)) histograms.set(index, unpacked(data.outputs[index]));
      return histograms.get(index);
    };

    // |x| below which a share of all values lies, to the width of a bin.
    const magnitudeAt = (h, share) => {
      const sizes = Array.from(h.values, (x, i) => [Math.abs(x), h.weights[i]]);
      sizes.sort((a, b) => a[0] - b[0]);
      let below = 0;
      for (const [size, count] of sizes) {
        below += count;
        if (below >= share * h.total) return size;
      }
      return h.largest;
    };
    """#
}
