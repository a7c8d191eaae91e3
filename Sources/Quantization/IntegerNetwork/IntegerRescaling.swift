/// Codes of one grid as codes of another: `q_y = clamp(z_y + R(q_x − z_x))`, with `R(a) ≈ a · s_x / s_y`.
///
/// A ReLU that stands alone is one with fewer codes.
///
/// Widths: `q_x − z_x` has 9 bits and a sign; `R` sees 32 bits. ONNX Runtime has no `R`: it computes the value and
/// finds its code.
///
/// - Source: TensorFlow Lite, `reference_ops::Requantize`; ONNX, `DequantizeLinear` and `QuantizeLinear`.
public struct IntegerRescaling: Hashable, Sendable {
  /// The input's grid.
  public let input: IntegerGrid
  /// R
  public let requantization: Requantization
  /// The output's grid.
  public let output: IntegerGrid
  /// The upper end of the ReLU, infinite when it has none; `nil` when there is no ReLU.
  public let reLUMaximum: Float?
  /// The codes that may leave.
  public let outputCodes: ClosedRange<Int32>
  private let profile: RuntimeProfile

  /// - Parameter reLUMaximum: The upper end of a ReLU, infinite when it has none; `nil` without a ReLU.
  public init(
    from input: IntegerGrid, to output: IntegerGrid, reLUMaximum: Float? = nil,
    profile: RuntimeProfile
  ) {
    self.input = input
    // LiteRT divides in float32 for a ReLU and in float64 for everything else.
    let factor =
      reLUMaximum == nil
      ? Double(input.scale) / Double(output.scale) : Double(input.scale / output.scale)
    requantization = Requantization(factor, for: profile)
    self.output = output
    self.profile = profile
    self.reLUMaximum = reLUMaximum
    outputCodes = output.codes(behind: reLUMaximum, profile: profile)
  }

  /// The same values on the other grid.
  public func callAsFunction(_ codes: [Int8]) -> [Int8] {
    codes.map { code in
      let level =
        switch profile {
        case .liteRT: requantization(Int32(code) - input.zeroPoint) + output.zeroPoint
        case .onnxRuntime: output.level(of: input.value(of: code))
        }
      return level.code(in: outputCodes)
    }
  }
}
