import Parallelism
import Tensors

/// Finds the thresholds of a kernel, per output channel or one for all.
///
/// ```swift
/// // Two inputs, two outputs: the channels are 0.5, 0.25 and -2, 1.
/// let kernel = Tensor(shape: [2, 2], values: [0.5, -2, 0.25, 1])
/// let covering = try WeightsThresholdSearch(
///   method: .powerOfTwo, errorMethod: .noClipping, bitWidth: 8, isPerChannel: true)
/// // The grid ends a step short of t, so 0.5 needs the next power of two.
/// try covering.search(kernel, channelAxis: 1).thresholds  // [1, 2]
/// ```
///
/// - Source: MCT, `qparams_search.py` and the `*_selection.py` files.
/// - Explained in: chapter 6.
public struct WeightsThresholdSearch: Sendable, Hashable {
  /// The family of grids to choose from.
  public let method: QuantizationMethod
  /// How candidates are judged.
  public let errorMethod: QuantizationErrorMethod
  /// The bit width n_b, in bits.
  public let bitWidth: Int
  /// Whether every output channel has a range of its own.
  public let isPerChannel: Bool
  /// The smallest threshold.
  public let minimumThreshold: Double
  /// What errors are computed with.
  public let machine: Machine

  /// - Throws: ``QuantizationError`` for a bit width, exponent or smallest threshold that makes no sense, and
  ///   for the percentile method, which is for activations.
  public init(
    method: QuantizationMethod, errorMethod: QuantizationErrorMethod, bitWidth: Int,
    isPerChannel: Bool, minimumThreshold: Double = 0x1p-16, on machine: Machine = Machine()
  ) throws {
    try errorMethod.check(
      method: method, bitWidth: bitWidth, minimumThreshold: minimumThreshold)
    if case .percentile = errorMethod { throw QuantizationError.percentileOfKernel }
    self.method = method
    self.errorMethod = errorMethod
    self.bitWidth = bitWidth
    self.isPerChannel = isPerChannel
    self.minimumThreshold = minimumThreshold
    self.machine = machine
  }

  /// Searches the ranges of a kernel.
  ///
  /// - Complexity: O(candidates · elements): 10 candidates for powers of two; at most 451 (per channel) or
  ///   1201 (per tensor) for the symmetric walk, 641 or 1921 for the uniform one.
  /// - Parameter channelAxis: The axis of the output channels.
  /// - Throws: ``QuantizationError/invalidKernel`` when a value is not finite.
  public func search(_ kernel: Tensor, channelAxis: Int) throws -> WeightsQuantizationParameters {
    guard !kernel.values.isEmpty, kernel.values.allSatisfy(\.isFinite) else {
      throw QuantizationError.invalidKernel
    }
    let rows =
      isPerChannel
      ? KernelRows(
        kernel.channelsLast(axis: channelAxis), channels: kernel.shape[channelAxis], on: machine)
      : KernelRows(kernel.values, channels: 1, on: machine)
    let ranges: [QuantizationRange]
    switch method {
    case .powerOfTwo: ranges = powersOfTwo(rows)
    case .symmetric: ranges = symmetric(rows)
    case .uniform: ranges = uniform(rows)
    }
    return WeightsQuantizationParameters(
      method: method, bitWidth: bitWidth, channelAxis: isPerChannel ? channelAxis : nil,
      ranges: ranges)
  }

  /// What covers every channel: `max(−min, max · 2^(n_b − 1) / (2^(n_b − 1) − 1))`. The factor makes
  /// room at the upper end, where the grid stops one step short. NumPy computes it in float32 for an
  /// array of channels, and in float64 for a single number.
  private func covering(_ rows: KernelRows) -> [Double] {
    let half = Double(1 << (bitWidth - 1))
    let expansion = half / (half - 1)
    return zip(rows.minima, rows.maxima).map { minimum, maximum in
      if isPerChannel {
        let covering: Float = max(-minimum, maximum * Float(expansion))
        return Double(covering)
      }
      return max(-Double(minimum), Double(maximum) * expansion)
    }
  }

  /// How many powers of two are tried: MCT's `n_iter`.
  static let powerOfTwoCandidates = 10

  private func thresholds(_ values: [Double]) -> [QuantizationRange] {
    values.map { .threshold($0, isSigned: true) }
  }

  private func powersOfTwo(_ rows: KernelRows) -> [QuantizationRange] {
    let smallest = covering(rows).map { nextPowerOfTwo(max($0, minimumThreshold)) }
    if errorMethod == .noClipping { return thresholds(smallest) }
    var candidates = smallest.map { 2 * $0 }
    var best = candidates
    var errors = rows.errors(errorMethod, thresholds(best), bitWidth: bitWidth, in: .float32)
    for _ in 1..<WeightsThresholdSearch.powerOfTwoCandidates {
      candidates = candidates.map { $0 / 2 }
      let tried = rows.errors(
        errorMethod, thresholds(candidates), bitWidth: bitWidth, in: .float32)
      for c in tried.indices where tried[c] < errors[c] {
        (best[c], errors[c]) = (candidates[c], tried[c])
      }
    }
    return thresholds(best.map { max($0, minimumThreshold) })
  }

  private func symmetric(_ rows: KernelRows) -> [QuantizationRange] {
    let start = thresholds(covering(rows).map { max($0, minimumThreshold) })
    if errorMethod == .noClipping { return start }
    let startErrors = rows.errors(
      errorMethod, start, bitWidth: bitWidth, in: isPerChannel ? .float32 : .float32Elements)
    let walk = isPerChannel ? GridWalk.symmetricTensorPerChannel : .symmetricTensor
    let best = walk.best(from: start, startErrors: startErrors) { points in
      isPerChannel
        ? rows.errorsOfContenders(errorMethod, points, bitWidth: bitWidth)
        : points.map { rows.errors(errorMethod, $0, bitWidth: bitWidth, in: .float32Elements) }
    }
    return thresholds(best.compactMap(\.threshold).map { max($0, minimumThreshold) })
  }

  private func uniform(_ rows: KernelRows) -> [QuantizationRange] {
    // Not the tight range: the upper end starts at the largest magnitude.
    let start = zip(rows.minima, rows.maxima).map { minimum, maximum in
      QuantizationRange.interval(
        minimum: Double(minimum), maximum: Double(max(-minimum, maximum)))
    }
    if errorMethod == .noClipping { return start.map { including(zeroIn: $0) } }
    let startErrors = rows.errors(errorMethod, start, bitWidth: bitWidth, in: .float32)
    let walk = isPerChannel ? GridWalk.uniformTensorPerChannel : .uniformTensor
    let best = walk.best(from: start, startErrors: startErrors) { points in
      points.map { ranges in
        rows.errors(
          errorMethod, ranges, bitWidth: bitWidth,
          in: isPerChannel ? .float64 : .float32Elements)
      }
    }
    return best.map { including(zeroIn: $0) }
  }

  /// A range that is a single value gets zero as its other end. Without a search, the one range of a
  /// whole tensor is stretched to zero in any case.
  private func including(zeroIn range: QuantizationRange) -> QuantizationRange {
    guard case .interval(let low, let high) = range else { return range }
    guard low == high || (!isPerChannel && errorMethod == .noClipping) else { return range }
    return .interval(minimum: min(low, 0), maximum: max(high, 0))
  }
}
