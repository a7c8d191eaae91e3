import Graph
import Tensors

/// What the classes of Keras mean.
extension ModelReading {
  /// Adds what a layer of a known class computes.
  ///
  /// - Throws: ``KerasModelError/Finding``.
  mutating func add(_ keras: KerasLayer) throws {
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

  private mutating func addGlobal(_ keras: KerasLayer, _ kind: Pooling.Kind) throws {
    let shape = try inputShape(keras)
    guard try LayerConfig(keras).bool("keepdims", false), shape.rank == 3 else {
      return try add(keras, .globalPooling(kind))
    }
    // One window over all of the image gives the same numbers and keeps both axes.
    let window = Window(HeightWidth(height: shape[0], width: shape[1]), padding: .valid)
    try add(keras, .pooling(Pooling(kind, window: window)))
  }
}
