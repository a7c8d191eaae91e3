/// From a sum of products to codes of the output: multiplied by `M = s_x · s_w / s_y` and rounded.
public enum Requantization: Hashable, Sendable {
  /// LiteRT: a 31-bit multiplier and a shift.
  case fixedPoint(FixedPointMultiplier)
  /// ONNX Runtime: a product in float32, rounded once, halves to even.
  case float(Float)

  /// The factor in the form that a runtime uses.
  ///
  /// - Precondition: `0 ≤ factor < 2³⁰`.
  public init(_ factor: Double, for profile: RuntimeProfile) {
    switch profile {
    case .liteRT: self = .fixedPoint(FixedPointMultiplier(factor))
    case .onnxRuntime: self = .float(Float(factor))
    }
  }

  /// The factor `s_x · s_w / s_y`, in the numbers in which a runtime computes it: LiteRT in float64, ONNX Runtime
  /// in float32, from left to right.
  ///
  /// - Precondition: `0 ≤ s_x · s_w / s_y < 2³⁰`.
  init(from input: Float, kernel: Float, to output: Float, for profile: RuntimeProfile) {
    switch profile {
    case .liteRT: self.init(Double(input) * Double(kernel) / Double(output), for: profile)
    case .onnxRuntime: self = .float(input * kernel / output)
    }
  }

  /// The accumulator in steps of the output, its zero point not yet added.
  ///
  /// Widths: 32 bits in and out. In float32 an accumulator above 2²⁴ is rounded before it is multiplied; what is
  /// farther from zero than any code is cut off at 2²⁰.
  public func callAsFunction(_ accumulator: Int32) -> Int32 {
    switch self {
    case .fixedPoint(let multiplier):
      return multiplier(accumulator)
    case .float(let factor):
      let product = Float(accumulator) * factor
      return Int32(min(max(product, -0x1p20), 0x1p20).rounded(.toNearestOrEven))
    }
  }

  /// The largest magnitude of an accumulator that cannot overflow.
  public var largestAccumulator: Int64 {
    switch self {
    case .fixedPoint(let multiplier): multiplier.largestOperand
    case .float: Int64(Int32.max)
    }
  }
}
