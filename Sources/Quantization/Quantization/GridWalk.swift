/// The constants of the searches that walk from the largest value to a better threshold.
///
/// - Source: MCT, `constants.py`.
enum GridWalk {
  static let lowerFactor = 0.7
  static let upperFactor = 1.2
  /// An improvement below this ends the walk.
  static let tolerance = 1e-11

  /// NumPy's `linspace`: `i · step + start`, the last point exactly `end`.
  static func points(from start: Double, to end: Double, count: Int) -> [Double] {
    let step = (end - start) / Double(count - 1)
    var points = (0..<count).map { Double($0) * step + start }
    points[count - 1] = end
    return points
  }

  /// The factors move closer to 1, but never closer than three hundredths.
  static func narrow(_ lower: inout Double, _ upper: inout Double) {
    lower = min(lower * 1.02, 0.97)
    upper = max(upper * 0.98, 1.03)
  }

  /// The position of the first smallest value.
  static func firstMinimum(_ values: [Double]) -> Int {
    var best = 0
    for index in values.indices where values[index] < values[best] { best = index }
    return best
  }
}

extension ThresholdSearch {
  private typealias Candidate = ThresholdSearchResult.Candidate

  /// Walks from the largest value: 30 thresholds around the current one, the best of them is the next
  /// current one, even when it is worse than the best so far; the neighbourhood narrows.
  ///
  /// - Source: MCT, `qparams_search.py:qparams_symmetric_iterative_minimization`.
  func searchSymmetric(
    _ histogram: Histogram, error: HistogramCost, isSigned: Bool
  ) -> ThresholdSearchResult {
    func candidate(_ threshold: Double) -> Candidate {
      let range = QuantizationRange.threshold(threshold, isSigned: isSigned)
      return Candidate(range: range, error: self.error(of: range, error))
    }
    var current = max(minimumThreshold, histogram.largestMagnitude)
    var bestThreshold = current
    var candidates = [candidate(current)]
    var bestError = candidates[0].error
    var (lower, upper) = (GridWalk.lowerFactor, GridWalk.upperFactor)
    for round in 0..<20 {
      let points = GridWalk.points(from: current * lower, to: current * upper, count: 30)
      let tried = points.map(candidate)
      candidates += tried
      let next = GridWalk.firstMinimum(tried.map(\.error))
      current = points[next]
      let improvement = bestError - tried[next].error
      if tried[next].error < bestError {
        bestError = tried[next].error
        bestThreshold = current
      }
      if improvement > 0, improvement < GridWalk.tolerance { break }
      if round % 4 == 0 { GridWalk.narrow(&lower, &upper) }
    }
    let isFloor = bestThreshold < minimumThreshold
    return result(
      .threshold(max(minimumThreshold, bestThreshold), isSigned: isSigned), candidates: candidates,
      reason: isFloor ? .minimumThreshold : .smallestError)
  }

  /// Walks from the populated range: 12 factors for either end, all pairs; the factors never narrow.
  ///
  /// - Source: MCT, `qparams_search.py:iterative_uniform_dynamic_range_search`.
  func searchUniform(_ histogram: Histogram, error: HistogramCost) -> ThresholdSearchResult {
    func candidate(_ minimum: Double, _ maximum: Double) -> Candidate {
      let range = QuantizationRange.interval(minimum: minimum, maximum: maximum)
      return Candidate(range: range, error: self.error(of: range, error))
    }
    var (minimum, maximum) = histogram.populatedRange
    var candidates = [candidate(minimum, maximum)]
    var best = candidates[0]
    let factors = GridWalk.points(
      from: GridWalk.lowerFactor, to: GridWalk.upperFactor, count: 12)
    for _ in 0..<30 {
      var tried: [Candidate] = []
      tried.reserveCapacity(factors.count * factors.count)
      for alpha in factors {
        for beta in factors { tried.append(candidate(minimum * alpha, maximum * beta)) }
      }
      candidates += tried
      let next = tried[GridWalk.firstMinimum(tried.map(\.error))]
      if case .interval(let lower, let upper) = next.range { (minimum, maximum) = (lower, upper) }
      let improvement = best.error - next.error
      if next.error < best.error { best = next }
      if improvement > 0, improvement < GridWalk.tolerance { break }
    }
    return result(best.range, candidates: candidates, reason: .smallestError)
  }
}
