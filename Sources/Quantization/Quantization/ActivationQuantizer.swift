/// Rounds the values of one activation in the finished model.
public protocol ActivationQuantizer: Sendable {
  /// The bit width n_b, in bits.
  var bitWidth: Int { get }
  /// Whether values below zero are on the grid.
  var isSigned: Bool { get }
  /// The arithmetic.
  var fakeQuantizer: FakeQuantizer { get }
}

/// A quantizer whose threshold is a power of two.
///
/// - Source: MCT's `ActivationPOTInferableQuantizer`.
public struct PowerOfTwoActivationQuantizer: ActivationQuantizer, Hashable {
  /// The threshold t, a power of two.
  public let threshold: Double
  /// Whether values below zero are on the grid.
  public let isSigned: Bool
  /// The bit width n_b, in bits.
  public let bitWidth: Int

  /// Creates a quantizer.
  ///
  /// - Throws: ``QuantizationError/notAPowerOfTwo(_:)``.
  public init(threshold: Double, isSigned: Bool, bitWidth: Int) throws {
    guard threshold > 0, threshold.significand == 1 else {
      throw QuantizationError.notAPowerOfTwo(threshold)
    }
    self.threshold = threshold
    self.isSigned = isSigned
    self.bitWidth = bitWidth
  }

  /// The arithmetic.
  public var fakeQuantizer: FakeQuantizer {
    FakeQuantizer(.threshold(threshold, isSigned: isSigned), bitWidth: bitWidth)
  }
}

/// A quantizer with any threshold.
///
/// - Source: MCT's `ActivationSymmetricInferableQuantizer`.
public struct SymmetricActivationQuantizer: ActivationQuantizer, Hashable {
  /// The threshold t.
  public let threshold: Double
  /// Whether values below zero are on the grid.
  public let isSigned: Bool
  /// The bit width n_b, in bits.
  public let bitWidth: Int

  /// Creates a quantizer.
  public init(threshold: Double, isSigned: Bool, bitWidth: Int) {
    self.threshold = threshold
    self.isSigned = isSigned
    self.bitWidth = bitWidth
  }

  /// The arithmetic.
  public var fakeQuantizer: FakeQuantizer {
    FakeQuantizer(.threshold(threshold, isSigned: isSigned), bitWidth: bitWidth)
  }
}

/// A quantizer with any range that contains zero.
///
/// - Source: MCT's `ActivationUniformInferableQuantizer`.
public struct UniformActivationQuantizer: ActivationQuantizer, Hashable {
  /// The lower end of the range.
  public let minimum: Double
  /// The upper end of the range.
  public let maximum: Double
  /// The bit width n_b, in bits.
  public let bitWidth: Int

  /// Creates a quantizer.
  public init(minimum: Double, maximum: Double, bitWidth: Int) {
    self.minimum = minimum
    self.maximum = maximum
    self.bitWidth = bitWidth
  }

  /// Whether values below zero are on the grid.
  public var isSigned: Bool { fakeQuantizer.lower < 0 }

  /// The arithmetic.
  public var fakeQuantizer: FakeQuantizer {
    FakeQuantizer(.interval(minimum: minimum, maximum: maximum), bitWidth: bitWidth)
  }
}

extension ActivationQuantizationParameters {
  /// The quantizer of the finished model.
  ///
  /// - Throws: ``QuantizationError/notAPowerOfTwo(_:)``.
  public func quantizer() throws -> any ActivationQuantizer {
    switch range {
    case .threshold(let threshold, let isSigned):
      method == .powerOfTwo
        ? try PowerOfTwoActivationQuantizer(
          threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
        : SymmetricActivationQuantizer(
          threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
    case .interval(let minimum, let maximum):
      UniformActivationQuantizer(minimum: minimum, maximum: maximum, bitWidth: bitWidth)
    }
  }
}
