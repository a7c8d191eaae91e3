/// Counts of values in bins of equal width.
///
/// ```swift
/// let histogram = try Histogram(of: [0, 1, 2, 3, 4, 4], binCount: 4)
/// histogram.edges  // [0, 1, 2, 3, 4]
/// histogram.counts  // [1, 1, 1, 3]
/// histogram.total  // 6
/// ```
///
/// - Source: NumPy's `histogram`, MCT's `core/common/collectors/histogram_collector.py`.
/// - Explained in: chapter 2.
public struct Histogram: Equatable, Sendable {
  /// The number of bins that MCT uses.
  public static let binCount = 2048

  /// The edges, one more than bins, ascending, in activation units.
  public let edges: [Double]
  /// The counts. They are fractions once histograms of several batches were merged.
  public let counts: [Double]

  /// - Precondition: There is one more edge than counts.
  public init(edges: [Double], counts: [Double]) {
    precondition(
      edges.count == counts.count + 1, "\(edges.count) edges do not bound \(counts.count) bins")
    self.edges = edges
    self.counts = counts
  }

  /// The number of values counted.
  public var total: Double { pairwiseSum(counts) }

  /// `lowerᵢ = from + i · ((to − from) / N)`, and `to` itself at the end.
  ///
  /// ```swift
  /// Histogram.edges(from: 0, to: 1, binCount: 4)  // [0, 0.25, 0.5, 0.75, 1]
  /// ```
  public static func edges(from lower: Double, to upper: Double, binCount: Int) -> [Double] {
    let step = (upper - lower) / Double(binCount)
    var edges = (0...binCount).map { Double($0) * step + lower }
    edges[binCount] = upper
    return edges
  }

  /// The bin i with `edges[i] ≤ value < edges[i + 1]`; the last bin is closed.
  ///
  /// ```swift
  /// Histogram.bin(of: 2, edges: [0, 1, 2, 3])  // 2
  /// Histogram.bin(of: 3, edges: [0, 1, 2, 3])  // 2
  /// ```
  ///
  /// - Complexity: O(1): the position is computed, then put right by at most a bin or so.
  public static func bin(of value: Double, edges: [Double]) -> Int {
    let bins = edges.count - 1
    let position = (value - edges[0]) / (edges[bins] - edges[0]) * Double(bins)
    var bin = min(max(Int(position), 0), bins - 1)
    while bin > 0, value < edges[bin] { bin -= 1 }
    while bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
    return bin
  }

  /// Counts values into bins over their own range; a single value gets half a unit on either side.
  ///
  /// ```swift
  /// try Histogram(of: [3, 3], binCount: 2).edges  // [2.5, 3, 3.5]
  /// ```
  ///
  /// - Complexity: O(values + bins).
  /// - Throws: ``QuantizationError`` when there is no value or one is not finite.
  public init(of values: [Double], binCount: Int = Histogram.binCount) throws {
    guard var lower = values.min(), var upper = values.max() else {
      throw QuantizationError.emptyHistogram
    }
    guard values.allSatisfy(\.isFinite) else { throw QuantizationError.invalidHistogram }
    if lower == upper {
      lower -= 0.5
      upper += 0.5
      // Half a unit is nothing beside 2^53; MCT's histogram fails there too.
      guard lower < upper else { throw QuantizationError.invalidHistogram }
    }
    let edges = Histogram.edges(from: lower, to: upper, binCount: binCount)
    var counts = [Double](repeating: 0, count: binCount)
    for value in values { counts[Histogram.bin(of: value, edges: edges)] += 1 }
    self.init(edges: edges, counts: counts)
  }

  /// Counts every value that occurs by itself: its bin begins at the value, so nothing is estimated.
  ///
  /// - Throws: ``QuantizationError`` when there is no value or one is not finite.
  public init(countingEach values: [Double]) throws {
    guard values.allSatisfy(\.isFinite) else { throw QuantizationError.invalidHistogram }
    let distinct = Set(values).sorted()
    guard let largest = distinct.last else { throw QuantizationError.emptyHistogram }
    self.init(
      edges: distinct + [largest.nextUp],
      counts: distinct.map { value in Double(values.count { $0 == value }) })
  }

  /// The counts spread over other bins: the cumulative counts are interpolated linearly at the new
  /// edges, and their differences are the new counts.
  ///
  /// ```swift
  /// Histogram(edges: [0, 2, 4], counts: [4, 2]).spread(over: [0, 1, 2, 3, 4])  // [2, 2, 1, 1]
  /// ```
  ///
  /// - Parameter newEdges: Ascending edges.
  /// - Returns: One count per new bin; with identical edges the counts themselves.
  public func spread(over newEdges: [Double]) -> [Double] {
    // How many values lie below every old edge.
    var cumulative = [0.0]
    cumulative.reserveCapacity(edges.count)
    for count in counts { cumulative.append(cumulative[cumulative.count - 1] + count) }
    let last = counts.count
    var bin = 0
    // How many values lie below x, if those of a bin lie evenly in it.
    func countBelow(_ x: Double) -> Double {
      if x < edges[0] { return 0 }
      if x >= edges[last] { return cumulative[last] }
      while bin + 1 < last, x >= edges[bin + 1] { bin += 1 }
      let rise = cumulative[bin + 1] - cumulative[bin]
      let slope = rise / (edges[bin + 1] - edges[bin])
      return slope * (x - edges[bin]) + cumulative[bin]
    }
    let below = newEdges.map(countBelow)
    return zip(below, below.dropFirst()).map { $1 - $0 }
  }

  /// The histogram of several batches over the range of all of them.
  ///
  /// ```swift
  /// let first = Histogram(edges: [0, 1, 2], counts: [2, 2])
  /// let second = Histogram(edges: [0, 2, 4], counts: [4, 2])
  /// let merged = Histogram.merging([first, second])
  /// merged.edges  // [0, 2, 4]
  /// merged.counts  // [8, 2]
  /// ```
  ///
  /// - Complexity: O(batches · bins).
  /// - Precondition: There is at least one batch.
  public static func merging(_ batches: [Histogram]) -> Histogram {
    precondition(!batches.isEmpty, "no histograms to merge")
    let binCount = batches[0].counts.count
    let lower = batches.map { $0.edges[0] }.min() ?? 0
    let upper = batches.map { $0.edges[$0.counts.count] }.max() ?? 0
    // snippet.merging
    // From the lowest to the highest edge of all batches.
    let edges = edges(from: lower, to: upper, binCount: binCount)
    var counts = [Double](repeating: 0, count: binCount)
    for batch in batches {
      let spread = batch.spread(over: edges)
      for bin in counts.indices { counts[bin] += spread[bin] }
    }
    return Histogram(edges: edges, counts: counts)
    // snippet.end
  }

  /// The histogram without the bins further from the mean than `zThreshold` standard deviations.
  /// Only counts change, edges stay; the mean and deviation are those of the left edges.
  ///
  /// ```swift
  /// // The mean is 1.05, the deviation 1.13: what begins beyond 3.3 is dropped.
  /// let tail = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
  /// tail.removingOutliers(zThreshold: 2).counts  // [40, 30, 20, 6, 0, 0]
  /// ```
  ///
  /// - Source: MCT, `outlier_filter.py`.
  public func removingOutliers(zThreshold: Double) -> Histogram {
    guard zThreshold.isFinite else { return self }
    let total = total
    let mean = pairwiseSum(counts.indices.map { edges[$0] * counts[$0] }) / total
    let variance =
      pairwiseSum(
        counts.indices.map { (edges[$0] - mean) * (edges[$0] - mean) * counts[$0] }) / total
    let deviation = variance.squareRoot()
    let kept = counts.indices.map { bin in
      abs(edges[bin] - mean) / deviation > zThreshold ? 0 : counts[bin]
    }
    return Histogram(edges: edges, counts: kept)
  }

  /// Whether a grid for these values must be signed: some populated bin begins below zero.
  ///
  /// - Source: MCT, `determine_signedness`.
  public var isSigned: Bool {
    counts.indices.contains { counts[$0] > 0 && edges[$0] < 0 }
  }

  /// The largest |right edge| of a populated bin: MCT's idea of the largest value. The left end of the
  /// first bin is never looked at, so data that reach furthest on the negative side can be cut by up to
  /// one bin even without clipping.
  ///
  /// ```swift
  /// Histogram(edges: [-4, -1, 2], counts: [5, 7]).largestMagnitude  // 2
  /// ```
  public var largestMagnitude: Double {
    counts.indices.reduce(0) { counts[$1] > 0 ? max($0, abs(edges[$1 + 1])) : $0 }
  }

  /// The left end of the first populated bin and the right end of the last one.
  public var populatedRange: (minimum: Double, maximum: Double) {
    let first = counts.firstIndex { $0 > 0 } ?? 0
    let last = counts.lastIndex { $0 > 0 } ?? counts.count - 1
    return (edges[first], edges[last + 1])
  }

  /// The same histogram with no more in the bin of 0 than in the larger of its neighbours.
  func levellingZeros() -> Histogram {
    guard counts.count > 1, let zero = edges.lastIndex(where: { $0 <= 0 }), zero < counts.count
    else { return self }
    let neighbours = [zero - 1, zero + 1].filter(counts.indices.contains).map { counts[$0] }
    var levelled = counts
    levelled[zero] = min(counts[zero], neighbours.max() ?? counts[zero])
    return Histogram(edges: edges, counts: levelled)
  }

  /// - Throws: ``QuantizationError`` unless there are values and all numbers are finite.
  func check() throws {
    guard edges.allSatisfy(\.isFinite), counts.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw QuantizationError.invalidHistogram
    }
    guard counts.contains(where: { $0 > 0 }) else { throw QuantizationError.emptyHistogram }
  }
}
