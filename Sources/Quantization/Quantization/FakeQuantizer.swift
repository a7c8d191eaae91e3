/// The quantizer of the finished model, in float32 and rounding halves up.
///
/// `y = ⌊(clamp(x, lower, upper) − lower) / step − zeroLevel + ½⌋ · step`
///
/// The range is first nudged so that zero is on the grid exactly.
///
/// ```swift
/// let quantizer = FakeQuantizer(minimum: -1, maximum: 2, bitWidth: 2)
/// [-9, -0.5, 0.5, 1.4, 9].map { quantizer($0) }  // [-1, 0, 1, 1, 2]
/// ```
///
/// - Source: TensorFlow's `fake_quant_with_min_max_vars`, which agrees in every bit.
/// - Explained in: chapter 6.
public struct FakeQuantizer: Sendable, Hashable {
  /// The smallest value on the grid.
  public let lower: Float
  /// The largest value on the grid.
  public let upper: Float
  /// The distance of neighbouring values.
  public let step: Float
  /// The level of zero, counted from `lower`.
  public let zeroLevel: Float
  /// What a value is multiplied by in place of the division, if it is.
  private let inverseStep: Float?

  /// The grid over `[minimum, maximum]`.
  ///
  /// - Parameter isPerChannel: TensorFlow's operation with one range per channel multiplies by
  ///   `levels / (maximum − minimum)`, the one with a single range divides by the step. Values that lie
  ///   within a rounding error of a half end on different levels.
  public init(minimum: Float, maximum: Float, bitWidth: Int, isPerChannel: Bool = false) {
    let levels = Float((1 << bitWidth) - 1)
    let step = (maximum - minimum) / levels
    let zero = -minimum / step
    let level = min(max(zero, 0), levels)
    let nudged = level == zero ? (zero + 0.5).rounded(.down) : level
    self.step = step
    lower = -nudged * step
    upper = (levels - nudged) * step
    zeroLevel = (-lower / step + 0.5).rounded(.down)
    inverseStep = isPerChannel ? levels / (maximum - minimum) : nil
  }

  /// The value on the grid that stands for `x`.
  public func callAsFunction(_ x: Float) -> Float {
    let shifted = min(max(x, lower), upper) - lower
    let level = if let inverseStep { shifted * inverseStep } else { shifted / step }
    return (level - zeroLevel + 0.5).rounded(.down) * step
  }
}

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
    SymmetricActivationQuantizer(threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
      .fakeQuantizer
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
    let step = threshold / Double(1 << (bitWidth - (isSigned ? 1 : 0)))
    return FakeQuantizer(
      minimum: isSigned ? Float(-threshold) : 0, maximum: Float(threshold - step),
      bitWidth: bitWidth)
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
    let grid = UniformGrid(lower: minimum, upper: maximum, bitWidth: bitWidth)
    return FakeQuantizer(
      minimum: Float(min(grid.lower, 0)), maximum: Float(max(grid.upper, 0)), bitWidth: bitWidth)
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
