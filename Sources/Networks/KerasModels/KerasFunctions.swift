import Graph
import Tensors

/// Functions of TensorFlow in a graph, and arithmetic with numbers that the description holds.
extension ModelReading {
  /// A function of TensorFlow in the graph of a Keras 2 model.
  mutating func addFunction(_ keras: KerasLayer, _ config: LayerConfig) throws {
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

  mutating func addArithmetic(
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
