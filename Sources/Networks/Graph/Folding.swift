import Tensors

extension Model {
  /// The model with every batch normalization folded into the convolution before it.
  ///
  /// The folded layer is called like the convolution with `_bn` behind. A batch normalization stays where
  /// its input has another consumer, no kernel, or an activation inside.
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
  /// - Explained in: chapter 1.
  public func foldingBatchNormalization() -> Model {
    var renamed: [String: String] = [:]
    var folded: [String: Layer] = [:]
    for layer in layers {
      guard case .batchNormalization(let normalization) = layer.operation,
        let source = self[layer.inputs[0]], consumers(of: source.name) == [layer.name],
        let operation = source.operation.folding(normalization)
      else { continue }
      renamed[layer.name] = source.name + "_bn"
      folded[source.name] = Layer(
        name: source.name + "_bn", operation: operation, inputs: source.inputs,
        outputShape: source.outputShape, kerasName: layer.kerasName)
    }
    let kept = layers.filter { renamed[$0.name] == nil }.map { layer in
      (folded[layer.name] ?? layer).renamingInputs(renamed)
    }
    return Model(name: name, layers: kept)
  }

  /// The model with the activation inside a convolution or a dense layer as a layer of its own, called like
  /// that layer with `_post_activation` behind.
  ///
  /// - Source: MCT, the activation decomposition substitution.
  public func splittingActivations() -> Model {
    var renamed: [String: String] = [:]
    var result: [Layer] = []
    for layer in layers {
      guard let weights = layer.operation.weights, weights.activation != .linear else {
        result.append(layer.renamingInputs(renamed))
        continue
      }
      let linear = layer.operation.replacing(
        kernel: weights.kernel, bias: weights.bias, activation: .linear)
      let activation = Layer(
        name: layer.name + "_post_activation", operation: .activation(weights.activation),
        inputs: [layer.name], outputShape: layer.outputShape,
        kerasClassName: weights.activation == .softmax ? "Softmax" : "Activation",
        kerasName: layer.kerasName)
      result += [layer.with(linear).renamingInputs(renamed), activation]
      renamed[layer.name] = activation.name
    }
    return Model(name: name, layers: result)
  }

  /// The model with some operations replaced; names, shapes and connections stay.
  public func replacingOperations(_ replace: (Layer) throws -> Operation) rethrows -> Model {
    Model(name: name, layers: try layers.map { $0.with(try replace($0)) })
  }
}

extension Layer {
  /// The same layer, reading layers that have other names now.
  package func renamingInputs(_ names: [String: String]) -> Layer {
    Layer(
      name: name, operation: operation, inputs: inputs.map { names[$0] ?? $0 },
      outputShape: outputShape, kerasClassName: kerasClassName, kerasName: kerasName)
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

  // snippet.kernel
  // W · s: the output channel is the kernel's innermost axis.
  func scaled(_ kernel: Tensor) -> Tensor {
    let scale = scale
    var kernel = kernel
    for index in kernel.values.indices {
      kernel.values[index] *= scale[index % scale.count]
    }
    return kernel
  }
  // snippet.end

  /// `β + (b − μ) · s`, one per channel.
  public func shift(of bias: [Float]?) -> [Float] {
    let scale = scale
    // snippet.bias
    // β + (b − μ) · s, where b is 0 if there is no bias.
    return beta.indices.map {
      beta[$0] + ((bias?[$0] ?? 0) - mean[$0]) * scale[$0]
    }
    // snippet.end
  }
}

extension Operation {
  /// The operation followed by a batch normalization, as one: with `s = γ / √(σ² + ε)`, per output channel
  /// and in float32, `W′ = W · s` and `b′ = β + (b − μ) · s`.
  ///
  /// - Returns: `nil` when it has no kernel to fold into, or an activation in between.
  func folding(_ normalization: BatchNormalization) -> Operation? {
    guard let weights, weights.activation == .linear else { return nil }
    switch weights.layout {
    case .convolution, .depthwise: break
    // MCT folds into convolutions only.
    case .dense: return nil
    }
    return replacing(
      kernel: normalization.scaled(weights.kernel),
      bias: normalization.shift(of: weights.bias), activation: .linear)
  }
}
