extension ThresholdSearch {
  /// The smallest range of the family within which a percentage of all values lies; for a threshold that is
  /// the percentage of |x|, for both ends of a range half of the rest is left out on either side.
  ///
  /// MCT has no such method. Other toolkits take an edge of the bin that the percentile falls into.
  func percentileRange(
    _ percentage: Double, of histogram: Histogram, isSigned: Bool
  ) -> ThresholdSearchResult {
    let range: QuantizationRange
    switch method {
    case .powerOfTwo:
      let magnitude = max(histogram.magnitude(atPercentile: percentage), minimumThreshold)
      range = .threshold(nextPowerOfTwo(magnitude), isSigned: isSigned)
    case .symmetric:
      range = .threshold(histogram.magnitude(atPercentile: percentage), isSigned: isSigned)
    case .uniform:
      let left = (100 - percentage) / 2
      range = .interval(
        minimum: histogram.value(atPercentile: left),
        maximum: histogram.value(atPercentile: 100 - left))
    }
    return result(range, candidates: [], reason: .coversPercentage(percentage))
  }
}

extension Histogram {
  /// The value under which a percentage of all values lies. The values of a bin count as lying evenly in it.
  ///
  /// ```swift
  /// let values = Histogram(edges: [-4, 0, 2, 4], counts: [2, 6, 2])
  /// values.value(atPercentile: 50)  // 1
  /// values.value(atPercentile: 10)  // -2
  /// values.value(atPercentile: 100)  // 4
  /// ```
  ///
  /// - Parameter percentage: 0 ... 100.
  /// - Complexity: O(bins).
  public func value(atPercentile percentage: Double) -> Double {
    let wanted = percentage / 100 * total
    var below = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      if below + count >= wanted {
        let part = max((wanted - below) / count, 0)
        return part == 1 ? edges[bin + 1] : edges[bin] + part * (edges[bin + 1] - edges[bin])
      }
      below += count
    }
    return populatedRange.maximum
  }

  /// The distance from 0 within which a percentage of all values lies.
  ///
  /// ```swift
  /// let values = Histogram(edges: [-4, 0, 2, 4], counts: [2, 6, 2])
  /// values.magnitude(atPercentile: 85)  // 3
  /// values.magnitude(atPercentile: 100)  // 4
  /// ```
  ///
  /// - Parameter percentage: 0 ... 100.
  /// - Complexity: O(bins · log bins).
  public func magnitude(atPercentile percentage: Double) -> Double {
    let mirrored = Histogram(edges: edges.reversed().map { -$0 }, counts: counts.reversed())
    let places = Set([0] + edges.map { abs($0) }).sorted()
    let counts = zip(spread(over: places), mirrored.spread(over: places)).map { $0 + $1 }
    return Histogram(edges: places, counts: counts).value(atPercentile: percentage)
  }
}
