import Graph
import Tensors

extension Model {
  /// The model with every batch normalization that no convolution stands before, and every depthwise
  /// convolution of 1 × 1, folded into the convolution of 1 × 1 that alone reads it.
  ///
  /// The folded layer is called like the convolution with `bn_` in front. With `s` and `t` such that the first
  /// layer gives `x · s + t` per channel, and per input channel `c` and output channel `o`:
  /// `W′[c, o] = W[c, o] · s[c]` and `b′[o] = b[o] + Σ W[c, o] · t[c]`.
  ///
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` where MCT fails, or makes another
  ///   network.
  /// - Source: MCT, `core/common/substitutions/batchnorm_folding.py`.
  func foldingBatchNormalizationForward() throws -> Model {
    var model = LayerJoining(self)
    var gone: Set<String> = []
    // MCT lists the pairs before it folds the first, and fails where it finds a layer gone.
    for (name, reader) in pairsToFold {
      let readers = model.readerCount(of: name)
      if gone.contains(name) || (gone.contains(reader) && readers == 1) {
        throw QuantizationRequestError.substitutionFails(
          layer: reader,
          why: "of three layers in a row that could be folded it loses the middle one")
      }
      guard readers == 1, let first = model[name], let second = model[reader],
        let map = first.operation.channelMap, let folded = second.operation.folding(map)
      else { continue }
      if let window = first.operation.window, window.strides != 1 {
        throw QuantizationRequestError.substitutionFails(
          layer: first.kerasName, why: "it folds the layer into the next and loses its strides")
      }
      gone.formUnion([name, reader])
      try model.join(
        first, second,
        as: Layer(
          name: "bn_" + second.name, operation: folded, inputs: first.inputs,
          outputShape: second.outputShape, kerasName: second.kerasName))
    }
    return model.model
  }

  /// Batch normalizations and depthwise convolutions with the convolutions that read them.
  private var pairsToFold: [(String, String)] {
    layersAsMCTWalks.filter { $0.operation.mayFoldForward }.flatMap { layer in
      consumers(of: layer.name).filter { self[$0]?.operation.window != nil }.map {
        (layer.name, $0)
      }
    }
  }
}

/// `x · scale + shift`, per channel.
private struct ChannelMap {
  let scale: [Float]
  let shift: [Float]
}

extension Operation {
  /// What a batch normalization or a depthwise convolution of 1 × 1 does to its channels.
  fileprivate var channelMap: ChannelMap? {
    switch self {
    case .batchNormalization(let layer):
      ChannelMap(scale: layer.scale, shift: layer.shift(of: nil))
    case .depthwiseConvolution(let layer):
      layer.window.size == 1 && layer.multiplier == 1
        ? ChannelMap(
          scale: layer.kernel.values,
          shift: layer.bias ?? layer.kernel.values.map { _ in 0 }) : nil
    case .input, .convolution, .dense, .activation, .add, .concatenate, .zeroPadding, .cropping,
      .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      nil
    }
  }

  /// Whether it is of a class that MCT looks at.
  fileprivate var mayFoldForward: Bool {
    switch self {
    case .batchNormalization, .depthwiseConvolution: true
    case .input, .convolution, .dense, .activation, .add, .concatenate, .zeroPadding, .cropping,
      .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      false
    }
  }

  /// The convolution of 1 × 1 with what stands before it inside.
  ///
  /// - Returns: `nil` for every other layer.
  /// - Complexity: O(weights).
  fileprivate func folding(_ map: ChannelMap) -> Operation? {
    switch self {
    case .convolution(let layer):
      guard layer.window.size == 1, layer.groups == 1 else { return nil }
      var kernel = layer.kernel
      let outputs = kernel.shape[3]
      var shift = [Float](repeating: 0, count: outputs)
      for index in kernel.values.indices {
        shift[index % outputs] += kernel.values[index] * map.shift[index / outputs]
        kernel.values[index] *= map.scale[index / outputs]
      }
      return replacing(kernel: kernel, bias: layer.bias.adding(shift), activation: .linear)
    case .depthwiseConvolution(let layer):
      guard layer.window.size == 1, layer.multiplier == 1 else { return nil }
      var kernel = layer.kernel
      let shift = zip(kernel.values, map.shift).map { $0 * $1 }
      for index in kernel.values.indices { kernel.values[index] *= map.scale[index] }
      return replacing(kernel: kernel, bias: layer.bias.adding(shift), activation: .linear)
    case .input, .dense, .batchNormalization, .activation, .add, .concatenate, .zeroPadding,
      .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      return nil
    }
  }
}

extension [Float]? {
  /// A bias, 0 if there is none, and more.
  func adding(_ more: [Float]) -> [Float] { more.indices.map { (self?[$0] ?? 0) + more[$0] } }
}
