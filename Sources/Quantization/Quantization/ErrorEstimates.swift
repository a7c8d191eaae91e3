/// Finds out which candidates cannot have the smallest error of a channel, without computing their errors.
///
/// An error is a sum of |Q(w) − w|ᵖ, p 1 or 2, over the n elements of a channel. In float32 every |Q(w) − w|
/// is off by at most η = 64 · 2⁻²⁴ · R, R the largest number that occurs: Q(w) − w takes a handful of
/// roundings, and where one of them moves w over the middle between two levels, both are equally far. So the
/// sum of squares S is off by at most 2η√(nS) + nη², that of absolute values by nη, and both by
/// n · 2⁻²³ · S from adding up. The bounds here are twice as wide.
struct ErrorEstimates {
  let rows: KernelRows
  let power: Int32

  /// Which candidates may be the best of their channel, by channel, in their order.
  ///
  /// - Parameter candidates: Ranges by candidate, then channel.
  /// - Returns: `nil` where the numbers are too small for float32.
  func survivors(_ candidates: [[QuantizationRange]], bitWidth: Int) -> [[Int]]? {
    let channels = rows.channels
    let count = Double(rows.values.count / channels)
    // The largest number that occurs in a channel, but for the grid's own.
    let magnitudes = zip(rows.minima, rows.maxima).map { Double(max(-$0, $1)) }
    var lowest = [Double](repeating: .infinity, count: channels)
    var smallestPossible = [Double](repeating: 0, count: candidates.count * channels)
    // Memory for one candidate's grids, used again by the next.
    var grids = GridsOfChannels(count: channels)
    for (candidate, ranges) in candidates.enumerated() {
      grids.set(ranges, bitWidth: bitWidth)
      estimate(&grids)
      for c in 0..<channels {
        let largest = max(grids.largest[c], magnitudes[c])
        let sum = Double(grids.errors[c])
        guard largest > 1e-12, sum.isFinite else { return nil }
        let eta = largest * 0x1p-18
        var doubt = count * 0x1p-23 * sum
        doubt +=
          power == 2 ? 2 * eta * (count * sum).squareRoot() + count * eta * eta : count * eta
        smallestPossible[candidate * channels + c] = sum - 2 * doubt
        lowest[c] = min(lowest[c], sum + 2 * doubt)
      }
    }
    return (0..<channels).map { c in
      candidates.indices.filter { smallestPossible[$0 * channels + c] <= lowest[c] }
    }
  }

  private func estimate(_ grids: inout GridsOfChannels) {
    rows.machine.loops.channel_error_estimates(
      rows.values, rows.values.count / rows.channels, rows.channels, grids.lower, grids.upper,
      grids.step, grids.inverseStep, power, &grids.errors)
  }
}

/// A grid for every channel as the loops read them, and what is estimated for it.
private struct GridsOfChannels {
  var lower: [Float]
  var upper: [Float]
  var step: [Float]
  var inverseStep: [Float]
  var errors: [Float]
  /// The largest magnitude on the grid.
  var largest: [Double]

  init(count: Int) {
    lower = Array(repeating: 0, count: count)
    (upper, step, inverseStep, errors) = (lower, lower, lower, lower)
    largest = Array(repeating: 0, count: count)
  }

  mutating func set(_ ranges: [QuantizationRange], bitWidth: Int) {
    for c in lower.indices {
      let grid = UniformGrid(ranges[c], bitWidth: bitWidth)
      lower[c] = Float(grid.lower)
      upper[c] = Float(grid.upper)
      step[c] = Float(grid.step)
      inverseStep[c] = Float(1 / grid.step)
      largest[c] = max(-grid.lower, grid.upper)
    }
  }
}

extension KernelRows {
  /// The mean errors of all candidates, by candidate, then channel; infinite where a candidate certainly
  /// is not the best of its channel. The others are computed in float64.
  func errorsOfContenders(
    _ method: QuantizationErrorMethod, _ candidates: [[QuantizationRange]], bitWidth: Int
  ) -> [[Double]] {
    guard case .meanPower(let power) = method.measure, power == 1 || power == 2,
      let survivors = ErrorEstimates(rows: self, power: Int32(power))
        .survivors(candidates, bitWidth: bitWidth)
    else {
      return candidates.map { errors(method, $0, bitWidth: bitWidth, in: .float64) }
    }
    var result = candidates.map { _ in [Double](repeating: .infinity, count: channels) }
    // Every channel's first contender, then every channel's second one, and so on.
    for turn in 0..<(survivors.map(\.count).max() ?? 0) {
      let chosen = survivors.map { $0[min(turn, $0.count - 1)] }
      let tried = errors(
        method, chosen.enumerated().map { candidates[$1][$0] }, bitWidth: bitWidth, in: .float64)
      for (c, point) in chosen.enumerated() { result[point][c] = tried[c] }
    }
    return result
  }
}
