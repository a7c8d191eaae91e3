import Graph
import Tensors

/// The largest code, or the mean of the codes, of every window; the border does not count.
///
/// - Parameter mean: The mean of a window's codes.
func pool(
  _ codes: [Int8], shape: Shape, _ pooling: Pooling, mean: IntegerWindowMean
) -> [Int8] {
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
          columns.map { codes[(row * shape[1] + $0) * channels + channel] }
        }
        switch pooling.kind {
        case .maximum: result.append(inside.max() ?? -128)
        case .average: result.append(mean(inside))
        }
      }
    }
  }
  return result
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
  var codes: [Int8] = []
  codes.reserveCapacity(pixels * channels.reduce(0, +))
  for pixel in 0..<pixels {
    for (input, count) in zip(inputs, channels) {
      codes += input[pixel * count..<(pixel + 1) * count]
    }
  }
  return codes
}
