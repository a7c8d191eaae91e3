import FastExecution
import Foundation
import Imaging
import Graph
import KerasModels
import Parallelism
import PostTrainingQuantization
import Tensors
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct KerasTests {
  struct LayerFile: Decodable {
    struct Layer: Decodable {
      let `class`: String
      let shape: [Int]
      let min: Double
      let max: Double
      let mean: Double
      let std: Double
      let first8: [Double]
    }
    let images: [Int]
    let layers: [String: Layer]
  }

  private func images(_ range: Range<Int>) throws -> Tensor {
    try preprocessedImages(
      RealNetwork.imageFolder.get().images[range], for: ModelInput(size: 224), on: Machine())
  }

  /// 1e-4 of the layer's range: float32 sums of up to 1280 products in another order.
  @Test(arguments: InstructionSet.available)
  func everyLayerIsKerass(instructionSet: InstructionSet) throws {
    let file = try JSONDecoder().decode(
      LayerFile.self, from: Data(contentsOf: ReferenceFolder.file("reference/keras_layers.json")))
    let model = try RealNetwork.network.get().model
    #expect(model.layers.count == file.layers.count)
    let executor = FastExecutor(model: model, on: Machine(instructionSet: instructionSet))
    let worst = WorstDifference()
    for layer in model.layers {
      let expected = try #require(file.layers[layer.name], "\(layer.name)")
      #expect(layer.operation.kerasClassName == expected.class)
      #expect(layer.outputShape.dimensions == expected.shape)
      let values = try #require(
        executor.outputs(of: [layer.name], for: images(0..<2))[layer.name]
      ).values.map(Double.init)
      let range = expected.max - expected.min
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation =
        (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
      var pairs = zip(values.prefix(8), expected.first8).map { ($0, $1) }
      pairs += [
        (values.min() ?? .nan, expected.min), (values.max() ?? .nan, expected.max),
        (mean, expected.mean), (deviation, expected.std),
      ]
      for (a, e) in pairs {
        #expect(abs(a - e) <= 1e-4 * range, "\(layer.name): \(a), expected \(e)")
        worst.note(abs(a - e) / range, layer.name)
      }
    }
    print("Keras layers, \(instructionSet): worst difference in ranges \(worst.description)")
  }

  @Test func tapsAreKerassInBothExecutors() throws {
    let taps = try NumPyFile(ReferenceFolder.file("reference/keras_taps.npz"))
    let model = try RealNetwork.network.get().model
    #expect(taps.arrays.count == 8)
    let names = taps.arrays.keys.sorted()
    let executors: [any Executor] = [ReferenceExecutor(model: model), FastExecutor(model: model)]
    for executor in executors {
      let outputs = try executor.outputs(of: names, for: images(0..<1))
      let worst = WorstDifference()
      for name in names {
        let expected = try #require(taps.arrays[name]).values
        let values = try #require(outputs[name]).values
        #expect(values.count == expected.count)
        let range = (expected.max() ?? 0) - (expected.min() ?? 0)
        for (a, e) in zip(values, expected) { worst.note(abs(Double(a) - e) / range, name) }
      }
      #expect(worst.value <= 1e-4)
      print("Keras taps, \(type(of: executor)): worst difference in ranges \(worst.description)")
    }
  }

  @Test func probabilitiesOfAll500ImagesAreKerass() throws {
    let expected = try #require(
      NumPyFile(ReferenceFolder.file("reference/keras_probabilities.npy")).arrays[""])
    #expect(expected.shape == [500, 1000])
    let executor = FastExecutor(model: try RealNetwork.network.get().model)
    let worst = WorstDifference()
    for start in stride(from: 0, to: 500, by: 50) {
      let output = try executor.output(for: images(start..<start + 50))
      for row in 0..<50 {
        let actual = output.slice(row).values
        let reference = Array(expected.values[(start + row) * 1000..<(start + row + 1) * 1000])
        for (a, e) in zip(actual, reference) {
          worst.note(abs(Double(a) - e), "image \(start + row)")
        }
        #expect(
          actual.firstIndex(of: actual.max() ?? 0)
            == reference.firstIndex(of: reference.max() ?? 0),
          "image \(start + row)")
      }
    }
    #expect(worst.value <= 1e-4)
    print("Keras probabilities: worst difference \(worst.description)")
  }
}
