/// Whose rules the integer network follows where a result does not come out even.
///
/// | profile | requantization | kernel codes | moved codes | a file for it |
/// |---|---|---|---|---|
/// | `liteRT` | Q31 multiplier and shift, two roundings | −127 … 127 | stay on their grid | TensorFlow Lite |
/// | `onnxRuntime` | one product in float32, halves to even | −128 … 127 | may come onto another | ONNX |
///
/// - Source: TensorFlow Lite's 8-bit quantization specification and its reference kernels; ONNX Runtime's kernels for
///   x86, as measured with ONNX Runtime 1.32.
public enum RuntimeProfile: String, CaseIterable, Sendable {
  /// LiteRT, formerly TensorFlow Lite: what its reference kernels compute.
  case liteRT
  /// ONNX Runtime: what it computes where it fuses the operations between two grids.
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

  /// Whether padding, pooling, reshaping and concatenation need one grid for what goes in and what comes out, so that
  /// the change to another is a step of its own.
  var movesCodesOnOneGrid: Bool { self == .liteRT }
}
