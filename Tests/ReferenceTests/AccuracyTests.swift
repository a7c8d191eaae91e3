import Evaluation
import FastExecution
import Foundation
import Imaging
import Graph
import Parallelism
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct AccuracyTests {
  static let results = Result {
    let models = try MCTNetwork.methods.map { name, method in
      (
        name: name,
        model: try RealNetwork.quantized(by: .init(activationErrorMethod: method)).model
          as any Executor
      )
    }
    return try evaluate(
      float: FastExecutor(model: RealNetwork.network.get().model), quantized: models,
      images: RealNetwork.imageFolder.get().images, as: ModelInput(size: 224))
  }

  @Test func accuracyIsMCTsWithinTwoImages() throws {
    let reference = try NetworkFile.load().results
    for result in try Self.results.get() {
      let expected = try #require(
        reference[result.name] ?? reference[result.name.uppercased()], "\(result.name)")
      #expect(abs(result.top1.count - expected.top1_correct) <= 2, "\(result.name)")
      #expect(result.top1.total == 500)
      let argmax = try #require(expected.argmax)
      let equal = zip(result.predictions, argmax).count { $0.classIndex == $1 }
      print(
        """
        \(result.name): top-1 \(result.top1.count) (MCT \(expected.top1_correct)), top-5 \
        \(result.top5.count) (\(expected.top5_correct ?? -1)), cross-entropy \(result.crossEntropy) \
        (\(expected.cross_entropy)), agrees \(result.agreesWithFloat) \
        (\(expected.agrees_with_float ?? -1)), arg-max equal on \(equal)
        """)
      // With fused multiply-adds every sum is TensorFlow's to the bit, and so is every arg-max. Without
      // them the sums differ in the last bits, and a few images fall to the other side of a half.
      let isFused = InstructionSet.best.isFused
      #expect(equal >= (isFused || result.name == "float" ? 500 : 490), "\(result.name)")
      #expect(abs(result.crossEntropy - expected.cross_entropy) <= 0.02, "\(result.name)")
    }
  }

  @Test(arguments: [1, 2, 8])
  func resultsDoNotDependOnThreadsOrBatches(threads: Int) throws {
    let network = try RealNetwork.network.get()
    let images = Array(try RealNetwork.imageFolder.get().images.prefix(75))
    let quantized = try RealNetwork.quantized(by: .init()).model
    let results = try evaluate(
      float: FastExecutor(model: network.model, on: Machine(threads: threads)),
      quantized: [("MSE", quantized.with(threads: threads))], images: images,
      as: ModelInput(size: 224),
      batchSize: threads == 1 ? 75 : threads == 2 ? 7 : 32)
    let all = try Self.results.get()
    #expect(results[0].predictions == Array(all[0].predictions.prefix(75)))
    #expect(results[1].predictions == Array(all[1].predictions.prefix(75)))
  }
}
