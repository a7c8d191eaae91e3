import IntegerLoops
import Graph
import IntegerNetwork
import Tensors
import VectorLoops

/// One layer of an integer network as the loops compute it.
struct IntegerStep: Sendable {
  /// What is computed.
  enum Work: Sendable {
    case convolution(PackedConvolution)
    /// A byte for every pair of bytes: there are 65,536.
    case pairs(Bytes)
    /// A sum of tensors by shifts.
    case shifts(ShiftedSum)
    /// The same bytes, or those of a table.
    case copy
    case padding(Border, zero: UInt8)
    case cropping(Border)
    case maximum(WindowGeometry)
    case average(WindowGeometry, IntegerWindowMean)
    case mean(IntegerMean)
    /// Tensors beside one another, each with a table for another grid or without.
    case concatenation([Bytes?])
    case softmax(IntegerSoftmax)
  }

  let work: Work
  /// A byte for every byte that the work leaves: another grid.
  let table: Bytes?
  /// The extents of what is read, in order, `[h, w, c]`.
  let inputs: [Shape]
  /// The extents of what is made, `[h, w, c]`.
  let output: Shape
}

extension IntegerStep {
  /// - Parameters:
  ///   - sources: The layers that are read, in order.
  init(
    _ layer: IntegerLayer, reading sources: [IntegerLayer], profile: RuntimeProfile,
    _ table: UnsafePointer<IntegerLoopTable>
  ) {
    let inputs = sources.map(\.shape.asPicture)
    let (grid, before) = (layer.grid, sources[0].grid)
    var moved: Bytes?
    switch layer.operation {
    case .input, .reshaping:
      work = .copy
      moved = Bytes(from: before, to: grid, profile: profile)
    case .convolution(let convolution):
      work = .convolution(PackedConvolution(convolution, input: inputs[0], table))
    case .addition(let addition):
      work = ShiftedSum(addition).map { .shifts($0) } ?? .pairs(Bytes(addition))
    case .rescaling(let rescaling):
      work = .copy
      moved = Bytes(rescaling)
    case .padding(let border):
      work = .padding(border, zero: UInt8(zeroPoint: before.zeroPoint))
      moved = Bytes(from: before, to: grid, profile: profile)
    case .cropping(let border):
      work = .cropping(border)
      moved = Bytes(from: before, to: grid, profile: profile)
    case .pooling(let pooling):
      let geometry = WindowGeometry(pooling.window, input: inputs[0])
      switch pooling.kind {
      case .maximum:
        work = .maximum(geometry)
        moved = Bytes(from: before, to: grid, profile: profile)
      case .average:
        work = .average(geometry, IntegerWindowMean(from: before, to: grid, profile: profile))
      }
    case .mean(let mean): work = .mean(mean)
    case .concatenation:
      work = .concatenation(sources.map { Bytes(from: $0.grid, to: grid, profile: profile) })
    case .softmax(let softmax): work = .softmax(softmax)
    }
    self.table = moved
    self.inputs = inputs
    output = layer.shape.asPicture
  }
}

extension IntegerStep {
  /// A convolution that takes the border around its input in; `nil` where that cannot be.
  ///
  /// - Parameter padding: What puts the border around the input.
  func without(_ padding: IntegerStep) -> IntegerStep? {
    guard case .padding(let border, let zero) = padding.work, padding.table == nil,
      case .convolution(let convolution) = work, convolution.zero == zero,
      let alone = convolution.without(border, around: padding.inputs[0])
    else { return nil }
    return IntegerStep(
      work: .convolution(alone), table: table, inputs: padding.inputs, output: output)
  }
}

extension WindowGeometry {
  /// A pooling's window.
  fileprivate init(_ window: Window, input: Shape) {
    let (before, output) = (window.zerosBefore(input), window.output(of: input))
    self.init(
      height: input[0], width: input[1], channels: input[2],
      kernel_height: window.size.height, kernel_width: window.size.width,
      stride_y: window.strides.height, stride_x: window.strides.width, dilation_y: 1,
      dilation_x: 1, pad_top: before.height, pad_left: before.width,
      output_height: output.height, output_width: output.width, output_channels: input[2],
      groups: 1)
  }
}

extension Bytes {
  /// What the readable rule makes of each of the 256 codes.
  fileprivate convenience init(_ rescaling: IntegerRescaling) {
    self.init(rescaling((0...255).map { Int8(byte: UInt8($0)) }))
  }

  /// The codes of one grid on another; `nil` when it is the same one.
  fileprivate convenience init?(
    from grid: IntegerGrid, to other: IntegerGrid, profile: RuntimeProfile
  ) {
    if grid == other { return nil }
    self.init(IntegerRescaling(from: grid, to: other, profile: profile))
  }

  /// What the readable rule makes of each pair of codes; the first one's byte counts 256.
  fileprivate convenience init(_ addition: IntegerAddition) {
    let all = (0...255).map { Int8(byte: UInt8($0)) }
    self.init(
      addition(all.flatMap { [Int8](repeating: $0, count: 256) }, (0...255).flatMap { _ in all }))
  }
}
