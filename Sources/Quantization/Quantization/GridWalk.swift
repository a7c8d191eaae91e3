/// A walk from the largest value to a better threshold or range: how MCT searches symmetric and uniform
/// grids.
///
/// In every round it tries points around where it stands and goes to the best of them, even when that is
/// worse than the best so far. A symmetric walk looks at fewer and fewer of the neighbours; a uniform one
/// tries all pairs of two ends, and never narrows. The channels of a kernel walk side by side; an
/// activation walks alone.
///
/// - Source: MCT, `qparams_search.py`; the names in capitals are those of its `constants.py`.
struct GridWalk {
  /// The most rounds: `…_N_ITER`.
  let rounds: Int
  /// Points around a threshold, `…_N_INTERVALS`, or around each end of a range, `…_N_SAMPLES`.
  let points: Int
  /// The neighbourhood narrows in every round of this many, `…_DEC_FREQ`; never when `nil`.
  let narrowing: Int?

  /// `SYMMETRIC_HISTOGRAM_…`: the threshold of an activation.
  static let symmetricHistogram = GridWalk(rounds: 20, points: 30, narrowing: 4)
  /// `SYMMETRIC_TENSOR_…`: one threshold for a kernel.
  static let symmetricTensor = GridWalk(rounds: 40, points: 30, narrowing: 5)
  /// `SYMMETRIC_TENSOR_PER_CHANNEL_…`: a threshold for each channel of a kernel.
  static let symmetricTensorPerChannel = GridWalk(rounds: 15, points: 30, narrowing: 3)
  /// `UNIFORM_HISTOGRAM_…`: the range of an activation.
  static let uniformHistogram = GridWalk(rounds: 30, points: 12, narrowing: nil)
  /// `UNIFORM_TENSOR_…`: one range for a kernel.
  static let uniformTensor = GridWalk(rounds: 30, points: 8, narrowing: nil)
  /// `UNIFORM_TENSOR_PER_CHANNEL_N_ITER`: a range for each channel of a kernel.
  static let uniformTensorPerChannel = GridWalk(rounds: 10, points: 8, narrowing: nil)

  /// `BOTTOM_FACTOR`, `UPPER_FACTOR`: how far the neighbourhood reaches at first.
  static let firstFactors = (bottom: 0.7, upper: 1.2)
  /// `DEFAULT_DEC_FACTOR`: what the factors are multiplied by to narrow it.
  static let decrease = (bottom: 1.02, upper: 0.98)
  /// `DEC_RANGE_BOTTOM`, `DEC_RANGE_UPPER`: it does not get narrower than this.
  static let lastFactors = (bottom: 0.97, upper: 1.03)
  /// `DEFAULT_TOL`: an improvement below this ends the walk.
  static let tolerance = 1e-11

  /// Walks from one range per channel to the best that is found.
  ///
  /// - Parameters:
  ///   - start: Where the channels start.
  ///   - startErrors: Their errors there.
  ///   - errors: The errors of points, each with one range per channel.
  func best(
    from start: [QuantizationRange], startErrors: [Double],
    errors: (_ points: [[QuantizationRange]]) -> [[Double]]
  ) -> [QuantizationRange] {
    var (current, best, bestErrors) = (start, start, startErrors)
    var factors = GridWalk.firstFactors
    for round in 0..<rounds {
      let points = neighbours(of: current, factors.bottom, factors.upper)
      let all = errors(points)
      current = points[0]
      var currentErrors = all[0]
      for (point, tried) in zip(points, all).dropFirst() {
        for c in tried.indices where tried[c] < currentErrors[c] {
          (current[c], currentErrors[c]) = (point[c], tried[c])
        }
      }
      // The channels are coupled: the walk ends for all when it hardly helps on average.
      let improvement =
        pairwiseSum(zip(bestErrors, currentErrors).map { $0 - $1 }) / Double(start.count)
      for c in start.indices where currentErrors[c] < bestErrors[c] {
        (best[c], bestErrors[c]) = (current[c], currentErrors[c])
      }
      if improvement > 0, improvement < GridWalk.tolerance { break }
      if let narrowing, round % narrowing == 0 {
        factors.bottom = min(factors.bottom * GridWalk.decrease.bottom, GridWalk.lastFactors.bottom)
        factors.upper = max(factors.upper * GridWalk.decrease.upper, GridWalk.lastFactors.upper)
      }
    }
    return best
  }

  /// The points around some ranges, by point, then range.
  private func neighbours(
    of ranges: [QuantizationRange], _ bottom: Double, _ upper: Double
  ) -> [[QuantizationRange]] {
    guard let first = ranges.first else { return [] }
    switch first {
    case .threshold:
      return (0..<points).map { point in
        ranges.map { range in
          guard case .threshold(let t, let isSigned) = range else { return range }
          return .threshold(
            GridWalk.point(point, of: points, from: t * bottom, to: t * upper), isSigned: isSigned)
        }
      }
    case .interval:
      let factors = GridWalk.linspace(from: bottom, to: upper, count: points)
      return factors.flatMap { alpha in
        factors.map { beta in
          ranges.map { range in
            guard case .interval(let minimum, let maximum) = range else { return range }
            return .interval(minimum: minimum * alpha, maximum: maximum * beta)
          }
        }
      }
    }
  }

  /// NumPy's `linspace`: `i · step + start`, the last point exactly `end`.
  static func linspace(from start: Double, to end: Double, count: Int) -> [Double] {
    (0..<count).map { point($0, of: count, from: start, to: end) }
  }

  @inline(__always)
  private static func point(
    _ index: Int, of count: Int, from start: Double, to end: Double
  ) -> Double {
    index == count - 1 ? end : Double(index) * ((end - start) / Double(count - 1)) + start
  }
}

extension ThresholdSearch {
  /// Walks from the largest value, 30 thresholds at a time.
  ///
  /// - Source: MCT, `qparams_search.py:qparams_symmetric_iterative_minimization`.
  func searchSymmetric(
    _ histogram: Histogram, cost: HistogramCost, isSigned: Bool
  ) -> ThresholdSearchResult {
    let largest = max(minimumThreshold, histogram.largestMagnitude)
    return walk(.symmetricHistogram, from: .threshold(largest, isSigned: isSigned), cost)
  }

  /// Walks from the populated range: 12 factors for either end, all pairs.
  ///
  /// - Source: MCT, `qparams_search.py:iterative_uniform_dynamic_range_search`.
  func searchUniform(_ histogram: Histogram, cost: HistogramCost) -> ThresholdSearchResult {
    let (minimum, maximum) = histogram.populatedRange
    return walk(.uniformHistogram, from: .interval(minimum: minimum, maximum: maximum), cost)
  }

  private func walk(
    _ walk: GridWalk, from start: QuantizationRange, _ cost: HistogramCost
  ) -> ThresholdSearchResult {
    var candidates = [candidate(start, cost)]
    let best = walk.best(from: [start], startErrors: [candidates[0].error]) { points in
      let tried = points.map { candidate($0[0], cost) }
      candidates += tried
      return tried.map { [$0.error] }
    }
    return result(best[0], candidates: candidates, reason: .smallestError)
  }
}
