import Graph
import Support
import Tensors

/// The widths and strides of MobileNetV2: everything about it but the weights.
///
/// - Source: Keras, `applications/mobilenet_v2.py`; Sandler et al., “MobileNetV2”, 2018.
/// - Explained in: chapter 1.
public struct Architecture: Hashable, Sendable {
  /// The width multiplier α.
  public let alpha: Double
  /// Rows and columns of the input, in pixels.
  public let input: HeightWidth
  /// The number of classes.
  public let classCount: Int

  /// - Precondition: The input has rows and columns.
  public init(alpha: Double, input: HeightWidth, classCount: Int) {
    precondition(input.height > 0 && input.width > 0, "no picture has \(input) pixels")
    self.alpha = alpha
    self.input = input
    self.classCount = classCount
  }

  /// - Parameter inputSize: Rows and columns, in pixels.
  public init(alpha: Double, inputSize: Int, classCount: Int) {
    self.init(alpha: alpha, input: HeightWidth(inputSize), classCount: classCount)
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
    return "mobilenetv2_\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)_\(input.height)"
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
  ///
  /// - Throws: What `weights` throws.
  public func model(weights: @escaping WeightSource) throws -> Model {
    try ModelReading.model(described, inputShape: [input.height, input.width, 3]) {
      try weights($0.name, $1, $2)
    }
  }

  /// What Keras would say of the model.
  var described: KerasDescription {
    do throws(KerasModelError.Finding) { return try KerasDescription(description) } catch {
      preconditionFailure("MobileNetV2 cannot be described: \(error)")
    }
  }

  /// What Keras's `model.to_json()` would say, as far as this workbook reads it.
  public var json: String { OrderedJSON(description).text() }

  private var description: JSONValue {
    var layers = DescribedLayers(input)
    layers.convolution("Conv1", size: 3, filters: stemChannels, stride: 2)
    layers.normalization("bn_Conv1")
    layers.reLU6("Conv1_relu")
    var channels = stemChannels
    for block in blocks {
      add(block, reading: channels, to: &layers)
      channels = block.outputs
    }
    layers.convolution("Conv_1", size: 1, filters: headChannels, stride: 1)
    layers.normalization("Conv_1_bn")
    layers.reLU6("out_relu")
    layers.append("global_average_pooling2d", "GlobalAveragePooling2D")
    layers.append(
      "predictions", "Dense",
      ["units": .number(Double(classCount)), "activation": .string("softmax")])
    return layers.model(named: modelName)
  }

  private func add(_ block: Block, reading channels: Int, to layers: inout DescribedLayers) {
    let prefix = block.index == 0 ? "expanded_conv_" : "block_\(block.index)_"
    let input = layers.last
    if block.expansion > 1 {
      layers.convolution(
        prefix + "expand", size: 1, filters: channels * block.expansion, stride: 1)
      layers.normalization(prefix + "expand_BN")
      layers.reLU6(prefix + "expand_relu")
    }
    if block.stride == 2 { layers.padding(prefix + "pad") }
    layers.depthwiseConvolution(prefix + "depthwise", stride: block.stride)
    layers.normalization(prefix + "depthwise_BN")
    layers.reLU6(prefix + "depthwise_relu")
    layers.convolution(prefix + "project", size: 1, filters: block.outputs, stride: 1)
    layers.normalization(prefix + "project_BN")
    if block.stride == 1, channels == block.outputs {
      layers.append(prefix + "add", "Add", reading: [input, layers.last])
    }
  }
}

/// Puts descriptions of layers behind one another.
private struct DescribedLayers {
  private var layers: [JSONValue] = []
  private(set) var last = "input_1"
  /// Rows and columns of the last layer's output.
  private var extent: HeightWidth

  init(_ input: HeightWidth) {
    extent = input
    let shape = [Double(input.height), Double(input.width), 3].map(JSONValue.number)
    append(last, "InputLayer", ["batch_input_shape": .array([.null] + shape)], reading: [])
  }

  /// What a stride of two leaves of the extent; both paddings of MobileNetV2 round up.
  private mutating func shrink(by stride: Int) {
    extent = HeightWidth(
      height: (extent.height + stride - 1) / stride, width: (extent.width + stride - 1) / stride)
  }

  func model(named name: String) -> JSONValue {
    func end(_ layer: String) -> JSONValue {
      .array([.string(layer), .number(0), .number(0)])
    }
    return .object([
      "class_name": .string("Functional"),
      "config": .object([
        "name": .string(name), "layers": .array(layers), "input_layers": end("input_1"),
        "output_layers": end(last),
      ]),
    ])
  }

  mutating func append(
    _ name: String, _ className: String, _ options: [String: JSONValue] = [:],
    reading inputs: [String]? = nil
  ) {
    let nodes = (inputs ?? [last]).map { input in
      JSONValue.array([.string(input), .number(0), .number(0), .object([:])])
    }
    layers.append(
      .object([
        "class_name": .string(className),
        "config": .object(options.merging(["name": .string(name)]) { $1 }),
        "inbound_nodes": .array(nodes.isEmpty ? [] : [.array(nodes)]),
      ]))
    last = name
  }

  mutating func convolution(_ name: String, size: Int, filters: Int, stride: Int) {
    append(
      name, "Conv2D",
      [
        "kernel_size": .number(Double(size)), "filters": .number(Double(filters)),
        "strides": .number(Double(stride)), "padding": .string("same"), "use_bias": .bool(false),
      ])
    shrink(by: stride)
  }

  mutating func depthwiseConvolution(_ name: String, stride: Int) {
    append(
      name, "DepthwiseConv2D",
      [
        "kernel_size": .number(3), "strides": .number(Double(stride)),
        "padding": .string(stride == 1 ? "same" : "valid"), "use_bias": .bool(false),
      ])
    shrink(by: stride)
  }

  mutating func normalization(_ name: String) {
    append(name, "BatchNormalization", ["epsilon": .number(0.001)])
  }

  mutating func reLU6(_ name: String) { append(name, "ReLU", ["max_value": .number(6)]) }

  /// Keras's `correct_pad`: an even extent gets a zero at its end, an odd one at either end.
  mutating func padding(_ name: String) {
    let sides = [extent.height, extent.width].map { extent in
      JSONValue.array([.number(Double(extent % 2)), .number(1)])
    }
    append(name, "ZeroPadding2D", ["padding": .array(sides)])
  }
}
