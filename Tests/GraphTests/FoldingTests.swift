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
}
