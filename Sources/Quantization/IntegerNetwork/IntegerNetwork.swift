import Graph
import Tensors

/// A quantized network in integers only: what a chip computes.
///
/// Every activation is a code of 8 bits, every kernel is one too, sums have 32 bits. Only the picture comes in as
/// numbers, and only the factors of ``Requantization`` are made with floating point, once, when it is built.
///
/// ```swift
/// let network = try IntegerNetwork(quantized, profile: .liteRT)
/// let codes = try network.codes(for: picture)
/// codes["Conv1_relu"]  // [h · w · c] numbers −128 … 127
/// network.values(of: codes, at: network.outputName)  // probabilities
/// ```
public struct IntegerNetwork: Sendable {
  /// The name of the model.
  public let name: String
  /// Whose rules.
  public let profile: RuntimeProfile
  /// The layers; every layer stands after those that it reads.
  public let layers: [IntegerLayer]
  /// The channels with kernel codes that the runtime does not allow, which others took the place of.
  public let forbiddenKernelCodes: [ForbiddenKernelCodes]
  /// The channels whose kernels have coarser steps than quantization gave them, so that their sums fit.
  public let coarserKernels: [CoarserKernel]
  /// Nodes that compute nothing, by name, and the layers whose codes are theirs.
  public let aliases: [String: String]

  /// The layer of that name, or the one whose codes are the node's of that name.
  public subscript(name: String) -> IntegerLayer? {
    let name = aliases[name] ?? name
    return layers.first { $0.name == name }
  }

  /// The name of the last layer.
  public var outputName: String { layers[layers.count - 1].name }

  /// The shape of one picture, `[h, w, c]`.
  public var inputShape: Shape { layers[0].shape }

  /// The codes of all layers for one picture.
  ///
  /// - Parameter picture: As the network was trained with, `[h, w, c]`.
  /// - Returns: By layer name, the last axis running fastest.
  /// - Throws: ``GraphError`` when the picture has another shape.
  public func codes(for picture: Tensor) throws -> [String: [Int8]] {
    guard picture.shape == inputShape else {
      throw GraphError.wrongInputShape(found: picture.shape, expected: inputShape)
    }
    let grid = layers[0].grid
    var codes = [layers[0].name: picture.values.map { grid.code(of: $0, profile: profile) }]
    for layer in layers.dropFirst() {
      let own = self.codes(of: layer, reading: codes)
      precondition(own.count == layer.shape.elementCount, "\(layer.name) gives other codes")
      codes[layer.name] = own
    }
    return codes
  }

  /// The values that the codes of a layer stand for.
  ///
  /// - Precondition: There is a layer of that name.
  public func values(of codes: [String: [Int8]], at name: String) -> [Float] {
    guard let layer = self[name], let codes = codes[layer.name] else {
      preconditionFailure("there is no layer \(name)")
    }
    return codes.map(layer.grid.value)
  }

  /// The codes of one layer alone.
  ///
  /// - Parameters:
  ///   - layer: A layer of this network, but not the first, which reads the picture.
  ///   - codes: Those of all layers that it reads, by name.
  /// - Precondition: There are as many as their shapes say.
  public func codes(of layer: IntegerLayer, reading codes: [String: [Int8]]) -> [Int8] {
    let inputs = layer.inputs.map { codes[$0] ?? [] }
    return compute(layer, of: inputs, from: layer.inputs.compactMap { self[$0] })
  }

  private func compute(
    _ layer: IntegerLayer, of inputs: [[Int8]], from sources: [IntegerLayer]
  ) -> [Int8] {
    let (shape, grid) = (sources[0].shape, sources[0].grid)
    switch layer.operation {
    case .input: return inputs[0]
    case .convolution(let convolution):
      return convolution(inputs[0], shape: shape.asPicture)
    case .addition(let addition): return addition(inputs[0], inputs[1])
    case .rescaling(let rescaling): return rescaling(inputs[0])
    case .padding(let border):
      let zero = Int8(truncatingIfNeeded: grid.zeroPoint)
      return move(pad(inputs[0], shape: shape, with: border, code: zero), grid, to: layer.grid)
    case .cropping(let border):
      return move(crop(inputs[0], shape: shape, by: border), grid, to: layer.grid)
    case .pooling(let pooling):
      let codes = pool(
        inputs[0], shape: shape, pooling,
        mean: IntegerWindowMean(from: grid, to: layer.grid, profile: profile))
      return pooling.kind == .average ? codes : move(codes, grid, to: layer.grid)
    case .mean(let mean): return mean(inputs[0], channels: shape[-1])
    case .concatenation:
      let moved = zip(inputs, sources).map { move($0, $1.grid, to: layer.grid) }
      return concatenate(moved, channels: sources.map { $0.shape[-1] })
    case .reshaping: return move(inputs[0], grid, to: layer.grid)
    case .softmax(let softmax): return softmax(inputs[0], channels: shape[-1])
    }
  }

  /// The same values on another grid.
  private func move(_ codes: [Int8], _ grid: IntegerGrid, to other: IntegerGrid) -> [Int8] {
    grid == other ? codes : IntegerRescaling(from: grid, to: other, profile: profile)(codes)
  }
}

extension Shape {
  /// `[h, w, c]` as it is, `[c]` as a picture of one pixel.
  ///
  /// - Precondition: There are no more than three axes.
  public var asPicture: Shape {
    precondition(rank <= 3, "\(self) is the shape of no picture")
    return Shape([Int](repeating: 1, count: max(3 - rank, 0)) + dimensions)
  }
}
