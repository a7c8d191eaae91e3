import Graph
import Tensors

/// Layers with weights: kernels, and the numbers of normalizations.
extension ModelReading {
  mutating func addConvolution(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let (size, groups) = (try config.pair("kernel_size"), try config.integer("groups", 1))
    let (inputs, outputs) = (try inputShape(keras), try config.count("filters"))
    guard inputs.rank == 3, groups > 0, inputs[2] % groups == 0, outputs % groups == 0 else {
      throw unfit(keras, [inputs])
    }
    let found = try read(
      keras, kernel: "kernel", [size.height, size.width, inputs[2] / groups, outputs], config,
      outputs: outputs)
    try add(
      keras,
      .convolution(
        Convolution(
          kernel: found.kernel, bias: found.bias, strides: try config.pair("strides", 1),
          padding: try config.padding(), dilation: try config.pair("dilation_rate", 1),
          groups: groups, activation: try config.activation())))
  }

  mutating func addDepthwise(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let (size, multiplier) = (
      try config.pair("kernel_size"), try config.integer("depth_multiplier", 1)
    )
    let inputs = try inputShape(keras)
    guard inputs.rank == 3, multiplier > 0 else {
      throw unfit(keras, [inputs])
    }
    let found = try read(
      keras, kernel: "depthwise_kernel", [size.height, size.width, inputs[2], multiplier], config,
      outputs: inputs[2] * multiplier)
    try add(
      keras,
      .depthwiseConvolution(
        DepthwiseConvolution(
          kernel: found.kernel, bias: found.bias, strides: try config.pair("strides", 1),
          padding: try config.padding(), dilation: try config.pair("dilation_rate", 1),
          activation: try config.activation())))
  }

  /// Two layers, named as MCT names them.
  mutating func addSeparable(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let (size, multiplier) = (
      try config.pair("kernel_size"), try config.integer("depth_multiplier", 1)
    )
    let (inputs, outputs) = (try inputShape(keras), try config.count("filters"))
    guard inputs.rank == 3, multiplier > 0 else {
      throw unfit(keras, [inputs])
    }
    let shapes: [Shape] = [
      [size.height, size.width, inputs[2], multiplier], [1, 1, inputs[2] * multiplier, outputs],
      [outputs],
    ]
    let names = keras.weights.map(\.name)
    let found = try weights(keras, names, Array(shapes.prefix(names.count)))
    try add(
      keras,
      .depthwiseConvolution(
        DepthwiseConvolution(
          kernel: found[0], strides: try config.pair("strides", 1), padding: try config.padding(),
          dilation: try config.pair("dilation_rate", 1))), name: keras.name + "_dw",
      className: "DepthwiseConv2D")
    try add(
      keras,
      .convolution(
        Convolution(
          kernel: found[1], bias: found.count > 2 ? found[2].values : nil, padding: .valid,
          activation: try config.activation())), name: keras.name + "_pw",
      reading: [keras.name + "_dw"], className: "Conv2D")
  }

  mutating func addDense(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let (inputs, units) = (try inputShape(keras), try config.count("units"))
    let found = try read(keras, kernel: "kernel", [inputs[-1], units], config, outputs: units)
    try add(
      keras,
      .dense(
        Dense(kernel: found.kernel, bias: found.bias, activation: try config.activation())))
  }

  private func read(
    _ keras: KerasLayer, kernel: String, _ shape: Shape, _ config: LayerConfig, outputs: Int
  ) throws -> (kernel: Tensor, bias: [Float]?) {
    let hasBias = try config.bool("use_bias", true)
    let found = try weights(
      keras, hasBias ? [kernel, "bias"] : [kernel], hasBias ? [shape, [outputs]] : [shape])
    return (found[0], hasBias ? found[1].values : nil)
  }

  mutating func addNormalization(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let shape = try inputShape(keras)
    try config.checkLastAxis(rank: shape.rank)
    let names = keras.weights.map(\.name)
    let found = try weights(keras, names, names.map { _ in [shape[-1]] })
    let values = Dictionary(uniqueKeysWithValues: zip(names, found.map(\.values)))
    func numbers(_ name: String, otherwise value: Float) -> [Float] {
      values[name] ?? Array(repeating: value, count: shape[-1])
    }
    let normalization = BatchNormalization(
      gamma: numbers("gamma", otherwise: 1), beta: numbers("beta", otherwise: 0),
      mean: numbers("moving_mean", otherwise: 0),
      variance: numbers("moving_variance", otherwise: 1),
      epsilon: try config.positive("epsilon", 0.001))
    guard normalization.variance.allSatisfy({ $0 >= 0 }) else {
      throw KerasModelError.Finding.negativeVariance(layer: keras.name)
    }
    try add(keras, .batchNormalization(normalization))
  }

  /// `(x − mean) / max(√variance, 1e-7)`, as Keras's `Normalization` computes it.
  mutating func addStandardization(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let shape = try inputShape(keras)
    guard try !config.bool("invert", false) else {
      throw KerasModelError.Finding.option(layer: keras.name, option: "invert", value: "true")
    }
    try config.checkLastAxis(rank: shape.rank)
    let (mean, variance): ([Float], [Float])
    if keras.weights.isEmpty {
      let rank = shape.rank + 1
      mean = try config.numbers("mean", rank: rank)
      variance = try config.numbers("variance", rank: rank)
    } else {
      let found = try weights(keras, ["mean", "variance"], [[shape[-1]], [shape[-1]]])
      (mean, variance) = (found[0].values, found[1].values)
    }
    try add(
      keras,
      .arithmetic(
        ConstantArithmetic(
          .normalization,
          [.subtract(mean), .divide(variance.map { max($0.squareRoot(), 1e-7) })])))
  }
}
