/// Whose rules the integer network follows where a result does not come out even.
///
/// | profile | requantization | kernel codes | a file for it |
/// |---|---|---|---|
/// | `liteRT` | Q31 multiplier and shift, two roundings | −127 … 127 | TensorFlow Lite |
/// | `onnxRuntime` | one product in float32, halves to even | −128 … 127 | ONNX |
///
/// - Source: TensorFlow Lite's 8-bit quantization specification and its reference kernels; ONNX's `QLinearConv`.
public enum RuntimeProfile: String, CaseIterable, Sendable {
  /// LiteRT, formerly TensorFlow Lite: what its reference kernels compute.
  case liteRT
  /// ONNX Runtime, by the definition of its `QLinear` operations; not yet held against the runtime itself.
  case onnxRuntime

  /// The smallest code that a kernel may hold.
  ///
  /// TensorFlow Lite forbids −128: without it, two products fit into 16 bits.
  public var smallestKernelCode: Int32 {
    switch self {
    case .liteRT: -127
    case .onnxRuntime: -128
    }
  }
}
