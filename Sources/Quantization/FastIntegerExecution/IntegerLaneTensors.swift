import IntegerLoops
import Graph
import IntegerNetwork
import Tensors
import VectorLoops

/// Work without a kernel.
extension IntegerLane {
  /// A row of the padded picture.
  func pad(
    _ step: IntegerStep, row: Int, _ border: Border, _ zero: UInt8,
    _ source: UnsafePointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>
  ) {
    let (input, output) = (step.inputs[0], step.output)
    let out = to + row * output[1] * output[2]
    out.update(repeating: zero, count: output[1] * output[2])
    let from = row - border.top
    guard (0..<input[0]).contains(from) else { return }
    (out + border.left * input[2]).update(
      from: source + from * input[1] * input[2], count: input[1] * input[2])
  }

  /// A row of means over windows; the border does not count.
  func averageRow(
    _ row: Int, _ geometry: WindowGeometry, _ mean: IntegerWindowMean,
    _ source: UnsafePointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>
  ) {
    let channels = geometry.channels
    let top = row * geometry.stride_y - geometry.pad_top
    let rows = max(top, 0)..<min(top + geometry.kernel_height, geometry.height)
    let values = (0...255).map { mean.input.value(of: Int8(byte: $0)) }
    var (codes, sums) = (
      [Int32](repeating: 0, count: channels), [Float](repeating: 0, count: channels)
    )
    for x in 0..<geometry.output_width {
      let left = x * geometry.stride_x - geometry.pad_left
      let columns = max(left, 0)..<min(left + geometry.kernel_width, geometry.width)
      let out = to + (row * geometry.output_width + x) * channels
      let count = rows.count * columns.count
      for channel in 0..<channels { (codes[channel], sums[channel]) = (Int32(count) * -128, 0) }
      for y in rows {
        let pixels = source + (y * geometry.width + columns.lowerBound) * channels
        switch mean.profile {
        case .liteRT: integer_sum_channels(pixels, columns.count, channels, &codes)
        case .onnxRuntime:
          // Pixel by pixel: in floats the order counts.
          for place in 0..<columns.count * channels {
            sums[place % channels] += values[Int(pixels[place])]
          }
        }
      }
      for channel in 0..<channels {
        let code =
          switch mean.profile {
          case .liteRT: mean.code(ofCodes: codes[channel], count: count)
          case .onnxRuntime: mean.code(ofValues: sums[channel], count: count)
          }
        out[channel] = UInt8(code)
      }
    }
  }

  /// The mean over height and width.
  func mean(
    _ input: Shape, _ mean: IntegerMean, _ source: UnsafePointer<UInt8>,
    _ to: UnsafeMutablePointer<UInt8>
  ) {
    let (pixels, channels) = (input[0] * input[1], input[2])
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: channels) { sums in
      guard let base = sums.baseAddress else { return }
      base.initialize(repeating: -Int32(pixels) * (mean.inputZeroPoint + 128), count: channels)
      integer_sum_channels(source, pixels, channels, base)
      for channel in 0..<channels { to[channel] = UInt8(mean.code(of: sums[channel])) }
    }
  }

  /// A row of tensors beside one another.
  func concatenate(
    _ step: IntegerStep, row: Int, _ tables: [Bytes?], _ sources: [UnsafePointer<UInt8>],
    _ to: UnsafeMutablePointer<UInt8>
  ) {
    let (width, channels) = (step.output[1], step.output[2])
    var first = 0
    for (place, source) in sources.enumerated() {
      let own = step.inputs[place][2]
      for pixel in row * width..<(row + 1) * width {
        let (from, to) = (source + pixel * own, to + pixel * channels + first)
        if let table = tables[place] {
          integer_look_up(from, own, table.pointer, to)
        } else {
          to.update(from: from, count: own)
        }
      }
      first += own
    }
  }
}
