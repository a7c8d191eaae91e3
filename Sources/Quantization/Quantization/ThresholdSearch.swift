import Parallelism

/// Finds the threshold t that makes ERR(t) small for the values of a histogram.
///
/// ```swift
/// // Hundred values from 0 to 6, most of them small; two bits, so four levels.
/// let histogram = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
/// let search = try ThresholdSearch(method: .powerOfTwo, errorMethod: .mse, bitWidth: 2)
/// let result = try search.search(histogram)
/// result.parameters.range  // .threshold(4, isSigned: false)
/// result.candidates.prefix(4).map(\.range.magnitude)  // [16, 8, 4, 2]
/// result.candidates.prefix(4).map(\.error)  // [1.17, 0.37, 0.07, 0.495]
/// ```
///
/// - Source: MCT, `qparams_search.py` and `qparams_activations_computation.py`.
/// - Explained in: chapters 0 and 4.
public struct ThresholdSearch: Sendable, Hashable {
  /// The family of grids to choose from.
  public let method: QuantizationMethod
  /// How candidates are judged.
  public let errorMethod: QuantizationErrorMethod
  /// The bit width n_b, in bits.
  public let bitWidth: Int
  /// Whether the grid is signed; `nil` lets the data decide.
  public let isSigned: Bool?
  /// Bins further from the mean than this many standard deviations are dropped.
  public let zThreshold: Double
  /// The smallest threshold.
  public let minimumThreshold: Double
  /// What KL's logarithms are computed with.
  public let machine: Machine

  /// - Throws: ``QuantizationError`` for a bit width, exponent, percentage or smallest threshold that makes no
  ///   sense.
  public init(
    method: QuantizationMethod = .powerOfTwo, errorMethod: QuantizationErrorMethod, bitWidth: Int,
    isSigned: Bool? = nil, zThreshold: Double = .infinity, minimumThreshold: Double = 0x1p-16,
    on machine: Machine = Machine()
  ) throws {
    try errorMethod.check(
      method: method, bitWidth: bitWidth, minimumThreshold: minimumThreshold)
    self.method = method
    self.errorMethod = errorMethod
    self.bitWidth = bitWidth
    self.isSigned = isSigned
    self.zThreshold = zThreshold
    self.minimumThreshold = minimumThreshold
    self.machine = machine
  }

  /// Searches the threshold for the values of a histogram.
  ///
  /// - Complexity: O(candidates · populated bins). Powers of two are 20 candidates, the symmetric walk tries
  ///   at most 601, the uniform one 4321; no clipping looks at the bins once.
  /// - Throws: ``QuantizationError`` when the histogram is empty or holds values that are not numbers.
  public func search(_ histogram: Histogram) throws -> ThresholdSearchResult {
    try histogram.check()
    let filtered = histogram.removingOutliers(zThreshold: zThreshold)
    guard filtered.counts.contains(where: { $0 > 0 }) else {
      throw QuantizationError.emptyHistogram
    }
    return search(filtered, isSigned: isSigned ?? filtered.isSigned)
  }

  /// The threshold of an output that cannot leave a range, such as a softmax: no search, whatever the
  /// method.
  ///
  /// ```swift
  /// let softmax = try ThresholdSearch(method: .powerOfTwo, errorMethod: .kl(), bitWidth: 8)
  /// softmax.search(boundedBy: 0...1).parameters.range  // .threshold(1, isSigned: false)
  /// ```
  public func search(boundedBy bounds: ClosedRange<Double>) -> ThresholdSearchResult {
    let histogram = Histogram(edges: [bounds.lowerBound, bounds.upperBound], counts: [1])
    let result = covering(histogram, isSigned: isSigned ?? (bounds.lowerBound < 0))
    return ThresholdSearchResult(
      parameters: result.parameters, errorMethod: errorMethod, candidates: [],
      reason: .boundedOutput)
  }

  /// ERR of one threshold or range on a histogram.
  ///
  /// - Complexity: O(populated bins).
  public func error(of range: QuantizationRange, on histogram: Histogram) -> Double {
    error(of: range, HistogramCost(histogram.removingOutliers(zThreshold: zThreshold)))
  }

  /// The first of some thresholds or ranges with the smallest error on a histogram.
  ///
  /// - Precondition: There is one at least.
  public func best(
    of ranges: [QuantizationRange], on histogram: Histogram
  ) -> ThresholdSearchResult.Candidate {
    precondition(!ranges.isEmpty, "no ranges to choose from")
    let cost = HistogramCost(histogram.removingOutliers(zThreshold: zThreshold))
    return ranges.dropFirst().reduce(candidate(ranges[0], cost)) { best, range in
      let next = candidate(range, cost)
      return next.error < best.error ? next : best
    }
  }

  /// How many bins of a histogram KL compares within a range; a range inside one bin has one.
  ///
  /// - Explained in: chapter 4.
  public func comparedBins(of range: QuantizationRange, on histogram: Histogram) -> Int {
    let (lower, upper) = divergenceRange(range)
    guard let (first, last) = KLDivergence.ends(histogram.edges, from: lower, to: upper) else {
      return 0
    }
    return max(last - first, 1)
  }

  /// The part of the error that clipping makes and the part that rounding makes; KL has no such parts and
  /// is answered for MSE.
  ///
  /// ```swift
  /// let mse = try ThresholdSearch(method: .powerOfTwo, errorMethod: .mse, bitWidth: 2)
  /// // With t = 4 the grid ends at 3: a value of 4 costs 1, one of 5 costs 4.
  /// let values = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
  /// let parts = mse.errorParts(of: .threshold(4, isSigned: false), on: values)
  /// parts.clipping  // 0.07
  /// parts.rounding  // 0
  /// ```
  public func errorParts(
    of range: QuantizationRange, on histogram: Histogram
  ) -> (clipping: Double, rounding: Double) {
    HistogramCost(histogram.removingOutliers(zThreshold: zThreshold))
      .parts(errorMethod, grid: UniformGrid(range, bitWidth: bitWidth))
  }

  /// The share of values outside of the range's grid, 0 ... 1.
  public static func clippedShare(
    of parameters: ActivationQuantizationParameters, on histogram: Histogram
  ) -> Double {
    HistogramCost(histogram).clippedShare(grid: parameters.grid)
  }

  private func search(_ histogram: Histogram, isSigned: Bool) -> ThresholdSearchResult {
    if errorMethod == .noClipping { return covering(histogram, isSigned: isSigned) }
    if case .percentile(let percentage) = errorMethod {
      return percentileRange(percentage, of: histogram, isSigned: isSigned)
    }
    let cost = HistogramCost(histogram)
    switch method {
    case .powerOfTwo: return searchPowersOfTwo(histogram, cost: cost, isSigned: isSigned)
    case .symmetric: return searchSymmetric(histogram, cost: cost, isSigned: isSigned)
    case .uniform: return searchUniform(histogram, cost: cost)
    }
  }

  /// A range and its error.
  func candidate(
    _ range: QuantizationRange, _ cost: HistogramCost
  ) -> ThresholdSearchResult.Candidate {
    ThresholdSearchResult.Candidate(range: range, error: error(of: range, cost))
  }

  private func error(of range: QuantizationRange, _ cost: HistogramCost) -> Double {
    cost(
      errorMethod, grid: UniformGrid(range, bitWidth: bitWidth),
      divergenceRange: divergenceRange(range), on: machine)
  }

  /// The range that KL compares over. With power-of-two thresholds MCT takes `[−t, t]` even when the
  /// grid is unsigned.
  private func divergenceRange(_ range: QuantizationRange) -> (Double, Double) {
    switch range {
    case .threshold(let t, let isSigned): (isSigned || method == .powerOfTwo ? -t : 0, t)
    case .interval(let minimum, let maximum): (minimum, maximum)
    }
  }

  /// The smallest threshold or range that covers every value.
  private func covering(_ histogram: Histogram, isSigned: Bool) -> ThresholdSearchResult {
    let magnitude = max(histogram.largestMagnitude, minimumThreshold)
    let range: QuantizationRange
    switch method {
    case .powerOfTwo: range = .threshold(nextPowerOfTwo(magnitude), isSigned: isSigned)
    case .symmetric: range = .threshold(magnitude, isSigned: isSigned)
    case .uniform:
      let (minimum, maximum) = histogram.populatedRange
      range = .interval(minimum: minimum, maximum: maximum)
    }
    return result(range, candidates: [], reason: .coversAllValues)
  }

  /// The result of a search; a threshold below the smallest one allowed is lifted to it.
  func result(
    _ range: QuantizationRange, candidates: [ThresholdSearchResult.Candidate],
    reason: ThresholdSearchResult.Reason
  ) -> ThresholdSearchResult {
    var (range, reason) = (range, reason)
    if case .threshold(let threshold, let isSigned) = range, threshold < minimumThreshold {
      range = .threshold(minimumThreshold, isSigned: isSigned)
      reason = .minimumThreshold
    }
    return ThresholdSearchResult(
      parameters: ActivationQuantizationParameters(
        method: method, bitWidth: bitWidth, range: range),
      errorMethod: errorMethod, candidates: candidates, reason: reason)
  }
}
