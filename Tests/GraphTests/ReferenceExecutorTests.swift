import Tensors
import Testing

@testable import Graph

/// Every layer's formula on numbers that can be checked by hand.
struct ReferenceExecutorTests {
  /// 1 to 9 in three rows.
  private let square = Tensor(shape: [1, 3, 3, 1], values: (1...9).map(Float.init))

  @Test func aConvolutionAddsUpItsWindow() {
    let ones = Tensor(shape: [2, 2, 1, 1], repeating: 1)
    let valid = convolve(square, with: Convolution(kernel: ones, bias: [0.5], padding: .valid))
    #expect(valid == Tensor(shape: [1, 2, 2, 1], values: [12.5, 16.5, 24.5, 28.5]))
    // The odd zero stands behind: the last column and row see only what is there.
    let same = convolve(square, with: Convolution(kernel: ones, padding: .same))
    #expect(same.values == [12, 16, 9, 24, 28, 15, 15, 17, 9])
    let strided = convolve(square, with: Convolution(kernel: ones, strides: 2, padding: .same))
    #expect(strided == Tensor(shape: [1, 2, 2, 1], values: [12, 9, 15, 9]))
  }

  @Test func aConvolutionMixesChannelsAndADepthwiseOneDoesNot() {
    // Two pixels of two channels.
    let x = Tensor(shape: [1, 1, 2, 2], values: [1, 10, 2, 20])
    let mixing = Convolution(kernel: Tensor(shape: [1, 1, 2, 3], values: [1, 0, 1, 0, 1, 1]))
    #expect(convolve(x, with: mixing).values == [1, 10, 11, 2, 20, 22])
    let own = DepthwiseConvolution(
      kernel: Tensor(shape: [1, 1, 2, 1], values: [3, -1]), bias: [0, 5])
    #expect(convolve(x, with: own).values == [3, -5, 6, -15])
  }

  @Test func aBatchNormalizationScalesAndShifts() {
    // s = 4 / √(3 + 1) = 2
    let layer = BatchNormalization(gamma: [4], beta: [1], mean: [0.25], variance: [3], epsilon: 1)
    let x = Tensor(shape: [1, 1, 2, 1], values: [0.25, 1.25])
    #expect(normalize(x, with: layer).values == [1, 3])
  }

  @Test func theOthers() {
    let x = Tensor(shape: [1, 1, 3, 1], values: [-1, 3, 9])
    #expect(activate(x, .reLU(maximum: 6)).values == [0, 3, 6])
    #expect(activate(x, .reLU()).values == [0, 3, 9])
    #expect(sum(x, x).values == [-2, 6, 18])
    let padded = pad(x, with: Border(top: 0, bottom: 1, left: 1, right: 0))
    #expect(padded == Tensor(shape: [1, 2, 4, 1], values: [0, -1, 3, 9, 0, 0, 0, 0]))
    #expect(average(square) == Tensor(shape: [1, 1], values: [5]))
    let dense = Dense(kernel: Tensor(shape: [2, 2], values: [1, 2, 3, 4]), bias: [0, -1])
    #expect(multiply(Tensor(shape: [1, 2], values: [1, 10]), with: dense).values == [31, 41])
    let even = activate(Tensor(shape: [2, 2], values: [7, 7, 1000, -1000]), .softmax)
    #expect(even.values == [0.5, 0.5, 1, 0])
  }

  @Test func outputsOfTheLayersAskedForAreRoundedToTheirGrids() throws {
    let model = Model(
      name: "small",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [1, 3, 1]),
        Layer(name: "relu", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [1, 3, 1]),
        Layer(name: "sum", operation: .add, inputs: ["in", "relu"], outputShape: [1, 3, 1]),
      ])
    let x = Tensor(shape: [1, 1, 3, 1], values: [-1, 2.5, 7])
    let float = try ReferenceExecutor(model: model).outputs(of: ["relu", "sum"], for: x)
    #expect(float.mapValues(\.values) == ["relu": [0, 2.5, 6], "sum": [-1, 5, 13]])
    let grid = ActivationGrid(lower: 0, upper: 3, step: 1, zeroLevel: 0)
    let executor = ReferenceExecutor(model: model, grids: ["relu": grid])
    #expect(try executor.output(for: x).values == [-1, 5.5, 10])
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let model = Model(
      name: "small",
      layers: [Layer(name: "in", operation: .input, inputs: [], outputShape: [1, 3, 1])])
    let executor = ReferenceExecutor(model: model)
    #expect(throws: GraphError.unknownLayer("out", known: ["in"])) {
      try executor.outputs(of: ["out"], for: Tensor(shape: [1, 1, 3, 1]))
    }
    #expect(throws: GraphError.wrongInputShape(found: [2, 3, 1, 1], expected: [2, 1, 3, 1])) {
      try executor.output(for: Tensor(shape: [2, 3, 1, 1]))
    }
  }
}
