extension ThresholdSearch {
  /// How often the largest threshold is halved, that one included.
  static let powerOfTwoCandidates = 20

  /// Tries twice the no-clipping threshold and its halves; of equal errors the larger threshold wins.
  ///
  /// - Source: MCT, `qparams_search.py:qparams_selection_histogram_search`.
  func searchPowersOfTwo(
    _ histogram: Histogram, error: HistogramCost, isSigned: Bool
  ) -> ThresholdSearchResult {
    let magnitude = histogram.edges.reduce(0) { max($0, abs($1)) }
    let largest = 2 * nextPowerOfTwo(max(magnitude, minimumThreshold))
    var threshold = largest
    var candidates: [ThresholdSearchResult.Candidate] = []
    for _ in 0..<ThresholdSearch.powerOfTwoCandidates {
      let range = QuantizationRange.threshold(threshold, isSigned: isSigned)
      candidates.append(.init(range: range, error: self.error(of: range, error)))
      threshold /= 2
    }
    var best = 0
    var reason = ThresholdSearchResult.Reason.smallestError
    if errorMethod == .kl(guard: .firstLocalMinimum) {
      reason = .firstLocalMinimum
      best = ThresholdSearchResult.firstLocalMinimum(of: candidates.map(\.error))
    } else {
      for index in candidates.indices where candidates[index].error < candidates[best].error {
        best = index
      }
    }
    let chosen = candidates[best].range
    guard let threshold = chosen.threshold, threshold < minimumThreshold else {
      return result(chosen, candidates: candidates, reason: reason)
    }
    return result(
      .threshold(minimumThreshold, isSigned: isSigned), candidates: candidates,
      reason: .minimumThreshold)
  }
}
