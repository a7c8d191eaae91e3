import Quantization

/// What the user wants for the quantizer of one output, instead of what holds for all.
///
/// ```swift
/// var config = QuantizationConfig()
/// config.overrides["block_3_add"] = ActivationOverride(errorMethod: .mae, bitWidth: 6)
/// config.overrides["Conv1_relu"] = ActivationOverride(threshold: 4)
/// ```
///
/// What is `nil` stays as it is for the others. A threshold or an interval takes the place of the search.
///
/// - Explained in: chapter 8.
public struct ActivationOverride: Sendable, Hashable {
  /// How the threshold is judged.
  public var errorMethod: QuantizationErrorMethod?
  /// The family of grids.
  public var quantizationMethod: QuantizationMethod?
  /// The bit width, in bits.
  public var bitWidth: Int?
  /// The threshold t, in activation units. On a uniform grid it stands for `[−t, t]`, or `[0, t]` where no value can be
  /// negative.
  public var threshold: Double?
  /// The ends of a uniform grid, in activation units.
  public var interval: ClosedRange<Double>?

  public init(
    errorMethod: QuantizationErrorMethod? = nil, quantizationMethod: QuantizationMethod? = nil,
    bitWidth: Int? = nil, threshold: Double? = nil, interval: ClosedRange<Double>? = nil
  ) {
    self.errorMethod = errorMethod
    self.quantizationMethod = quantizationMethod
    self.bitWidth = bitWidth
    self.threshold = threshold
    self.interval = interval
  }

  /// The range that the user chose, or `nil` where it is searched.
  ///
  /// - Parameters:
  ///   - isSigned: Whether values can be negative.
  ///   - node: Whose output it is, for the error.
  /// - Throws: ``QuantizationRequestError/impossibleOverride(node:reason:)``.
  func range(
    on method: QuantizationMethod, isSigned: Bool, node: String
  ) throws -> QuantizationRange? {
    func impossible(_ reason: String) -> QuantizationRequestError {
      .impossibleOverride(node: node, reason: reason)
    }
    if let interval {
      guard method == .uniform else {
        throw impossible(
          "an interval is for a uniform grid, and this one is \(method.rawValue); say uniform as well"
        )
      }
      guard interval.lowerBound <= 0, interval.upperBound >= 0,
        interval.lowerBound < interval.upperBound, interval.lowerBound.isFinite,
        interval.upperBound.isFinite
      else { throw impossible("the interval must hold 0 and more than one number") }
      guard interval.lowerBound >= -0x1p100, interval.upperBound <= 0x1p100,
        interval.upperBound - interval.lowerBound >= 0x1p-30
      else {
        throw impossible(
          "the interval is \(interval.lowerBound)..\(interval.upperBound), but must lie between -2^100 and 2^100 and "
            + "be at least 2^-30 wide")
      }
      return .interval(minimum: interval.lowerBound, maximum: interval.upperBound)
    }
    guard let threshold else { return nil }
    guard threshold >= 0x1p-30, threshold <= 0x1p100 else {
      throw impossible(
        "the threshold is \(threshold), but must be positive, and between 2^-30 and 2^100")
    }
    switch method {
    case .powerOfTwo:
      guard threshold.significand == 1 else {
        let below = threshold.binade
        throw impossible(
          "\(threshold) is no power of two; take \(below) or \(2 * below), or say symmetric as well"
        )
      }
      return .threshold(threshold, isSigned: isSigned)
    case .symmetric: return .threshold(threshold, isSigned: isSigned)
    case .uniform: return .interval(minimum: isSigned ? -threshold : 0, maximum: threshold)
    }
  }
}
