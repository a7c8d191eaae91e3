import Tensors

extension Model {
  /// The model with every batch normalization folded into the convolution before it.
  ///
  /// With `s = γ / √(σ² + ε)`, per output channel and in float32: `W′ = W · s`, `b′ = β + (b − μ) · s`.
  /// The folded layer is called like the convolution with `_bn` behind. A batch normalization stays
  /// where its input has another consumer.
  ///
  /// ```swift
  /// let convolution = Convolution(kernel: Tensor(shape: [1, 1, 1, 1], values: [3]), bias: [0.5])
  /// let normalization = BatchNormalization(
  ///   gamma: [4], beta: [1], mean: [0.25], variance: [3], epsilon: 1)
  /// let model = Model(
  ///   name: "small",
  ///   layers: [
  ///     Layer(name: "in", operation: .input, inputs: [], outputShape: [8, 8, 1]),
  ///     Layer(
  ///       name: "conv", operation: .convolution(convolution), inputs: ["in"],
  ///       outputShape: [8, 8, 1]),
  ///     Layer(
  ///       name: "bn", operation: .batchNormalization(normalization), inputs: ["conv"],
  ///       outputShape: [8, 8, 1]),
  ///   ])
  /// let folded = model.foldingBatchNormalization()
  /// folded.layers.map(\.name)  // ["in", "conv_bn"]
  /// // s = 4 / √(3 + 1) = 2, W′ = 3 · 2, b′ = 1 + (0.5 − 0.25) · 2
  /// let expected = Convolution(kernel: Tensor(shape: [1, 1, 1, 1], values: [6]), bias: [1.5])
  /// folded["conv_bn"]?.operation  // .convolution(expected)
  /// ```
  ///
  /// - Source: MCT, `core/common/substitutions/batchnorm_folding.py`.
  /// - Explained in: chapter 6.
  public func foldingBatchNormalization() -> Model {
    var renamed: [String: String] = [:]
    var folded: [String: Layer] = [:]
    for layer in layers {
      guard case .batchNormalization(let normalization) = layer.operation,
        let source = layer.inputs.first.flatMap({ self[$0] }),
        consumers(of: source.name) == [layer.name],
        let operation = source.operation.folding(normalization)
      else { continue }
      renamed[layer.name] = source.name + "_bn"
      folded[source.name] = Layer(
        name: source.name + "_bn", operation: operation, inputs: source.inputs,
        outputShape: source.outputShape)
    }
    let kept = layers.filter { renamed[$0.name] == nil }.map { layer in
      let layer = folded[layer.name] ?? layer
      return Layer(
        name: layer.name, operation: layer.operation,
        inputs: layer.inputs.map { renamed[$0] ?? $0 }, outputShape: layer.outputShape)
    }
    return Model(name: name, layers: kept)
  }

  /// The model with the softmax inside a dense layer as a layer of its own, called like the dense
  /// layer with `_post_activation` behind.
  ///
  /// - Source: MCT, the activation decomposition substitution.
  public func splittingDenseActivations() -> Model {
    var renamed: [String: String] = [:]
    var result: [Layer] = []
    for layer in layers {
      let inputs = layer.inputs.map { renamed[$0] ?? $0 }
      if case .dense(var dense) = layer.operation, dense.activation == .softmax {
        dense.activation = .linear
        let activation = layer.name + "_post_activation"
        result.append(
          Layer(
            name: layer.name, operation: .dense(dense), inputs: inputs,
            outputShape: layer.outputShape))
        result.append(
          Layer(
            name: activation, operation: .softmax, inputs: [layer.name],
            outputShape: layer.outputShape))
        renamed[layer.name] = activation
      } else {
        result.append(
          Layer(
            name: layer.name, operation: layer.operation, inputs: inputs,
            outputShape: layer.outputShape))
      }
    }
    return Model(name: name, layers: result)
  }

  /// The model with some operations replaced; names, shapes and connections stay.
  public func replacingOperations(_ replace: (Layer) throws -> Operation) rethrows -> Model {
    Model(
      name: name,
      layers: try layers.map {
        Layer(
          name: $0.name, operation: try replace($0), inputs: $0.inputs,
          outputShape: $0.outputShape)
      })
  }
}

extension BatchNormalization {
  /// `s = γ / √(σ² + ε)`, one per channel.
  ///
  /// ```swift
  /// let layer = BatchNormalization(gamma: [4], beta: [1], mean: [0.25], variance: [3], epsilon: 1)
  /// layer.scale  // [2]
  /// layer.shift(of: nil)  // [0.5]
  /// layer.shift(of: [0.5])  // [1.5]
  /// ```
  public var scale: [Float] {
    zip(gamma, variance).map { $0 / ($1 + epsilon).squareRoot() }
  }

  /// `β + (b − μ) · s`, one per channel.
  public func shift(of bias: [Float]?) -> [Float] {
    let scale = scale
    return beta.indices.map { beta[$0] + ((bias?[$0] ?? 0) - mean[$0]) * scale[$0] }
  }
}

extension Operation {
  /// The operation followed by a batch normalization, as one; `nil` when it has no weights to fold into.
  func folding(_ normalization: BatchNormalization) -> Operation? {
    let scale = normalization.scale
    // The output channel is the innermost axis of both kernel layouts, once the multiplier 1 is gone.
    func scaled(_ kernel: Tensor) -> Tensor {
      var kernel = kernel
      for index in kernel.values.indices { kernel.values[index] *= scale[index % scale.count] }
      return kernel
    }
    switch self {
    case .convolution(var convolution):
      convolution.kernel = scaled(convolution.kernel)
      convolution.bias = normalization.shift(of: convolution.bias)
      return .convolution(convolution)
    case .depthwiseConvolution(var convolution):
      convolution.kernel = scaled(convolution.kernel)
      convolution.bias = normalization.shift(of: convolution.bias)
      return .depthwiseConvolution(convolution)
    default:
      return nil
    }
  }
}
