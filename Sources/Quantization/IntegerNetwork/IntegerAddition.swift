/// The sum of two tensors that lie on grids of their own.
///
/// LiteRT brings both to a common scale `2 · max(s_a, s_b) / 2²⁰`, adds, and requantizes the sum:
///
/// | number | width | bound |
/// |---|---|---|
/// | (q − z) · 2²⁰ | 29 bits | 255 · 2²⁰ < 2²⁸ |
/// | the same times s / (2 · max) ≤ ½ | 28 bits | 2²⁷ |
/// | sum | 29 bits | 2²⁸ |
///
/// With powers of two as thresholds both multipliers are powers of two, and all but the last step is exact.
///
/// ONNX Runtime adds `q · s / s_y` of both in float32 to what the zero points make together, and rounds the sum, halves
/// to even. The sums here are fused with their products, as in its kernels for x86 with AVX2; others give another
/// code where a sum lies within a rounding error of a half. With powers of two all of this is exact.
///
/// - Source: TensorFlow Lite, `reference_integer_ops::Add`; ONNX Runtime, `MlasQLinearAddU8KernelAvx2`.
public struct IntegerAddition: Hashable, Sendable {
  /// The grids of the two inputs.
  public let inputs: [IntegerGrid]
  /// The output's grid.
  public let output: IntegerGrid
  /// The upper end of a ReLU behind the sum, infinite when it has none; `nil` without a ReLU.
  public let reLUMaximum: Float?
  /// The codes that may leave.
  public let outputCodes: ClosedRange<Int32>
  /// Whose rules.
  public let profile: RuntimeProfile

  /// LiteRT gives every code 20 more bits before it adds.
  static let leftShift = 20

  private var multipliers: (inputs: [FixedPointMultiplier], output: FixedPointMultiplier) {
    let twice = 2 * Double(max(inputs[0].scale, inputs[1].scale))
    let step = Double(1 << IntegerAddition.leftShift) * Double(output.scale)
    return (
      inputs.map { FixedPointMultiplier(Double($0.scale) / twice) },
      FixedPointMultiplier(twice / step)
    )
  }

  /// Codes of the sums of codes.
  ///
  /// - Precondition: Both inputs have as many codes.
  public func callAsFunction(_ a: [Int8], _ b: [Int8]) -> [Int8] {
    switch profile {
    case .liteRT:
      let (factors, last) = multipliers
      return zip(a, b).map { a, b in
        let first = (Int32(a) - inputs[0].zeroPoint) << Int32(IntegerAddition.leftShift)
        let second = (Int32(b) - inputs[1].zeroPoint) << Int32(IntegerAddition.leftShift)
        let sum = last(factors[0](first) + factors[1](second))
        return (sum + output.zeroPoint).code(in: outputCodes)
      }
    case .onnxRuntime:
      return inFloats(a, b)
    }
  }

  /// ONNX Runtime's codes are 0 … 255.
  private func inFloats(_ a: [Int8], _ b: [Int8]) -> [Int8] {
    let zeros = (inputs + [output]).map { Float($0.zeroPoint + 128) }
    let factors = inputs.map { $0.scale / output.scale }
    let start = zeros[2] - (factors[0] * zeros[0] + factors[1] * zeros[1])
    return zip(a, b).map { a, b in
      let second = start.addingProduct(Float(Int32(b) + 128), factors[1])
      let sum = second.addingProduct(Float(Int32(a) + 128), factors[0])
      let level = min(max(sum, -512), 512).rounded(.toNearestOrEven)
      return (Int32(level) - 128).code(in: outputCodes)
    }
  }

  /// Whether the last multiplier is below one, as LiteRT demands.
  var isWithinBounds: Bool { multipliers.output.exponent <= 0 }
}
