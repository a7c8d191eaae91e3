import Tensors

extension Model {
  /// The model with every batch normalization folded into the convolution before it.
  ///
  /// With `s = γ / √(σ² + ε)`, per output channel and in float32: `W′ = W · s`, `b′ = β + (b − μ) · s`.
  /// The folded layer is called like the convolution with `_bn` behind. A batch normalization stays
  /// where its input has another consumer.
  ///
  /// - Source: MCT, `core/common/substitutions/batchnorm_folding.py`.
  /// - Explained in: chapter 1.
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
  // snippet.scale
  /// s = γ / √(σ² + ε): one factor per channel.
  public var scale: [Float] {
    zip(gamma, variance).map { $0 / ($1 + epsilon).squareRoot() }
  }

  /// The kernel times s. Its output channel is the innermost axis.
  func scaled(_ kernel: Tensor) -> Tensor {
    let scale = scale
    var kernel = kernel
    for index in kernel.values.indices {
      kernel.values[index] *= scale[index % scale.count]
    }
    return kernel
  }
  // snippet.end

  // snippet.shift
  /// β + (b − μ) · s: the bias behind the scaled kernel.
  public func shift(of bias: [Float]?) -> [Float] {
    let scale = scale
    return beta.indices.map {
      beta[$0] + ((bias?[$0] ?? 0) - mean[$0]) * scale[$0]
    }
  }
  // snippet.end
}

extension Operation {
  /// The operation followed by a batch normalization, as one; `nil` when it has no weights to fold into.
  func folding(_ normalization: BatchNormalization) -> Operation? {
    // The output channel is innermost in both layouts, once the multiplier 1 of a depthwise kernel is gone.
    switch self {
    case .convolution(var convolution):
      convolution.kernel = normalization.scaled(convolution.kernel)
      convolution.bias = normalization.shift(of: convolution.bias)
      return .convolution(convolution)
    case .depthwiseConvolution(var convolution):
      convolution.kernel = normalization.scaled(convolution.kernel)
      convolution.bias = normalization.shift(of: convolution.bias)
      return .depthwiseConvolution(convolution)
    default:
      return nil
    }
  }
}
