import Quantization

/// The values that the codes −128 … 127 of an activation stand for: `value = scale · (code − zeroPoint)`.
///
/// | grid | scale | zero point | as uint8 |
/// |---|---|---|---|
/// | unsigned, threshold t | t / 256 | −128 | 0 |
/// | signed, threshold t | t / 128 | 0 | 128 |
/// | from a to b | (b − a) / 255 | −128 − a / scale | −a / scale |
///
/// Nothing is lost: every value of the fake quantizer's grid has a code.
///
/// ```swift
/// let grid = IntegerGrid(scale: 8.0 / 256, zeroPoint: -128)  // unsigned, t = 8
/// grid.code(of: 6)  // 64
/// grid.value(of: 64)  // 6
/// grid.code(of: 100)  // 127
/// ```
public struct IntegerGrid: Hashable, Sendable {
  /// The distance of neighbouring values.
  public let scale: Float
  /// The code of the value 0.
  public let zeroPoint: Int32

  /// - Precondition: `scale > 0`, and the zero point is a code.
  public init(scale: Float, zeroPoint: Int32) {
    precondition(scale > 0, "the scale \(scale) is not positive")
    precondition((-128...127).contains(zeroPoint), "the zero point \(zeroPoint) is no code")
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The grid of 8 bits up to a threshold: `−t … t − scale` if it is signed, `0 … t − scale` if it is not.
  ///
  /// ```swift
  /// IntegerGrid(threshold: 8, isSigned: false)  // scale 0.03125, zero point −128
  /// ```
  ///
  /// - Precondition: `threshold > 0`.
  public init(threshold: Float, isSigned: Bool) {
    self.init(scale: threshold / (isSigned ? 128 : 256), zeroPoint: isSigned ? 0 : -128)
  }

  /// The grid of an activation's quantizer of 8 bits.
  init(_ quantizer: FakeQuantizer) {
    self.init(scale: quantizer.step, zeroPoint: Int32(quantizer.zeroLevel) - 128)
  }

  /// The value that a code stands for.
  public func value(of code: Int8) -> Float { scale * Float(Int32(code) - zeroPoint) }

  /// The code of the nearest value, as a runtime finds it for the network's input: LiteRT rounds halves away
  /// from zero, ONNX Runtime to even.
  ///
  /// - Precondition: The value is a number.
  public func code(of value: Float, profile: RuntimeProfile = .liteRT) -> Int8 {
    level(of: value, profile: profile).code(in: allCodes)
  }

  /// As ``code(of:profile:)``, but codes that 8 bits do not hold are not moved to the nearest end.
  func level(of value: Float, profile: RuntimeProfile = .onnxRuntime) -> Int32 {
    let steps = min(max(value / scale, -512), 512)
    return Int32(steps.rounded(profile.roundingRule)) + zeroPoint
  }

  /// The largest distance of a code from the zero point: at most 255.
  public var largestMagnitude: Int32 { max(zeroPoint + 128, 127 - zeroPoint) }

  /// The codes that a ReLU leaves as they are.
  ///
  /// - Parameter maximum: The ReLU's upper end, infinite when it has none.
  public func codes(
    upTo maximum: Float, profile: RuntimeProfile = .liteRT
  ) -> ClosedRange<Int32> {
    zeroPoint...max(zeroPoint, min(127, level(of: maximum, profile: profile)))
  }
}

extension IntegerGrid {
  /// The codes that may leave a layer: all, or those that the ReLU behind it lets pass.
  func codes(behind reLUMaximum: Float?, profile: RuntimeProfile) -> ClosedRange<Int32> {
    reLUMaximum.map { codes(upTo: $0, profile: profile) } ?? allCodes
  }
}

extension RuntimeProfile {
  /// Where a value in the middle between two codes goes.
  fileprivate var roundingRule: FloatingPointRoundingRule {
    switch self {
    case .liteRT: .toNearestOrAwayFromZero
    case .onnxRuntime: .toNearestOrEven
    }
  }
}

/// All codes of 8 bits.
let allCodes: ClosedRange<Int32> = -128...127

extension Int32 {
  /// The number, or the end of the range that it lies beyond, as a code.
  func code(in range: ClosedRange<Int32>) -> Int8 {
    Int8(truncatingIfNeeded: Swift.min(Swift.max(self, range.lowerBound), range.upperBound))
  }
}
