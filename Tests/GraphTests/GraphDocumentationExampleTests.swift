import Graph
import Tensors
import Testing

/// The examples of the module's documentation, in the order of its files; a test of the package sees to
/// it that they are all here.
struct GraphDocumentationExampleTests {
  @Test func activationGridExample1() {
    let grid = ActivationGrid(lower: -4, upper: 3, step: 1, zeroLevel: 4)
    #expect([-9, -1.5, -0.5, 0.5, 9].map { grid($0) } == [-4, -1, 0, 1, 3])
  }

  @Test func foldingExample1() {
    let convolution = Convolution(kernel: Tensor(shape: [1, 1, 1, 1], values: [3]), bias: [0.5])
    let normalization = BatchNormalization(
      gamma: [4], beta: [1], mean: [0.25], variance: [3], epsilon: 1)
    let model = Model(
      name: "small",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [8, 8, 1]),
        Layer(
          name: "conv", operation: .convolution(convolution), inputs: ["in"],
          outputShape: [8, 8, 1]),
        Layer(
          name: "bn", operation: .batchNormalization(normalization), inputs: ["conv"],
          outputShape: [8, 8, 1]),
      ])
    let folded = model.foldingBatchNormalization()
    #expect(folded.layers.map(\.name) == ["in", "conv_bn"])
    let expected = Convolution(kernel: Tensor(shape: [1, 1, 1, 1], values: [6]), bias: [1.5])
    #expect(folded["conv_bn"]?.operation == .convolution(expected))
  }

  @Test func foldingExample2() {
    let layer = BatchNormalization(gamma: [4], beta: [1], mean: [0.25], variance: [3], epsilon: 1)
    #expect(layer.scale == [2])
    #expect(layer.shift(of: nil) == [0.5])
    #expect(layer.shift(of: [0.5]) == [1.5])
  }

  @Test func modelExample1() {
    let model = Model(
      name: "small",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [4, 4, 2]),
        Layer(name: "relu", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [4, 4, 2]),
        Layer(name: "sum", operation: .add, inputs: ["in", "relu"], outputShape: [4, 4, 2]),
      ])
    #expect(model["relu"]?.operation == .reLU(maximum: 6))
    #expect(model.consumers(of: "in") == ["relu", "sum"])
    #expect(model.inputShape == [4, 4, 2])
    #expect(model.outputName == "sum")
  }

  @Test func paddingExample1() {
    #expect(Padding.same.amounts(input: 224, window: 3, stride: 2).before == 0)
    #expect(Padding.same.amounts(input: 224, window: 3, stride: 2).after == 1)
  }

  @Test func paddingExample2() {
    #expect(Padding.same.outputExtent(input: 7, window: 3, stride: 2) == 4)
    #expect(Padding.valid.outputExtent(input: 7, window: 3, stride: 2) == 3)
  }

  @Test func referenceExecutorExample1() throws {
    let model = Model(
      name: "small",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [1, 3, 1]),
        Layer(name: "relu", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [1, 3, 1]),
      ])
    let images = Tensor(shape: [1, 1, 3, 1], values: [-1, 2.6, 7])
    #expect(try ReferenceExecutor(model: model).output(for: images).values == [0, 2.6, 6])
    let grid = ActivationGrid(lower: 0, upper: 3, step: 1, zeroLevel: 0)
    let rounding = ReferenceExecutor(model: model, grids: ["relu": grid])
    #expect(try rounding.output(for: images).values == [0, 3, 3])
  }
}
