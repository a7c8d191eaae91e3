/// The mean of the codes of a window, on another grid where the runtime allows it.
///
/// LiteRT divides their sum, halves away from zero. Widths: the sum has 32 bits and is at most 128 times the
/// pixels of a window. ONNX Runtime divides the sum of the values in float32, added up in the order of the window's
/// pixels, and rounds when the zero point of the codes 0 … 255 is added: halves go to the even one of these.
///
/// - Source: TensorFlow Lite, `AVERAGE_POOL_2D` of its reference kernels; ONNX Runtime, `QLinearAveragePool`.
public struct IntegerWindowMean: Hashable, Sendable {
  /// The grid of what is added up.
  public let input: IntegerGrid
  /// The grid of the mean.
  public let output: IntegerGrid
  /// Whose rules.
  public let profile: RuntimeProfile

  public init(from input: IntegerGrid, to output: IntegerGrid, profile: RuntimeProfile) {
    self.input = input
    self.output = output
    self.profile = profile
  }

  /// The code of the mean of codes.
  public func callAsFunction(_ codes: [Int8]) -> Int8 {
    switch profile {
    case .liteRT: code(ofCodes: codes.reduce(0) { $0 + Int32($1) }, count: codes.count)
    case .onnxRuntime:
      code(ofValues: codes.reduce(0) { $0 + input.value(of: $1) }, count: codes.count)
    }
  }

  /// LiteRT's code of the mean of so many codes with a sum.
  public func code(ofCodes sum: Int32, count: Int) -> Int8 {
    let count = Int32(count)
    return Int8(truncatingIfNeeded: (sum + (sum > 0 ? count / 2 : -(count / 2))) / count)
  }

  /// ONNX Runtime's code of the mean of so many values with a sum.
  public func code(ofValues sum: Float, count: Int) -> Int8 {
    let steps = min(max(sum / Float(count) / output.scale, -512), 512)
    let level = steps + Float(output.zeroPoint + 128)
    return (Int32(level.rounded(.toNearestOrEven)) - 128).code(in: allCodes)
  }
}
