import Graph
import Support
import Tensors
import Testing

/// One layer between an input and nothing, or a ReLU, in every shape that could break a loop.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let model: Model

  /// - Parameter reads: How often the layer reads its input.
  init(
    _ title: String, _ operation: Operation, size: (Int, Int), channels: Int, reads: Int = 1,
    reLU: Bool = false
  ) {
    testDescription = "\(title) \(size) \(channels)"
    let input: Shape = [size.0, size.1, channels]
    let output = operation.outputShape(of: Array(repeating: input, count: reads)) ?? []
    var layers = [
      Layer(name: "input", operation: .input, inputs: [], outputShape: input),
      Layer(
        name: "layer", operation: operation, inputs: Array(repeating: "input", count: reads),
        outputShape: output),
    ]
    if reLU {
      layers.append(
        Layer(
          name: "relu", operation: .reLU(maximum: 0.5), inputs: ["layer"], outputShape: output))
    }
    model = Model(name: "case", layers: layers)
  }

  static func convolution(
    kernel: HeightWidth, strides: HeightWidth = 1, padding: Padding = .same, size: (Int, Int),
    channels: Int, outputs: Int, dilation: HeightWidth = 1, groups: Int = 1, bias: Bool = true,
    activation: Activation = .linear, reLU: Bool = false
  ) -> LayerCase {
    var random = SplitMix64(seed: UInt64(kernel.count * 1000 + outputs))
    let shape: Shape = [kernel.height, kernel.width, channels / groups, outputs]
    let layer = Convolution(
      kernel: Tensor(shape: shape, values: random.floats(shape.elementCount)),
      bias: bias ? random.floats(outputs) : nil, strides: strides, padding: padding,
      dilation: dilation, groups: groups, activation: activation)
    return LayerCase(
      "conv \(kernel)/\(strides) ~\(dilation) \(padding) \(groups) groups \(activation) →\(outputs)",
      .convolution(layer), size: size, channels: channels, reLU: reLU)
  }

  static func depthwise(
    kernel: HeightWidth, strides: HeightWidth = 1, padding: Padding = .same, size: (Int, Int),
    channels: Int, multiplier: Int = 1, dilation: HeightWidth = 1, reLU: Bool = true
  ) -> LayerCase {
    var random = SplitMix64(seed: UInt64(kernel.count * 1000 + channels))
    let shape: Shape = [kernel.height, kernel.width, channels, multiplier]
    let layer = DepthwiseConvolution(
      kernel: Tensor(shape: shape, values: random.floats(shape.elementCount)),
      bias: random.floats(channels * multiplier), strides: strides, padding: padding,
      dilation: dilation)
    return LayerCase(
      "depthwise \(kernel)/\(strides) ~\(dilation) \(padding) ·\(multiplier)",
      .depthwiseConvolution(layer), size: size, channels: channels, reLU: reLU)
  }

  static let all: [LayerCase] =
    pointwise + convolutions + otherConvolutions + depthwise + otherDepthwise + poolings
    + withoutWeights

  private static let pointwise: [LayerCase] =
    [1, 3, 4, 5, 8, 12, 15, 16, 17, 24, 31, 32, 33, 40, 64, 100].map { outputs in
      .convolution(
        kernel: 1, size: (5, 7), channels: 9, outputs: outputs, bias: outputs % 2 == 0,
        reLU: outputs % 3 == 0)
    }
    + [(1, 1), (1, 3), (2, 1), (4, 4), (7, 2), (13, 1), (15, 1), (14, 14)].map { size in
      .convolution(kernel: 1, size: size, channels: 16, outputs: 20)
    }

  private static let convolutions: [LayerCase] = {
    var cases: [LayerCase] = []
    for kernel in [2, 3, 5] {
      for stride in [1, 2, 3] {
        for padding in [Padding.same, .valid] {
          for size in [(5, 5), (6, 9), (8, 5)] {
            cases.append(
              .convolution(
                kernel: HeightWidth(kernel), strides: HeightWidth(stride), padding: padding,
                size: size, channels: 3, outputs: 10))
          }
        }
      }
    }
    cases.append(
      .convolution(kernel: 1, strides: 2, size: (5, 6), channels: 4, outputs: 6, reLU: true))
    return cases
  }()

  /// Gaps in the window, groups, unequal directions, activations inside.
  private static let otherConvolutions: [LayerCase] = {
    var cases: [LayerCase] = []
    for padding in [Padding.same, .valid] {
      for dilation in [
        HeightWidth(2), HeightWidth(height: 1, width: 3), .init(height: 3, width: 1),
      ] {
        cases.append(
          .convolution(
            kernel: 3, padding: padding, size: (9, 8), channels: 5, outputs: 20,
            dilation: dilation))
      }
      for (groups, outputs) in [(2, 6), (3, 51), (6, 12), (2, 80)] {
        cases.append(
          .convolution(
            kernel: 3, strides: 2, padding: padding, size: (7, 9), channels: 6, outputs: outputs,
            groups: groups, reLU: true))
      }
      cases.append(
        .convolution(
          kernel: HeightWidth(height: 1, width: 5), strides: .init(height: 2, width: 1),
          padding: padding, size: (8, 9), channels: 3, outputs: 17))
    }
    cases.append(.convolution(kernel: 1, size: (5, 6), channels: 8, outputs: 12, groups: 4))
    for activation in [
      Activation.reLU(), .reLU(maximum: 0.5), .reLU(slope: 0.25), .sigmoid, .tanh, .softmax,
    ] {
      cases.append(
        .convolution(
          kernel: 3, size: (5, 6), channels: 4, outputs: 9, activation: activation, reLU: true))
    }
    return cases
  }()

  private static let depthwise: [LayerCase] = {
    var cases: [LayerCase] = []
    for kernel in [1, 2, 3, 5] {
      for stride in [1, 2, 3] {
        for padding in [Padding.same, .valid] {
          for size in [(5, 5), (6, 9), (13, 7), (8, 5)] {
            cases.append(
              .depthwise(
                kernel: HeightWidth(kernel), strides: HeightWidth(stride), padding: padding,
                size: size, channels: 19))
          }
        }
      }
    }
    for channels in [1, 3, 4, 7, 8, 16, 24, 32, 33, 48] {
      cases.append(.depthwise(kernel: 3, size: (6, 7), channels: channels))
    }
    for size in [(1, 1), (1, 2), (2, 2), (3, 1), (2, 20)] {
      cases.append(.depthwise(kernel: 3, size: size, channels: 16))
      cases.append(.depthwise(kernel: 3, strides: 2, size: size, channels: 16))
    }
    return cases
  }()

  /// Gaps in the window, several outputs for a channel, unequal directions.
  private static let otherDepthwise: [LayerCase] = [
    .depthwise(kernel: 3, size: (9, 8), channels: 20, dilation: 2),
    .depthwise(kernel: 3, padding: .valid, size: (9, 8), channels: 20, dilation: 3),
    .depthwise(kernel: 3, strides: 2, size: (9, 8), channels: 5, multiplier: 2),
    .depthwise(kernel: 1, size: (4, 4), channels: 3, multiplier: 16, reLU: false),
    .depthwise(
      kernel: HeightWidth(height: 3, width: 5), strides: HeightWidth(height: 1, width: 2),
      size: (9, 11), channels: 17),
    .depthwise(
      kernel: 3, strides: HeightWidth(height: 2, width: 1), size: (9, 11), channels: 33),
  ]

  private static let poolings: [LayerCase] = Pooling.Kind.allCases.flatMap { kind in
    [Padding.same, .valid].flatMap { padding in
      [
        (HeightWidth(2), HeightWidth(2)), (3, 2), (3, 1), (1, 3),
        (HeightWidth(height: 3, width: 2), HeightWidth(height: 1, width: 2)),
      ].flatMap { size, strides in
        [1, 7, 16, 40].map { channels in
          LayerCase(
            "\(kind) \(size)/\(strides) \(padding)",
            .pooling(Pooling(kind, window: Window(size, strides: strides, padding: padding))),
            size: (7, 8), channels: channels, reLU: channels == 7)
        }
      }
    }
  }

  private static let withoutWeights: [LayerCase] = [
    LayerCase("sum of three", .add, size: (4, 5), channels: 6, reads: 3, reLU: true),
    LayerCase("sum of two", .add, size: (4, 5), channels: 6, reads: 2, reLU: true),
    LayerCase("concatenation", .concatenate, size: (4, 5), channels: 6, reads: 3, reLU: true),
    LayerCase(
      "padding", .zeroPadding(Border(top: 1, bottom: 2, left: 0, right: 3)), size: (4, 5),
      channels: 3, reLU: true),
    LayerCase(
      "padding with a value",
      .zeroPadding(Border(top: 1, bottom: 2, left: 0, right: 3, value: 0.5)), size: (4, 5),
      channels: 3, reLU: true),
    LayerCase(
      "cropping", .cropping(Border(top: 1, bottom: 0, left: 2, right: 1)), size: (4, 5),
      channels: 3, reLU: true),
    LayerCase("largest", .globalPooling(.maximum), size: (4, 5), channels: 19, reLU: true),
    LayerCase("mean", .globalPooling(.average), size: (4, 5), channels: 19, reLU: true),
    LayerCase("flatten", .reshape([60]), size: (4, 5), channels: 3, reLU: true),
    LayerCase("reshape", .reshape([5, 2, 6]), size: (4, 5), channels: 3, reLU: true),
    LayerCase("dropout", .identity(.dropout), size: (4, 5), channels: 3, reLU: true),
    LayerCase("nothing", .activation(.linear), size: (4, 5), channels: 3),
    LayerCase("sigmoid", .activation(.sigmoid), size: (4, 5), channels: 3, reLU: true),
    LayerCase("tanh", .activation(.tanh), size: (4, 5), channels: 3),
    LayerCase("softmax", .activation(.softmax), size: (4, 5), channels: 3),
    LayerCase(
      "leaky", .activation(.reLU(maximum: 0.7, slope: 0.25, threshold: 0.125)), size: (4, 5),
      channels: 3),
    LayerCase(
      "rescaling", .arithmetic(ConstantArithmetic(.rescaling, [.multiply([0.3]), .add([-1])])),
      size: (4, 5), channels: 3, reLU: true),
    LayerCase(
      "normalization",
      .arithmetic(
        ConstantArithmetic(.normalization, [.subtract([0.1, 0.2, 0.3]), .divide([3, 2, 1])])),
      size: (4, 5), channels: 3, reLU: true),
  ]
}
