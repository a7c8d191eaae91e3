import VectorLoops

/// The smallest and largest of some values; empty at first.
struct ValueRange: Sendable, Hashable {
  var lower = Float.infinity
  var upper = -Float.infinity

  mutating func join(_ other: ValueRange) {
    lower = min(lower, other.lower)
    upper = max(upper, other.upper)
  }

  /// Joins the range of some values; infinite when one of them is not finite.
  mutating func join(_ values: UnsafeBufferPointer<Float>, _ loops: LoopTable) {
    loops.range(values.baseAddress, values.count, &lower, &upper)
  }

  var isFinite: Bool { lower.isFinite && upper.isFinite }

  /// Whether the range that a histogram covers has a width: beside 2^53, half a unit is nothing.
  var hasRoomForBins: Bool { histogramBounds.lower < histogramBounds.upper }

  /// The range that a histogram covers; a single value gets half a unit on either side, as in NumPy.
  var histogramBounds: (lower: Double, upper: Double) {
    lower == upper
      ? (Double(lower) - 0.5, Double(upper) + 0.5) : (Double(lower), Double(upper))
  }
}
