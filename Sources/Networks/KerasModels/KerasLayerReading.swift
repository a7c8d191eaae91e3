import Graph
import Tensors

/// Gives the weights of a layer.
///
/// - Parameters:
///   - names: What they are called, such as `kernel`, in Keras's order.
///   - shapes: The shapes that they must have.
typealias WeightReading = (
  _ layer: KerasLayer, _ names: [String], _ shapes: [Shape]
) throws -> [Tensor]

/// Makes a model of the layers that Keras describes.
struct ModelReading {
  private var layers: [Layer] = []
  /// From a Keras layer's name to the name of the layer that gives its output.
  private var outputs: [String: String] = [:]
  private var shapes: [String: Shape] = [:]
  private let weights: WeightReading

  /// - Parameters:
  ///   - inputShape: `[h, w, c]`.
  ///   - weights: Called for every layer that has some, in order.
  /// - Throws: ``KerasModelError/Finding``, or what `weights` throws.
  static func model(
    _ description: KerasDescription, inputShape: Shape, weights: @escaping WeightReading
  ) throws -> Model {
    var reading = ModelReading(weights: weights)
    for layer in description.layers {
      if layer.className == "InputLayer" {
        reading.append(layer, layer.name, .input, inputShape)
        reading.outputs[layer.name] = layer.name
      } else {
        try reading.add(layer)
      }
    }
    for input in description.innerInputs { try reading.check(input) }
    let read = Set(reading.layers.flatMap(\.inputs))
    let output = reading.outputs[description.output]
    if let other = reading.layers.last(where: { !read.contains($0.name) && $0.name != output }) {
      throw KerasModelError.Finding.severalOutputs([description.output, other.name])
    }
    guard output == reading.layers.last?.name else {
      throw KerasModelError.Finding.severalOutputs([
        description.output, description.layers[description.layers.count - 1].name,
      ])
    }
    let model = Model(name: description.name, layers: reading.layers)
    try checkNames(of: model)
    return model
  }

  /// Looks for a layer that the workbook does not know, without weights.
  ///
  /// - Parameter limit: The most weights that there can be; the look ends there.
  /// - Throws: ``KerasModelError/Finding``.
  static func checkLayers(
    of description: KerasDescription, inputShape: Shape, limit: Int
  ) throws {
    struct TooMany: Error {}
    var left = limit
    do {
      _ = try model(description, inputShape: inputShape) { _, _, shapes in
        try shapes.map { shape in
          let count = shape.dimensions.reduce(1) {
            let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
            return overflow ? .max : product
          }
          guard count <= left else { throw TooMany() }
          left -= count
          return Tensor(shape: shape)
        }
      }
    } catch is TooMany {}
  }

  private init(weights: @escaping WeightReading) { self.weights = weights }

  // MARK: adding layers

  private mutating func append(
    _ keras: KerasLayer, _ name: String, _ operation: Operation, _ shape: Shape,
    inputs: [String] = [], className: String? = nil
  ) {
    shapes[name] = shape
    layers.append(
      Layer(
        name: name, operation: operation, inputs: inputs, outputShape: shape,
        kerasClassName: className, kerasName: keras.name))
  }

  /// Adds an operation that reads what the layer reads.
  private mutating func add(
    _ keras: KerasLayer, _ operation: Operation, name: String? = nil,
    reading inputs: [String]? = nil,
    className: String? = nil
  ) throws {
    let sources =
      try inputs
      ?? keras.inputs.map { input in
        guard let source = outputs[input] else {
          throw KerasModelError.Finding.unknownInput(layer: keras.name, input: input)
        }
        return source
      }
    let shapes = sources.compactMap { self.shapes[$0] }
    let takesNumbers = if case .arithmetic = operation { true } else { false }
    guard keras.constants.isEmpty || takesNumbers else {
      throw KerasModelError.Finding.unsupported(
        layer: keras.name, className: "\(keras.className) of a layer and numbers")
    }
    guard let shape = operation.outputShape(of: shapes), operation.fits(shapes) else {
      throw unfit(keras, shapes)
    }
    guard operation.hasModestBorder(on: shapes[0]) else {
      throw KerasModelError.Finding.tooWide(layer: keras.name, input: shapes[0])
    }
    guard shape.boundedElementCount != nil else {
      throw KerasModelError.Finding.tooLarge(layer: keras.name)
    }
    guard operation.growsModestly(to: shape, picture: layers[0].outputShape) else {
      throw KerasModelError.Finding.growsTooLarge(layer: keras.name)
    }
    let name = name ?? keras.name
    guard self.shapes[name] == nil else { throw KerasModelError.Finding.twice(name: name) }
    append(keras, name, operation, shape, inputs: sources, className: className ?? keras.className)
    outputs[keras.name] = name
  }

  /// The shape of what the layer reads.
  private func inputShape(_ keras: KerasLayer) throws -> Shape {
    guard let input = keras.inputs.first, let source = outputs[input],
      let shape = shapes[source]
    else { throw KerasModelError.Finding.unknownInput(layer: keras.name, input: "nothing") }
    return shape
  }

  /// Refuses what Keras would give another shape on its way into a nested model: it adds and drops axes of one.
  ///
  /// Rows and columns may differ: Keras 2 warns of them and computes, as the layers inside allow.
  private func check(_ input: KerasDescription.InnerInput) throws {
    guard let source = outputs[input.source], let given = shapes[source] else { return }
    let isSame =
      input.extents.count == given.rank
      && (input.extents.last.flatMap { $0 } ?? given[-1]) == given[-1]
    guard !isSame else { return }
    let text = input.extents.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
    throw KerasModelError.Finding.innerInput(name: input.name, shape: "(\(text))", given: given)
  }

  /// What to say of a layer that cannot read these shapes.
  private func unfit(_ keras: KerasLayer, _ shapes: [Shape]) -> KerasModelError.Finding {
    // No size of pictures mends a layer that reads nothing.
    shapes.isEmpty
      ? .unknownInput(layer: keras.name, input: "nothing")
      : .doesNotFit(layer: keras.name, className: keras.className, shapes: shapes)
  }

  // MARK: what the classes mean

  private mutating func add(_ keras: KerasLayer) throws {
    let config = LayerConfig(keras)
    try config.checkLayout()
    switch keras.className {
    case "Conv2D": try addConvolution(keras, config)
    case "DepthwiseConv2D": try addDepthwise(keras, config)
    case "SeparableConv2D": try addSeparable(keras, config)
    case "Dense": try addDense(keras, config)
    case "BatchNormalization": try addNormalization(keras, config)
    case "Softmax":
      try config.checkLastAxis(rank: inputShape(keras).rank)
      try add(keras, .activation(.softmax))
    case "ReLU", "LeakyReLU", "Activation":
      try add(keras, .activation(try config.activation()))
    // Keras 3 has an operation of that name too, and in `.h5` nothing but its arguments tells them apart.
    case "Add" where keras.inputs.count == 1: try addArithmetic(keras, .addition)
    case "Add": try add(keras, .add)
    case "Concatenate":
      try config.checkLastAxis(rank: try inputShape(keras).rank)
      try add(keras, .concatenate)
    case "ZeroPadding2D": try add(keras, .zeroPadding(try config.border("padding")))
    case "Cropping2D": try add(keras, .cropping(try config.border("cropping")))
    case "MaxPooling2D": try add(keras, .pooling(Pooling(.maximum, window: try config.pool())))
    case "AveragePooling2D": try add(keras, .pooling(Pooling(.average, window: try config.pool())))
    case "GlobalAveragePooling2D": try addGlobal(keras, .average)
    case "GlobalMaxPooling2D": try addGlobal(keras, .maximum)
    case "Flatten": try add(keras, .reshape([try inputShape(keras).elementCount]))
    case "Reshape": try add(keras, .reshape(try config.targetShape(try inputShape(keras))))
    case "Dropout": try add(keras, .identity(.dropout))
    case "SpatialDropout2D", "GaussianDropout", "GaussianNoise", "AlphaDropout",
      "ActivityRegularization":
      try add(keras, .identity(.noise))
    case "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast",
      "RandomBrightness":
      try add(keras, .identity(.augmentation))
    case "Identity":
      _ = try inputShape(keras)
      guard keras.inputs.count == 1, keras.constants.isEmpty else {
        throw KerasModelError.Finding.unsupported(
          layer: keras.name, className: "Identity of several things")
      }
      outputs[keras.name] = outputs[keras.inputs[0]]
    case "Rescaling":
      let rank = try inputShape(keras).rank + 1
      let scale = try config.numbers("scale", rank: rank)
      let offset = try config.numbers("offset", rank: rank)
      try add(
        keras, .arithmetic(ConstantArithmetic(.rescaling, [.multiply(scale), .add(offset)])))
    case "Normalization": try addStandardization(keras, config)
    case "TFOpLambda": try addFunction(keras, config)
    case "TrueDivide", "Divide": try addArithmetic(keras, .division)
    case "Subtract": try addArithmetic(keras, .subtraction)
    case "Multiply": try addArithmetic(keras, .multiplication)
    default:
      throw KerasModelError.Finding.unsupported(layer: keras.name, className: keras.className)
    }
  }

  private mutating func addConvolution(_ keras: KerasLayer, _ config: LayerConfig) throws {
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

  private mutating func addDepthwise(_ keras: KerasLayer, _ config: LayerConfig) throws {
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
  private mutating func addSeparable(_ keras: KerasLayer, _ config: LayerConfig) throws {
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

  private mutating func addDense(_ keras: KerasLayer, _ config: LayerConfig) throws {
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

  private mutating func addNormalization(_ keras: KerasLayer, _ config: LayerConfig) throws {
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

  private mutating func addGlobal(_ keras: KerasLayer, _ kind: Pooling.Kind) throws {
    let shape = try inputShape(keras)
    guard try LayerConfig(keras).bool("keepdims", false), shape.rank == 3 else {
      return try add(keras, .globalPooling(kind))
    }
    // One window over all of the image gives the same numbers and keeps both axes.
    let window = Window(HeightWidth(height: shape[0], width: shape[1]), padding: .valid)
    try add(keras, .pooling(Pooling(kind, window: window)))
  }

  /// `(x − mean) / max(√variance, 1e-7)`, as Keras's `Normalization` computes it.
  private mutating func addStandardization(_ keras: KerasLayer, _ config: LayerConfig) throws {
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

  /// A function of TensorFlow in the graph of a Keras 2 model.
  private mutating func addFunction(_ keras: KerasLayer, _ config: LayerConfig) throws {
    let function = keras.config["function"].string ?? "nothing"
    switch function {
    case "math.truediv", "math.divide", "__operators__.truediv":
      try addArithmetic(keras, .division)
    case "math.subtract", "__operators__.sub": try addArithmetic(keras, .subtraction)
    case "math.multiply", "__operators__.mul": try addArithmetic(keras, .multiplication)
    case "nn.bias_add": try addArithmetic(keras, .addition, className: "bias_add")
    case "math.add" where keras.inputs.count == 1: try addArithmetic(keras, .addition)
    case "math.add": try add(keras, .add)
    // To MCT the operator `+` is not the function `tf.math.add`.
    case "__operators__.add" where keras.inputs.count == 1:
      try addArithmetic(keras, .addition, className: function)
    case "__operators__.add": try add(keras, .add, className: function)
    case "nn.relu": try add(keras, .activation(.reLU()), className: "relu")
    case "nn.relu6": try add(keras, .activation(.reLU(maximum: 6)), className: "relu6")
    case "nn.softmax": try add(keras, .activation(.softmax), className: "softmax")
    case "nn.sigmoid", "math.sigmoid":
      try add(keras, .activation(.sigmoid), className: "sigmoid")
    case "math.tanh", "nn.tanh": try add(keras, .activation(.tanh), className: "tanh")
    default:
      throw KerasModelError.Finding.unsupported(layer: keras.name, className: "tf.\(function)")
    }
  }

  private mutating func addArithmetic(
    _ keras: KerasLayer, _ origin: ConstantArithmetic.Origin, className: String? = nil
  ) throws {
    let input = try inputShape(keras)
    if keras.isConstantFirst, origin == .subtraction || origin == .division {
      throw KerasModelError.Finding.unsupported(
        layer: keras.name, className: "\(keras.className) of a number and a layer")
    }
    guard keras.inputs.count == 1, keras.constants.count == 1 else {
      throw KerasModelError.Finding.unsupported(
        layer: keras.name, className: "\(keras.className) of several layers")
    }
    let constant = keras.constants[0]
    guard [1, input[-1]].contains(constant.numbers.count),
      constant.differsByChannelOnly(rank: input.rank + 1)
    else {
      throw KerasModelError.Finding.constantShape(layer: keras.name, shape: constant.shapeText)
    }
    let constants = constant.numbers.map { Float($0) }
    let step: ConstantArithmetic.Step =
      switch origin {
      case .division: .divide(constants)
      case .subtraction: .subtract(constants)
      case .addition: .add(constants)
      case .multiplication, .rescaling, .normalization: .multiply(constants)
      }
    try add(keras, .arithmetic(ConstantArithmetic(origin, [step])), className: className)
  }
}
