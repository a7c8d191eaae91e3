extension ThresholdSearch {
  /// How many powers of two are tried: MCT's `n_iter`.
  static let powerOfTwoCandidates = 20

  /// Tries twice the no-clipping threshold and its halves; of equal errors the larger threshold wins.
  ///
  /// - Source: MCT, `qparams_search.py:qparams_selection_histogram_search`.
  func searchPowersOfTwo(
    _ histogram: Histogram, cost: HistogramCost, isSigned: Bool
  ) -> ThresholdSearchResult {
    let largest = histogram.edges.reduce(0) { max($0, abs($1)) }
    let covering = nextPowerOfTwo(max(largest, minimumThreshold))
    let steps = ThresholdSearch.powerOfTwoCandidates
    // snippet.search
    // Begin with twice the smallest power of two that is not below
    // the largest value, then halve it.
    var candidates: [ThresholdSearchResult.Candidate] = []
    var t = 2 * covering
    for _ in 0..<steps {
      candidates.append(
        candidate(.threshold(t, isSigned: isSigned), cost))
      t /= 2
    }
    // Keep the smallest error; of equal ones the first, largest t.
    var best = candidates[0]
    for next in candidates where next.error < best.error {
      best = next
    }
    // snippet.end
    return result(best.range, candidates: candidates, reason: .smallestError)
  }
}
