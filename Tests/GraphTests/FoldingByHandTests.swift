import Graph
import Tensors
import Testing

struct FoldingByHandTests {
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
    let split = model.splittingDenseActivations()
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
