/// The family of grids that a quantizer may choose from.
///
/// | method | grid | what is chosen |
/// |---|---|---|
/// | `powerOfTwo` | `[−t, t − Δ]` signed, `[0, t − Δ]` unsigned | t among powers of two: rescaling is a shift |
/// | `symmetric` | the same | any t > 0 |
/// | `uniform` | `[a, b]` with 0 on the grid | both ends; others call this asymmetric or affine |
///
/// Δ is the step, `t / 2^(n_b − 1)` signed and `t / 2^n_b` unsigned.
///
/// - Source: MCT's `QuantizationMethod`.
/// - Explained in: chapters 0 and 3.
public enum QuantizationMethod: String, Sendable, Hashable, CaseIterable, Codable {
  /// Thresholds that are powers of two.
  case powerOfTwo
  /// Any threshold, the grid centred on zero.
  case symmetric
  /// Any range that contains zero.
  case uniform

  /// MCT's name, such as `POWER_OF_TWO`.
  public var mctName: String {
    switch self {
    case .powerOfTwo: "POWER_OF_TWO"
    case .symmetric: "SYMMETRIC"
    case .uniform: "UNIFORM"
    }
  }
}
