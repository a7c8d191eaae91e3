import Graph
import Tensors

/// The widths and strides of MobileNetV2: everything about it but the weights.
///
/// - Source: Keras, `applications/mobilenet_v2.py`; Sandler et al., “MobileNetV2”, 2018.
/// - Explained in: chapter 1.
public struct Architecture: Hashable, Sendable {
  /// The width multiplier α.
  public let alpha: Double
  /// Rows and columns of the input, in pixels.
  public let inputSize: Int
  /// The number of classes.
  public let classCount: Int

  /// - Precondition: The input size is a positive multiple of 32.
  public init(alpha: Double, inputSize: Int, classCount: Int) {
    precondition(
      inputSize > 0 && inputSize % 32 == 0, "the input size \(inputSize) is no multiple of 32")
    self.alpha = alpha
    self.inputSize = inputSize
    self.classCount = classCount
  }

  /// The most rows and columns of an input: with 2048, the largest output of a layer takes 400 MB an image.
  public static let largestInputSize = 2048

  /// Whether an input can be of that size: MobileNetV2 halves it five times.
  public static func canTake(inputSize: Int) -> Bool {
    (32...largestInputSize).contains(inputSize) && inputSize % 32 == 0
  }

  /// The width multipliers for which Keras offers trained weights.
  public static let kerasAlphas = [0.35, 0.5, 0.75, 1.0, 1.3, 1.4]

  /// One inverted residual: expand, filter every channel, project.
  struct Block {
    let index: Int
    let outputs: Int
    let stride: Int
    let expansion: Int
  }

  var blocks: [Block] {
    let groups = [
      // output channels at α = 1, stride of the first, expansion, how many
      (16, 1, 1, 1), (24, 2, 6, 2), (32, 2, 6, 3), (64, 2, 6, 4), (96, 1, 6, 3), (160, 2, 6, 3),
      (320, 1, 6, 1),
    ]
    var blocks: [Block] = []
    for (filters, stride, expansion, count) in groups {
      for repetition in 0..<count {
        blocks.append(
          Block(
            index: blocks.count,
            outputs: Architecture.divisible(by: 8, Double(Int(Double(filters) * alpha))),
            stride: repetition == 0 ? stride : 1, expansion: expansion))
      }
    }
    return blocks
  }

  /// Channels of the first convolution.
  var stemChannels: Int { Architecture.divisible(by: 8, 32 * alpha) }

  /// Channels of the last convolution.
  var headChannels: Int { alpha > 1 ? Architecture.divisible(by: 8, 1280 * alpha) : 1280 }

  /// The nearest multiple, but not more than a tenth below the value.
  static func divisible(by divisor: Int, _ value: Double) -> Int {
    let nearest = max(divisor, Int(value + Double(divisor) / 2) / divisor * divisor)
    return Double(nearest) < 0.9 * value ? nearest + divisor : nearest
  }

  /// The name that Keras gives the model, such as `mobilenetv2_1.00_224`.
  public var modelName: String {
    let hundredths = Int((alpha * 100).rounded())
    let fraction = hundredths % 100
    return "mobilenetv2_\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)_\(inputSize)"
  }
}

/// Gives the weights of a layer, in Keras's order and layout.
///
/// - Parameters:
///   - layer: The layer's name.
///   - names: What the weights are called, such as `kernel`, `bias`, `gamma`.
///   - shapes: The shape of every weight.
public typealias WeightSource = (_ layer: String, _ names: [String], _ shapes: [Shape]) throws
  -> [Tensor]

extension Architecture {
  /// Builds the model; layers have Keras's names and order.
  public func model(weights: WeightSource) rethrows -> Model {
    try withoutActuallyEscaping(weights) { weights in
      var builder = ModelBuilder(inputSize: inputSize, weights: weights)
      try builder.convolution("Conv1", kernelSize: 3, outputs: stemChannels, stride: 2)
      try builder.normalization("bn_Conv1")
      builder.reLU6("Conv1_relu")
      for block in blocks { try add(block, to: &builder) }
      try builder.convolution("Conv_1", kernelSize: 1, outputs: headChannels, stride: 1)
      try builder.normalization("Conv_1_bn")
      builder.reLU6("out_relu")
      builder.globalAveragePooling("global_average_pooling2d")
      try builder.classifier("predictions", classes: classCount)
      return Model(name: modelName, layers: builder.layers)
    }
  }

  private func add(_ block: Block, to builder: inout ModelBuilder) throws {
    let prefix = block.index == 0 ? "expanded_conv_" : "block_\(block.index)_"
    let input = builder.last
    let inputs = input.outputShape[-1]
    if block.expansion > 1 {
      try builder.convolution(
        prefix + "expand", kernelSize: 1, outputs: inputs * block.expansion, stride: 1)
      try builder.normalization(prefix + "expand_BN")
      builder.reLU6(prefix + "expand_relu")
    }
    if block.stride == 2 { builder.padding(prefix + "pad") }
    try builder.depthwiseConvolution(prefix + "depthwise", stride: block.stride)
    try builder.normalization(prefix + "depthwise_BN")
    builder.reLU6(prefix + "depthwise_relu")
    try builder.convolution(prefix + "project", kernelSize: 1, outputs: block.outputs, stride: 1)
    try builder.normalization(prefix + "project_BN")
    if block.stride == 1, inputs == block.outputs {
      builder.addition(prefix + "add", of: input.name)
    }
  }
}

/// Puts layers behind one another and keeps track of shapes.
private struct ModelBuilder {
  var layers: [Layer]
  let weights: WeightSource

  init(inputSize: Int, weights: @escaping WeightSource) {
    layers = [
      Layer(
        name: "input_1", operation: .input, inputs: [], outputShape: [inputSize, inputSize, 3])
    ]
    self.weights = weights
  }

  var last: Layer { layers[layers.count - 1] }

  private mutating func append(
    _ name: String, _ operation: Operation, alsoReading other: String? = nil
  ) {
    let inputs = [other, last.name].compactMap { $0 }
    let shapes = layers.filter { inputs.contains($0.name) }.map(\.outputShape)
    guard let shape = operation.outputShape(of: shapes) else {
      preconditionFailure("\(name) does not fit \(shapes)")
    }
    layers.append(Layer(name: name, operation: operation, inputs: inputs, outputShape: shape))
  }

  mutating func convolution(_ name: String, kernelSize: Int, outputs: Int, stride: Int) throws {
    let shape: Shape = [kernelSize, kernelSize, last.outputShape[2], outputs]
    let kernel = try weights(name, ["kernel"], [shape])[0]
    append(
      name, .convolution(Convolution(kernel: kernel, strides: HeightWidth(stride), padding: .same)))
  }

  mutating func depthwiseConvolution(_ name: String, stride: Int) throws {
    let kernel = try weights(name, ["depthwise_kernel"], [[3, 3, last.outputShape[2], 1]])[0]
    append(
      name,
      .depthwiseConvolution(
        DepthwiseConvolution(
          kernel: kernel, strides: HeightWidth(stride), padding: stride == 1 ? .same : .valid)))
  }

  mutating func normalization(_ name: String) throws {
    let names = ["gamma", "beta", "moving_mean", "moving_variance"]
    let found = try weights(name, names, names.map { _ in [last.outputShape[-1]] })
    append(
      name,
      .batchNormalization(
        BatchNormalization(
          gamma: found[0].values, beta: found[1].values, mean: found[2].values,
          variance: found[3].values, epsilon: 0.001)))
  }

  mutating func reLU6(_ name: String) { append(name, .reLU(maximum: 6)) }

  mutating func padding(_ name: String) {
    // Even extents only, so Keras's `correct_pad` asks for one row and column at the end.
    append(name, .zeroPadding(Border(top: 0, bottom: 1, left: 0, right: 1)))
  }

  mutating func addition(_ name: String, of other: String) {
    append(name, .add, alsoReading: other)
  }

  mutating func globalAveragePooling(_ name: String) { append(name, .globalAveragePooling) }

  mutating func classifier(_ name: String, classes: Int) throws {
    let found = try weights(
      name, ["kernel", "bias"], [[last.outputShape[0], classes], [classes]])
    append(
      name, .dense(Dense(kernel: found[0], bias: found[1].values, activation: .softmax)))
  }
}
