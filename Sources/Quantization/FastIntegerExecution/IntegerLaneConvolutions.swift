import IntegerLoops
import VectorLoops

extension IntegerLane {
  /// This member's share of a convolution.
  func convolve(
    _ convolution: PackedConvolution, _ source: UnsafePointer<UInt8>,
    _ to: UnsafeMutablePointer<UInt8>
  ) {
    switch convolution.kind {
    case .product: multiply(convolution, source, to)
    case .windows:
      member.share(convolution.geometry.output_height, parts: 2) { rows in
        for row in rows { multiplyWindows(convolution, row: row, source, to) }
      }
    case .depthwise, .anyDepthwise:
      member.share(convolution.geometry.output_height, parts: 2) { rows in
        for row in rows { convolveDepthwise(convolution, row: row, source, to) }
      }
    }
  }

  /// Every pixel's inputs times the kernel: members share pixels, or channels where there are few pixels.
  private func multiply(
    _ convolution: PackedConvolution, _ source: UnsafePointer<UInt8>,
    _ to: UnsafeMutablePointer<UInt8>
  ) {
    let (loops, part) = (loops.pointee, convolution.parts[0])
    let (inputs, outputs) = (convolution.windowCount, convolution.outputs)
    let pixels = convolution.geometry.output_height * convolution.geometry.output_width
    var requantizer = part.requantizer.loops
    if pixels >= 4 * loops.tile_rows * member.team.size {
      member.share(pixels, parts: 2, block: loops.tile_rows) { range in
        loops.multiply(
          source + range.lowerBound * inputs, range.count, inputs, part.kernel.pointer, outputs, 0,
          outputs, scratch.loops.pointer, to + range.lowerBound * outputs, &requantizer)
      }
    } else {
      member.share(outputs, parts: 2, block: loops.panel_width) { range in
        loops.multiply(
          source, pixels, inputs, part.kernel.pointer, outputs, range.lowerBound,
          range.upperBound, scratch.loops.pointer, to, &requantizer)
      }
    }
  }

  private func multiplyWindows(
    _ convolution: PackedConvolution, row: Int, _ source: UnsafePointer<UInt8>,
    _ to: UnsafeMutablePointer<UInt8>
  ) {
    var geometry = convolution.geometry
    point(to: row, geometry, source, outside: nil)
    let (width, outputs) = (geometry.output_width, convolution.outputs)
    let channels = geometry.output_channels
    let isWhole = convolution.parts.count == 1
    for start in stride(from: 0, to: width, by: convolution.columns) {
      let columns = min(convolution.columns, width - start)
      // The same row, seen from its column `start`.
      geometry.pad_left = convolution.geometry.pad_left - start * geometry.stride_x
      geometry.output_width = columns
      let out = to + (row * width + start) * channels
      // Of several groups each one's outputs are computed beside its windows, and then dealt out.
      let own = scratch.windows.pointer + columns * convolution.windowCount + 128
      for (group, part) in convolution.parts.enumerated() {
        integer_windows(scratch.rows, &geometry, group, convolution.zero, scratch.windows.pointer)
        var requantizer = part.requantizer.loops
        loops.pointee.multiply(
          scratch.windows.pointer, columns, convolution.windowCount, part.kernel.pointer, outputs,
          0, outputs, scratch.loops.pointer, isWhole ? out : own, &requantizer)
        guard !isWhole else { break }
        for x in 0..<columns {
          (out + x * channels + group * outputs).update(from: own + x * outputs, count: outputs)
        }
      }
    }
  }

  private func convolveDepthwise(
    _ convolution: PackedConvolution, row: Int, _ source: UnsafePointer<UInt8>,
    _ to: UnsafeMutablePointer<UInt8>
  ) {
    var geometry = convolution.geometry
    let part = convolution.parts[0]
    var requantizer = part.requantizer.loops
    let out = to + row * geometry.output_width * geometry.output_channels
    if convolution.kind == .depthwise {
      let border = scratch.border.pointer
      border.update(repeating: convolution.zero, count: geometry.width * geometry.channels)
      point(to: row, geometry, source, outside: border)
      loops.pointee.convolve_depthwise(
        scratch.rows, &geometry, part.kernel.pointer, convolution.zero, out, &requantizer)
    } else {
      point(to: row, geometry, source, outside: nil)
      part.kernel.pointer.withMemoryRebound(to: Int8.self, capacity: part.kernel.count) {
        integer_convolve_depthwise_any(
          loops, scratch.rows, &geometry, $0, convolution.zero, out, &requantizer)
      }
    }
  }
}
