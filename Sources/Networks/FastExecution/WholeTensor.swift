import Graph
import Tensors

/// The operations that need a whole tensor.
enum WholeTensor {
  /// The mean over the pixels, per channel: one float32 sum after the other, then one division, which is
  /// TensorFlow's order.
  static func average(
    _ values: UnsafePointer<Float>, _ extent: ExecutionPlan.Extent,
    into result: UnsafeMutablePointer<Float>
  ) {
    let channels = extent.channels
    let pixels = extent.count / channels
    result.update(repeating: 0, count: channels)
    for p in 0..<pixels {
      let pixel = values + p * channels
      for c in 0..<channels { result[c] += pixel[c] }
    }
    for c in 0..<channels { result[c] /= Float(pixels) }
  }

  /// Puts zeros around an image.
  static func pad(
    _ values: UnsafePointer<Float>, _ input: ExecutionPlan.Extent,
    into result: UnsafeMutablePointer<Float>, _ output: ExecutionPlan.Extent, zeros: ZeroPadding
  ) {
    result.update(repeating: 0, count: output.count)
    for row in 0..<input.rows {
      (result + (row + zeros.top) * output.rowCount + zeros.left * output.channels)
        .update(from: values + row * input.rowCount, count: input.rowCount)
    }
  }
}
