import IntegerLoops
import Graph
import IntegerNetwork
import Tensors
import VectorLoops

/// A convolution with its kernel as the loops take it.
struct PackedConvolution: Sendable {
  /// Which loop computes it.
  enum Kind: Sendable {
    /// Every output sees one pixel: a product of matrices.
    case product
    /// The windows of a row, or of a part of it, are put beside one another, and multiplied as a matrix.
    case windows
    /// 3 × 3 pixels of one channel.
    case depthwise
    /// Any window of one channel.
    case anyDepthwise
  }

  /// The kernel and the numbers of some output channels: all, or those of a group.
  struct Part: Sendable {
    let kernel: Bytes
    let requantizer: ChannelRequantizer
  }

  let kind: Kind
  let parts: [Part]
  private(set) var geometry: WindowGeometry
  /// The byte of the value 0 in the input.
  let zero: UInt8
  /// Inputs that an output's sum is made of.
  let windowCount: Int
  /// Output channels of a part.
  let outputs: Int

  /// - Parameter input: The extents of what is read, `[h, w, c]`.
  init(_ convolution: IntegerConvolution, input: Shape, _ table: UnsafePointer<IntegerLoopTable>) {
    let loops = table.pointee
    geometry = WindowGeometry(convolution, input: input)
    kind = Kind(convolution, geometry, loops)
    zero = UInt8(zeroPoint: convolution.inputZeroPoint)
    let window = convolution.window.size.count * convolution.kernelShape[2]
    windowCount = window
    let isWhole = kind == .depthwise || kind == .anyDepthwise
    let groups = isWhole ? 1 : convolution.groups
    let (channels, count) = (convolution.kernelShape[3], convolution.kernelShape[3] / groups)
    outputs = count
    let start = convolution.biases(zero: Int32(zero) - loops.byte_offset)
    let kind = kind
    parts = (0..<groups).map { group in
      let own = group * count..<(group + 1) * count
      let codes =
        groups == 1
        ? convolution.kernel
        : (0..<window).flatMap {
          convolution.kernel[$0 * channels + own.lowerBound..<$0 * channels + own.upperBound]
        }
      return Part(
        kernel: Bytes(packing: codes, rows: window, columns: count, for: kind, table),
        requantizer: ChannelRequantizer(
          convolution, channels: own, bias: Array(start[own]),
          paddedTo: max(loops.panel_width, 64)))
    }
  }
}

extension PackedConvolution {
  /// Columns of a row whose windows are put beside one another at a time: all, unless windows are so large that they
  /// would take more than some megabytes.
  var columns: Int {
    min(geometry.output_width, max(64, (4 << 20) / (windowCount + outputs)))
  }

  /// The same convolution of the picture without the border that was put around it; `nil` where the loops need it.
  ///
  /// - Parameter input: The extents of the picture without its border, `[h, w, c]`.
  func without(_ border: Border, around input: Shape) -> PackedConvolution? {
    guard kind != .product, geometry.pad_top == 0, geometry.pad_left == 0 else { return nil }
    var result = self
    (result.geometry.height, result.geometry.width) = (input[0], input[1])
    (result.geometry.pad_top, result.geometry.pad_left) = (border.top, border.left)
    return result
  }
}

extension PackedConvolution.Kind {
  fileprivate init(
    _ convolution: IntegerConvolution, _ geometry: WindowGeometry, _ loops: IntegerLoopTable
  ) {
    let window = convolution.window
    if convolution.isDepthwise {
      let isPlain =
        window.size == 3 && window.dilation == 1 && window.strides.width <= 2
        && geometry.channels == geometry.output_channels
        && geometry.channels >= loops.vector_width
      self = isPlain ? .depthwise : .anyDepthwise
    } else {
      let seesPixels = window.size == 1 && window.strides == 1 && convolution.groups == 1
      self = seesPixels ? .product : .windows
    }
  }
}

extension WindowGeometry {
  fileprivate init(_ convolution: IntegerConvolution, input: Shape) {
    let window = convolution.window
    let (before, output) = (window.zerosBefore(input), window.output(of: input))
    self.init(
      height: input[0], width: input[1], channels: input[2],
      kernel_height: window.size.height, kernel_width: window.size.width,
      stride_y: window.strides.height, stride_x: window.strides.width,
      dilation_y: window.dilation.height, dilation_x: window.dilation.width,
      pad_top: before.height, pad_left: before.width,
      output_height: output.height, output_width: output.width,
      output_channels: convolution.kernelShape[3], groups: convolution.groups)
  }
}

extension IntegerConvolution {
  /// What the sums start with when the loops multiply `q + zero` instead of `q − z`.
  fileprivate func biases(zero: Int32) -> [Int32] {
    let outputs = kernelShape[3]
    var result = bias
    for (place, code) in kernel.enumerated() {
      // 32 bits wrap around, here and in the loops, and the sum is right in the end.
      result[place % outputs] &-= zero &* Int32(code)
    }
    return result
  }
}

extension Bytes {
  /// A kernel `[rows, columns]` as the loops of a kind take it.
  fileprivate convenience init(
    packing codes: [Int8], rows: Int, columns: Int, for kind: PackedConvolution.Kind,
    _ table: UnsafePointer<IntegerLoopTable>
  ) {
    switch kind {
    case .product, .windows:
      self.init(count: integer_packed_count(table, rows, columns))
      integer_pack(table, codes, rows, columns, pointer)
    case .depthwise:
      self.init(count: integer_packed_depthwise_count(table, columns))
      integer_pack_depthwise(table, codes, columns, pointer)
    case .anyDepthwise:
      self.init(count: codes.count)
      for (place, code) in codes.enumerated() { pointer[place] = UInt8(bitPattern: code) }
    }
  }
}
