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

  /// Puts a border around an image.
  static func pad(
    _ values: UnsafePointer<Float>, _ input: ExecutionPlan.Extent,
    into result: UnsafeMutablePointer<Float>, _ output: ExecutionPlan.Extent, border: Border
  ) {
    result.update(repeating: border.value, count: output.count)
    for row in 0..<input.rows {
      (result + (row + border.top) * output.rowCount + border.left * output.channels)
        .update(from: values + row * input.rowCount, count: input.rowCount)
    }
  }

  /// Leaves the border of an image out.
  static func crop(
    _ values: UnsafePointer<Float>, _ input: ExecutionPlan.Extent,
    into result: UnsafeMutablePointer<Float>, _ output: ExecutionPlan.Extent, border: Border
  ) {
    for row in 0..<output.rows {
      (result + row * output.rowCount).update(
        from: values + (row + border.top) * input.rowCount + border.left * input.channels,
        count: output.rowCount)
    }
  }

  /// The largest value over the pixels, per channel.
  static func maximum(
    _ values: UnsafePointer<Float>, _ extent: ExecutionPlan.Extent,
    into result: UnsafeMutablePointer<Float>
  ) {
    let channels = extent.channels
    result.update(from: values, count: channels)
    for p in 1..<max(extent.count / channels, 1) {
      for c in 0..<channels { result[c] = max(result[c], values[p * channels + c]) }
    }
  }

  /// Puts the channels of several tensors beside one another.
  static func concatenate(
    _ tensors: [UnsafePointer<Float>], _ extents: [ExecutionPlan.Extent],
    into result: UnsafeMutablePointer<Float>, _ output: ExecutionPlan.Extent
  ) {
    var first = 0
    for (tensor, extent) in zip(tensors, extents) {
      for pixel in 0..<output.count / output.channels {
        (result + pixel * output.channels + first).update(
          from: tensor + pixel * extent.channels, count: extent.channels)
      }
      first += extent.channels
    }
  }

  /// Adds several tensors up, in their order.
  static func sum(
    _ tensors: [UnsafePointer<Float>], into result: UnsafeMutablePointer<Float>, count: Int
  ) {
    result.update(from: tensors[0], count: count)
    for tensor in tensors.dropFirst() {
      for index in 0..<count { result[index] += tensor[index] }
    }
  }
}
