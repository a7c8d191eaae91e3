import Graph
import Parallelism
import Support
import Tensors
import Testing

@testable import FastExecution

/// What is counted; never how long anything took.
struct TransferTests {
  /// 8 × 8 × 3 to 64 values; 64 are whole panels for every instruction set.
  private func model() -> Model {
    var random = SplitMix64(seed: 3)
    return Model(
      name: "counted",
      layers: [
        Layer(name: "input", operation: .input, inputs: [], outputShape: [8, 8, 3]),
        Layer(
          name: "convolution",
          operation: .convolution(
            Convolution(
              kernel: Tensor(shape: [1, 1, 3, 64], values: random.floats(192)),
              bias: random.floats(64))),
          inputs: ["input"], outputShape: [8, 8, 64]),
        Layer(
          name: "pool", operation: .globalAveragePooling, inputs: ["convolution"],
          outputShape: [64]),
        Layer(
          name: "dense",
          operation: .dense(
            Dense(
              kernel: Tensor(shape: [64, 64], values: random.floats(64 * 64)),
              bias: random.floats(64), activation: .linear)),
          inputs: ["pool"], outputShape: [64]),
      ])
  }

  private func images(_ count: Int) -> Tensor {
    var random = SplitMix64(seed: 4)
    return Tensor(shape: [count, 8, 8, 3], values: random.floats(count * 192))
  }

  /// The convolution runs image by image, pooling and the dense layer for groups of up to four.
  @Test(arguments: [(1, 1, 1), (1, 2, 1), (4, 1, 1), (5, 1, 2), (2, 2, 2)])
  func bytesAreThoseOfWeightsAndWholeTensors(images count: Int, threads: Int, groups: Int) throws {
    let convolution = 192 + 64 + 8 * 8 * 3 + 8 * 8 * 64
    let pool = 8 * 8 * 64 + 64
    let dense = (weights: 64 * 64 + 64, tensors: 64 + 64)
    let floats = count * (convolution + pool + dense.tensors) + groups * dense.weights
    let executor = FastExecutor(model: model(), on: Machine(threads: threads))
    for times in [1, 3] {
      let transfer = try executor.measuredTransfer(for: images(count), times: times)
      #expect(transfer.bytes == 4 * floats)
      #expect(transfer.seconds > 0)
    }
  }

  /// Rows that pass from step to step inside a chain are not counted.
  @Test func whatStaysInAChainIsNotCounted() throws {
    let model = SmallNetwork.model()
    var random = SplitMix64(seed: 6)
    let input = Tensor(shape: [1, 32, 32, 3], values: random.floats(32 * 32 * 3))
    let observed = model.layers.map(\.outputShape.elementCount).reduce(0, +)
    let executor = FastExecutor(model: model, on: Machine(threads: 1))
    let transfer = try executor.measuredTransfer(for: input)
    #expect(transfer.bytes > 4 * 32 * 32 * 3 && transfer.bytes < 4 * observed)
  }

  @Test func outputsAreAsBefore() throws {
    for threads in [1, 2] {
      let executor = FastExecutor(model: model(), on: Machine(threads: threads))
      let expected = try executor.output(for: images(3))
      _ = try executor.measuredTransfer(for: images(3))
      #expect(try executor.output(for: images(3)) == expected)
    }
  }

  @Test func imagesOfAnotherShapeAreRefused() {
    let executor = FastExecutor(model: model(), on: Machine(threads: 1))
    #expect(throws: GraphError.self) {
      try executor.measuredTransfer(
        for: Tensor(shape: [1, 8, 8, 4], values: .init(repeating: 0, count: 256)))
    }
  }
}
