import Graph
import Tensors

/// The largest code, or the mean of the codes, of every window; the border does not count. The grid stays.
///
/// Widths: a sum has 32 bits and is at most 128 times the pixels of a window; half of that number is added before
/// the division, so halves go away from zero.
///
/// - Source: TensorFlow Lite, `AVERAGE_POOL_2D` and `MAX_POOL_2D` of its reference kernels.
func pool(_ codes: [Int8], shape: Shape, _ pooling: Pooling) -> [Int8] {
  let window = pooling.window
  let (size, before, channels) = (window.output(of: shape), window.zerosBefore(shape), shape[2])
  var result: [Int8] = []
  result.reserveCapacity(size.count * channels)
  for y in 0..<size.height {
    let top = y * window.strides.height - before.height
    let rows = max(top, 0)..<min(top + window.size.height, shape[0])
    for x in 0..<size.width {
      let left = x * window.strides.width - before.width
      let columns = max(left, 0)..<min(left + window.size.width, shape[1])
      for channel in 0..<channels {
        let inside = rows.flatMap { row in
          columns.map { Int32(codes[(row * shape[1] + $0) * channels + channel]) }
        }
        switch pooling.kind {
        case .maximum: result.append(Int8(truncatingIfNeeded: inside.max() ?? -128))
        case .average:
          result.append(Int8(truncatingIfNeeded: roundedMean(inside)))
        }
      }
    }
  }
  return result
}

/// The mean of codes, halves away from zero.
private func roundedMean(_ codes: [Int32]) -> Int32 {
  let (sum, count) = (codes.reduce(0, +), Int32(codes.count))
  return (sum + (sum > 0 ? count / 2 : -(count / 2))) / count
}

/// The picture with a border of the code of zero.
func pad(_ codes: [Int8], shape: Shape, with border: Border, code: Int8) -> [Int8] {
  let channels = shape[2]
  let width = shape[1] + border.left + border.right
  var result = [Int8](
    repeating: code, count: (shape[0] + border.top + border.bottom) * width * channels)
  let row = shape[1] * channels
  for y in 0..<shape[0] {
    let start = ((y + border.top) * width + border.left) * channels
    result.replaceSubrange(start..<start + row, with: codes[y * row..<(y + 1) * row])
  }
  return result
}

/// The picture without its border.
func crop(_ codes: [Int8], shape: Shape, by border: Border) -> [Int8] {
  let channels = shape[2]
  return (border.top..<shape[0] - border.bottom).flatMap { y in
    let row = y * shape[1]
    return codes[(row + border.left) * channels..<(row + shape[1] - border.right) * channels]
  }
}

/// Tensors beside one another along the channels.
func concatenate(_ inputs: [[Int8]], channels: [Int]) -> [Int8] {
  let pixels = inputs[0].count / channels[0]
  return (0..<pixels).flatMap { pixel in
    zip(inputs, channels).flatMap { codes, channels in
      codes[pixel * channels..<(pixel + 1) * channels]
    }
  }
}
