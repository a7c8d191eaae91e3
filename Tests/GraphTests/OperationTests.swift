import Tensors
import Testing

@testable import Graph

/// What an operation says of itself.
struct OperationTests {
  static let kernel = Tensor(shape: [3, 3, 4, 6])

  /// One of every kind, on an image of 9 × 8 pixels and 4 channels.
  static let operations: [(operation: Operation, output: Shape)] = [
    (.convolution(Convolution(kernel: kernel, strides: 2)), [5, 4, 6]),
    (.convolution(Convolution(kernel: kernel, padding: .valid, dilation: 2)), [5, 4, 6]),
    (.convolution(Convolution(kernel: Tensor(shape: [1, 1, 2, 6]), groups: 2)), [9, 8, 6]),
    (
      .depthwiseConvolution(
        DepthwiseConvolution(
          kernel: Tensor(shape: [3, 3, 4, 2]), strides: HeightWidth(height: 2, width: 1))),
      [5, 8, 8]
    ),
    (
      .batchNormalization(
        BatchNormalization(
          gamma: [1, 1, 1, 1], beta: [0, 0, 0, 0], mean: [0, 0, 0, 0], variance: [1, 1, 1, 1],
          epsilon: 0)), [9, 8, 4]
    ),
    (.reLU(maximum: 6), [9, 8, 4]), (.activation(.tanh), [9, 8, 4]), (.softmax, [9, 8, 4]),
    (.add, [9, 8, 4]), (.concatenate, [9, 8, 8]),
    (.zeroPadding(Border(top: 1, bottom: 2, left: 0, right: 3)), [12, 11, 4]),
    (.cropping(Border(top: 1, bottom: 2, left: 0, right: 3)), [6, 5, 4]),
    (.pooling(Pooling(.maximum, window: Window(3, strides: 2, padding: .valid))), [4, 3, 4]),
    (.pooling(Pooling(.average, window: Window(2, strides: 2, padding: .same))), [5, 4, 4]),
    (.globalPooling(.maximum), [4]), (.globalAveragePooling, [4]), (.reshape([288]), [288]),
    (.identity(.dropout), [9, 8, 4]),
    (.arithmetic(ConstantArithmetic(.rescaling, [.multiply([0.5])])), [9, 8, 4]),
  ]

  @Test(arguments: operations)
  func theShapeIsThatOfTheOutput(operation: Operation, shape: Shape) throws {
    let input: Shape = [9, 8, 4]
    let reads = operation == .add || operation == .concatenate ? 2 : 1
    #expect(operation.outputShape(of: Array(repeating: input, count: reads)) == shape)
    let model = Model(
      name: "one",
      layers: [
        Layer(name: "input", operation: .input, inputs: [], outputShape: input),
        Layer(
          name: "layer", operation: operation, inputs: Array(repeating: "input", count: reads),
          outputShape: shape),
      ])
    let output = try ReferenceExecutor(model: model).output(for: Tensor(shape: [2, 9, 8, 4]))
    #expect(output.shape == shape.prepending(2))
  }

  @Test func whatDoesNotFitHasNoShape() {
    let convolution = Operation.convolution(Convolution(kernel: Self.kernel, padding: .valid))
    #expect(convolution.outputShape(of: [[9, 8, 5]]) == nil, "other channels")
    #expect(convolution.outputShape(of: [[2, 8, 4]]) == nil, "fewer rows than the window")
    #expect(convolution.outputShape(of: [[4]]) == nil, "no image")
    #expect(Operation.add.outputShape(of: [[4, 4, 2], [4, 4, 3]]) == nil)
    #expect(Operation.concatenate.outputShape(of: [[4, 4, 2], [3, 4, 3]]) == nil)
    #expect(Operation.reshape([5]).outputShape(of: [[2, 2]]) == nil)
    #expect(
      Operation.cropping(Border(top: 2, bottom: 2, left: 0, right: 0)).outputShape(of: [[4, 4, 1]])
        == nil)
  }

  @Test func signsAreThoseOfTheLayersBefore() {
    func layer(_ name: String, _ operation: Operation, _ inputs: [String]) -> Layer {
      Layer(name: name, operation: operation, inputs: inputs, outputShape: [4, 4, 2])
    }
    let model = Model(
      name: "signs",
      layers: [
        layer("input", .input, []), layer("relu", .reLU(maximum: nil), ["input"]),
        layer(
          "pool", .pooling(Pooling(.maximum, window: Window(3))), ["relu"]),
        layer("leaky", .activation(.reLU(slope: 0.1)), ["pool"]),
        layer("sum", .add, ["pool", "leaky"]), layer("twice", .add, ["pool", "relu"]),
      ])
    #expect(
      model.layers.map { model.canBeNegative($0.name) } == [true, false, false, true, true, false])
  }

  @Test("at its threshold a ReLU gives 0, with a slope and without")
  func thresholds() throws {
    for slope in [0, 0.5] as [Float] {
      let model = Model(
        name: "threshold",
        layers: [
          Layer(name: "input", operation: .input, inputs: [], outputShape: [1, 1, 4]),
          Layer(
            name: "relu", operation: .activation(.reLU(slope: slope, threshold: 2)),
            inputs: ["input"], outputShape: [1, 1, 4]),
        ])
      let input = Tensor(shape: [1, 1, 1, 4], values: [1, 2, 3, 0])
      let output = try ReferenceExecutor(model: model).output(for: input)
      #expect(output.values == [-slope, 0, 3, -2 * slope])
    }
  }

  @Test(
    "TensorFlow's zeros",
    arguments: [
      (Padding.same, 5, 3, 2, 1, 1, 3), (.same, 6, 3, 2, 0, 1, 3), (.same, 7, 2, 1, 0, 1, 7),
      (.valid, 7, 3, 2, 0, 0, 3), (.valid, 2, 3, 1, 0, 0, 0), (.same, 1, 5, 3, 2, 2, 1),
    ])
  func paddings(
    _ padding: Padding, _ input: Int, _ window: Int, _ stride: Int, _ before: Int, _ after: Int,
    _ output: Int
  ) {
    let amounts = padding.amounts(input: input, window: window, stride: stride)
    #expect(amounts == (before, after))
    #expect(padding.outputExtent(input: input, window: window, stride: stride) == output)
  }
}
