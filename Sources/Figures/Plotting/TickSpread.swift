/// Moves labels along a line as little as possible so that none covers another.
struct TickSpread {
  /// Where the middles of the labels come to lie; `nil` when there is no room for all of them.
  let places: [Double]?

  /// - Parameters:
  ///   - wanted: Where the middles should be, ascending.
  ///   - gap: The least distance between two middles.
  ///   - bounds: The room for middles.
  init(_ wanted: [Double], gap: Double, bounds: ClosedRange<Double>) {
    let length = bounds.upperBound - bounds.lowerBound
    guard Double(max(wanted.count - 1, 0)) * gap <= length + 1e-9 else {
      places = nil
      return
    }
    // Without the gaps, neighbours that are in each other's way share the mean of what they want: the
    // closest ascending sequence.
    var pools: [(mean: Double, count: Int)] = []
    for (index, place) in wanted.enumerated() {
      pools.append((place - Double(index) * gap, 1))
      while pools.count > 1, pools[pools.count - 2].mean > pools[pools.count - 1].mean {
        let (last, before) = (pools.removeLast(), pools.removeLast())
        let count = last.count + before.count
        let sum = last.mean * Double(last.count) + before.mean * Double(before.count)
        pools.append((sum / Double(count), count))
      }
    }
    let upper = bounds.upperBound - Double(max(wanted.count - 1, 0)) * gap
    places = pools.flatMap { pool in
      [Double](repeating: min(max(pool.mean, bounds.lowerBound), upper), count: pool.count)
    }.enumerated().map { $1 + Double($0) * gap }
  }
}
