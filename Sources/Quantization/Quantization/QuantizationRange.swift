/// What a search chooses: one threshold, or both ends of a range.
///
/// ```swift
/// let range = QuantizationRange.interval(minimum: -1, maximum: 3)
/// range.magnitude  // 3
/// range.isSigned  // true
/// range.threshold  // nil
/// ```
public enum QuantizationRange: Sendable, Hashable {
  /// The grid `[−t, t − Δ]` if signed, `[0, t − Δ]` if not.
  case threshold(Double, isSigned: Bool)
  /// The grid over `[minimum, maximum]`, moved so that zero is on it.
  case interval(minimum: Double, maximum: Double)

  /// The threshold, or `nil` for an interval.
  public var threshold: Double? {
    if case .threshold(let threshold, _) = self { threshold } else { nil }
  }

  /// Whether values below zero are on the grid.
  public var isSigned: Bool {
    switch self {
    case .threshold(_, let isSigned): isSigned
    case .interval(let minimum, _): minimum < 0
    }
  }

  /// The largest magnitude that the range is made for.
  public var magnitude: Double {
    switch self {
    case .threshold(let threshold, _): threshold
    case .interval(let minimum, let maximum): max(abs(minimum), abs(maximum))
    }
  }
}

/// Everything that defines the quantizer of one activation.
///
/// ```swift
/// let parameters = ActivationQuantizationParameters(
///   method: .powerOfTwo, bitWidth: 2, range: .threshold(4, isSigned: false))
/// parameters.grid.values  // [0, 1, 2, 3]
/// try parameters.quantizer().fakeQuantizer(1.5)  // 2
/// ```
public struct ActivationQuantizationParameters: Sendable, Hashable {
  /// The family of grids.
  public let method: QuantizationMethod
  /// The bit width n_b, in bits.
  public let bitWidth: Int
  /// The threshold or range.
  public let range: QuantizationRange

  public init(method: QuantizationMethod, bitWidth: Int, range: QuantizationRange) {
    self.method = method
    self.bitWidth = bitWidth
    self.range = range
  }

  /// The grid that the search used.
  public var grid: UniformGrid { UniformGrid(range, bitWidth: bitWidth) }
}
