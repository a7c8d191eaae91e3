import Support
import Tensors
import Testing

@testable import Graph

/// Folding and splitting change what a model is made of, not what it computes.
struct FoldingTests {
  /// Convolutions with and without a bias, several outputs per channel, a batch normalization that has
  /// nothing to be folded into, and activations inside of layers.
  static let model: Model = {
    var random = SplitMix64(seed: 3)
    func tensor(_ shape: Shape) -> Tensor {
      Tensor(shape: shape, values: random.floats(shape.elementCount))
    }
    func normalization(_ channels: Int) -> Operation {
      .batchNormalization(
        BatchNormalization(
          gamma: random.floats(channels), beta: random.floats(channels),
          mean: random.floats(channels), variance: random.floats(channels, in: 0.5...2),
          epsilon: 1e-3))
    }
    var layers = [Layer(name: "input", operation: .input, inputs: [], outputShape: [6, 6, 3])]
    func append(_ name: String, _ operation: Operation, _ inputs: [String]) {
      let shapes = inputs.compactMap { input in layers.first { $0.name == input }?.outputShape }
      layers.append(
        Layer(
          name: name, operation: operation, inputs: inputs,
          outputShape: operation.outputShape(of: shapes) ?? []))
    }
    append("a", .convolution(Convolution(kernel: tensor([3, 3, 3, 4]), strides: 2)), ["input"])
    append("a_norm", normalization(4), ["a"])
    append(
      "b",
      .depthwiseConvolution(
        DepthwiseConvolution(kernel: tensor([3, 3, 4, 2]), bias: random.floats(8))), ["a_norm"])
    append("b_norm", normalization(8), ["b"])
    append(
      "c", .convolution(Convolution(kernel: tensor([1, 1, 8, 8]), activation: .reLU())),
      ["b_norm"])
    append("c_norm", normalization(8), ["c"])
    append("sum", .add, ["b_norm", "c_norm"])
    append("sum_norm", normalization(8), ["sum"])
    append("mean", .globalAveragePooling, ["sum_norm"])
    append(
      "classes", .dense(Dense(kernel: tensor([8, 5]), bias: nil, activation: .softmax)), ["mean"])
    return Model(name: "model", layers: layers)
  }()

  @Test func theAnswerStaysTheSame() throws {
    var random = SplitMix64(seed: 4)
    let images = Tensor(shape: [2, 6, 6, 3], values: random.floats(2 * 6 * 6 * 3))
    let expected = try ReferenceExecutor(model: Self.model).output(for: images)
    let split = Self.model.splittingActivations()
    #expect(try ReferenceExecutor(model: split).output(for: images) == expected)
    let folded = try ReferenceExecutor(model: split.foldingBatchNormalization()).output(for: images)
    // Other roundings of sums of 27 products below 1, through five layers.
    for (a, b) in zip(folded.values, expected.values) { #expect(abs(a - b) < 1e-5) }
  }

  @Test func onlyConvolutionsWithoutAnythingInBetweenTakeNormalizationsIn() {
    let names = Self.model.splittingActivations().foldingBatchNormalization().layers.map(\.name)
    #expect(
      names == [
        "input", "a_bn", "b_bn", "c", "c_post_activation", "c_norm", "sum", "sum_norm", "mean",
        "classes", "classes_post_activation",
      ])
  }

  private let normalization = Operation.batchNormalization(
    BatchNormalization(gamma: [4], beta: [1], mean: [0.25], variance: [3], epsilon: 1))

  /// An input, a convolution with kernel 3 and bias 0.5, a normalization, and what comes behind.
  private func model(_ more: [Layer] = []) -> Model {
    let convolution = Convolution(kernel: Tensor(shape: [1, 1, 1, 1], values: [3]), bias: [0.5])
    return Model(
      name: "small",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [2, 2, 1]),
        Layer(
          name: "conv", operation: .convolution(convolution), inputs: ["in"],
          outputShape: [2, 2, 1]),
        Layer(name: "bn", operation: normalization, inputs: ["conv"], outputShape: [2, 2, 1]),
      ] + more)
  }

  @Test func scaleAndShiftGoIntoTheConvolution() throws {
    let relu = Layer(
      name: "relu", operation: .reLU(maximum: 6), inputs: ["bn"], outputShape: [2, 2, 1])
    let folded = model([relu]).foldingBatchNormalization()
    #expect(folded.layers.map(\.name) == ["in", "conv_bn", "relu"])
    #expect(folded["relu"]?.inputs == ["conv_bn"])
    guard case .convolution(let convolution) = folded["conv_bn"]?.operation else {
      Issue.record("no convolution is left")
      return
    }
    // s = 4 / √(3 + 1) = 2: W′ = 3 · 2, b′ = 1 + (0.5 − 0.25) · 2.
    #expect(convolution.kernel.values == [6])
    #expect(convolution.bias == [1.5])
    let x = Tensor(shape: [1, 2, 2, 1], values: [-1, 0, 0.25, 0.5])
    let before = try ReferenceExecutor(model: model([relu])).output(for: x)
    #expect(try ReferenceExecutor(model: folded).output(for: x) == before)
  }

  @Test func aNormalizationStaysWhereItsInputHasAnotherReader() {
    let sum = Layer(
      name: "sum", operation: .add, inputs: ["conv", "bn"], outputShape: [2, 2, 1])
    let model = model([sum])
    #expect(model.foldingBatchNormalization() == model)
  }

  @Test func theSoftmaxOfADenseLayerBecomesALayer() {
    let dense = Dense(
      kernel: Tensor(shape: [1, 2], values: [1, 2]), bias: nil, activation: .softmax)
    let model = Model(
      name: "small",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [1]),
        Layer(name: "top", operation: .dense(dense), inputs: ["in"], outputShape: [2]),
      ])
    let split = model.splittingActivations()
    #expect(split.layers.map(\.name) == ["in", "top", "top_post_activation"])
    #expect(split.outputName == "top_post_activation")
    #expect(split["top_post_activation"]?.operation == .softmax)
    guard case .dense(let left) = split["top"]?.operation else {
      Issue.record("no dense layer is left")
      return
    }
    #expect(left.activation == .linear && left.kernel == dense.kernel)
  }
}
