/// Codes of one grid as codes of another: `q_y = clamp(z_y + R(q_x − z_x))`, with `R(a) ≈ a · s_x / s_y`.
///
/// A ReLU that stands alone is one with fewer codes.
///
/// Widths: `q_x − z_x` has 9 bits and a sign; `R` sees 32 bits.
///
/// - Source: TensorFlow Lite, `reference_ops::Requantize`.
public struct IntegerRescaling: Hashable, Sendable {
  /// z_x
  public let inputZeroPoint: Int32
  /// R
  public let requantization: Requantization
  /// z_y
  public let outputZeroPoint: Int32
  /// The upper end of the ReLU, infinite when it has none; `nil` when there is no ReLU.
  public let reLUMaximum: Float?
  /// The codes that may leave.
  public let outputCodes: ClosedRange<Int32>

  init(
    from input: IntegerGrid, to output: IntegerGrid, reLUMaximum: Float? = nil,
    profile: RuntimeProfile
  ) {
    inputZeroPoint = input.zeroPoint
    // LiteRT divides in float32 for a ReLU and in float64 for everything else.
    let factor =
      reLUMaximum == nil
      ? Double(input.scale) / Double(output.scale) : Double(input.scale / output.scale)
    requantization = Requantization(factor, for: profile)
    outputZeroPoint = output.zeroPoint
    self.reLUMaximum = reLUMaximum
    outputCodes = reLUMaximum.map(output.codes) ?? allCodes
  }

  /// The same values on the other grid.
  public func callAsFunction(_ codes: [Int8]) -> [Int8] {
    codes.map {
      (requantization(Int32($0) - inputZeroPoint) + outputZeroPoint).code(in: outputCodes)
    }
  }
}
