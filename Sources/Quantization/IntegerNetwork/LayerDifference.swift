import Parallelism
import Tensors

/// How far the codes of one layer are apart under two profiles.
public struct LayerDifference: Sendable, Equatable {
  /// The layer's name.
  public let layer: String
  /// What the layer is, in a word.
  public let operation: String
  /// How many codes were compared.
  public let count: Int
  /// How many differ when both networks start from the picture.
  public let fromThePicture: Int
  /// How many differ when the layer gets the same codes under both profiles.
  public let alone: Int
  /// How many of ``alone`` are in channels whose kernels differ: one profile had to move a code.
  public let aloneWithOtherKernels: Int
  /// The most that a code of ``alone`` differs by.
  public let farthestAlone: Int

  public init(
    layer: String, operation: String, count: Int, fromThePicture: Int, alone: Int,
    aloneWithOtherKernels: Int, farthestAlone: Int
  ) {
    self.layer = layer
    self.operation = operation
    self.count = count
    self.fromThePicture = fromThePicture
    self.alone = alone
    self.aloneWithOtherKernels = aloneWithOtherKernels
    self.farthestAlone = farthestAlone
  }

  /// The share of codes that differ from the picture on, 0 ... 1.
  public var share: Double { count == 0 ? 0 : Double(fromThePicture) / Double(count) }
  /// The share of codes that differ given the same codes, 0 ... 1.
  public var shareAlone: Double { count == 0 ? 0 : Double(alone) / Double(count) }
}

extension IntegerNetwork {
  /// Compares the codes of two integer networks of one quantized network, layer by layer.
  ///
  /// - Parameters:
  ///   - pictures: What this network reads, as it was trained with, `[n, h, w, c]`.
  ///   - others: What the other network reads; the same pictures when `nil`.
  /// - Returns: One difference per layer, in the layers' order.
  /// - Throws: `GraphError` when the pictures have another shape.
  /// - Precondition: Both networks have the same layers.
  public func differences(
    from other: IntegerNetwork, on pictures: Tensor, and others: Tensor? = nil, machine: Machine
  ) throws -> [LayerDifference] {
    precondition(layers.map(\.name) == other.layers.map(\.name), "the networks differ in layers")
    let moved = zip(layers, other.layers).map {
      $0.operation.channelsWithOtherKernels(than: $1.operation)
    }
    let found = try machine.perform(iterations: pictures.shape[0]) { index in
      let picture = pictures.slice(index)
      let twin = others?.slice(index) ?? picture
      let (own, others) = (try codes(for: picture), try other.codes(for: twin))
      return layers.indices.map { place in
        let name = layers[place].name
        let alone =
          place == 0 ? others[name] ?? [] : other.codes(of: other.layers[place], reading: own)
        return LayerDifference(
          layers[place], own[name] ?? [], others[name] ?? [], alone: alone, moved: moved[place])
      }
    }
    return layers.indices.map { layer in LayerDifference(adding: found.map { $0[layer] }) }
  }
}

extension IntegerOperation {
  /// The output channels whose kernels another profile has other codes for.
  fileprivate func channelsWithOtherKernels(than other: IntegerOperation) -> Set<Int> {
    guard case .convolution(let own) = self, case .convolution(let others) = other else {
      return []
    }
    let channels = own.kernelShape[3]
    return Set(
      zip(own.kernel, others.kernel).enumerated().filter { $1.0 != $1.1 }.map {
        $0.offset % channels
      }
    )
  }
}

extension LayerDifference {
  fileprivate init(
    _ layer: IntegerLayer, _ own: [Int8], _ others: [Int8], alone: [Int8], moved: Set<Int>
  ) {
    self.layer = layer.name
    operation = layer.operation.title
    count = own.count
    fromThePicture = zip(own, others).count { $0 != $1 }
    let channels = layer.shape[-1]
    var (differing, inMoved, farthest) = (0, 0, 0)
    for (place, (a, b)) in zip(own, alone).enumerated() where a != b {
      differing += 1
      if moved.contains(place % channels) { inMoved += 1 }
      farthest = max(farthest, abs(Int(a) - Int(b)))
    }
    self.alone = differing
    aloneWithOtherKernels = inMoved
    farthestAlone = farthest
  }

  /// The differences of one layer on several pictures, or of several layers, as one.
  ///
  /// - Precondition: There is at least one.
  public init(adding parts: [LayerDifference]) {
    layer = parts[0].layer
    operation = parts[0].operation
    count = parts.reduce(0) { $0 + $1.count }
    fromThePicture = parts.reduce(0) { $0 + $1.fromThePicture }
    alone = parts.reduce(0) { $0 + $1.alone }
    aloneWithOtherKernels = parts.reduce(0) { $0 + $1.aloneWithOtherKernels }
    farthestAlone = parts.map(\.farthestAlone).max() ?? 0
  }
}

extension IntegerGrid {
  /// The same pictures, but for one value in the middle of each, which is one step nearer to 0 or, where it is 0,
  /// one step larger.
  ///
  /// - Parameter pictures: `[n, h, w, c]`.
  public func nudging(_ pictures: Tensor) -> Tensor {
    let size = pictures.shape.dimensions.dropFirst().reduce(1, *)
    guard size > 0 else { return pictures }
    let channels = pictures.shape[-1]
    let middle = size / 2 / channels * channels
    var values = pictures.values
    for place in stride(from: middle, to: values.count, by: size) {
      values[place] += values[place] > 0 ? -scale : scale
    }
    return Tensor(shape: pictures.shape, values: values)
  }
}
