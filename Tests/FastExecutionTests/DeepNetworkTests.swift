import Graph
import Parallelism
import Tensors
import Testing

@testable import FastExecution

/// Networks with as many layers as a description may have.
struct DeepNetworkTests {
  /// Clamps behind one another, each a little lower than the one before it.
  private func clamps(_ count: Int) -> Model {
    let shape: Shape = [6, 5, 2]
    var layers = [Layer(name: "in", operation: .input, inputs: [], outputShape: shape)]
    for number in 0..<count {
      layers.append(
        Layer(
          name: "clamp\(number)", operation: .reLU(maximum: Float(10000 - number)),
          inputs: [layers[number].name], outputShape: shape))
    }
    return Model(name: "deep", layers: layers)
  }

  @Test("thousands of layers in a row overflow no stack and are planned in seconds")
  func manyLayers() throws {
    let model = clamps(9900)
    let images = Tensor(
      shape: [2, 6, 5, 2], values: (0..<120).map { Float($0 * 37 % 120) * 3 - 60 })
    let expected = images.values.map { min(max($0, 0), 101) }
    #expect(expected.contains(101) && expected.contains(0))
    let start = ContinuousClock.now
    for threads in [1, 2] {
      let fast = FastExecutor(model: model, on: Machine(threads: threads))
      #expect(try fast.output(for: images).values == expected)
    }
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
