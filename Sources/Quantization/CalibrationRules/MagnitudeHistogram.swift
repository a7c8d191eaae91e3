import Quantization

extension Histogram {
  /// The histogram of |x|, from 0 to the largest: what toolkits with symmetric grids count. The values of a
  /// bin count as lying evenly in it.
  ///
  /// ```swift
  /// let values = Histogram(edges: [-4, -2, 0, 2], counts: [1, 5, 3])
  /// values.magnitudes(binCount: 2).counts  // [8, 1]
  /// ```
  ///
  /// - Complexity: O(bins).
  func magnitudes(binCount: Int) -> Histogram {
    let reach = edges.reduce(0) { max($0, abs($1)) }
    let edges = Histogram.edges(from: 0, to: reach, binCount: binCount)
    let mirrored = Histogram(
      edges: self.edges.reversed().map { -$0 }, counts: Array(counts.reversed()))
    let counts = zip(spread(over: edges), mirrored.spread(over: edges)).map { $0 + $1 }
    return Histogram(edges: edges, counts: counts)
  }

  /// The same with two bins in one.
  ///
  /// - Precondition: The number of bins is even.
  var halved: Histogram {
    precondition(counts.count.isMultiple(of: 2), "\(counts.count) bins cannot be put in pairs")
    let places = stride(from: 0, to: counts.count, by: 2)
    return Histogram(
      edges: stride(from: 0, through: counts.count, by: 2).map { edges[$0] },
      counts: places.map { counts[$0] + counts[$0 + 1] })
  }

  /// How many values lie in the bins before each bin, and at the end in all.
  var cumulative: [Double] {
    counts.reduce(into: [0]) { sums, count in sums.append(sums[sums.count - 1] + count) }
  }
}

/// The first k with `values[k] ≥ value`, or the number of values: NumPy's `searchsorted`.
func firstIndex(reaching value: Double, in values: [Double]) -> Int {
  values.firstIndex { $0 >= value } ?? values.count
}
