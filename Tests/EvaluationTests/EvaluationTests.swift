import FastExecution
import Foundation
import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Tensors
import TestSupport
import Testing

@testable import Evaluation

struct EvaluationTests {
  @Test func answersAreCounted() {
    // The classes 1, 0, 1, 2, 1.
    let rows: [[Float]] = [[0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]
    let model = SyntheticNetwork(classCount: 3).network.model
    let predictions = rows.map {
      Prediction(outputs: $0[...], reference: $0[...], truth: 0, of: model)
    }
    let result = EvaluationResult(
      name: "a", predictions: predictions, agreesWithFloat: 5, truth: [0, 0, 0, 0, 0],
      outputs: [])
    #expect(result.differentAnswers == 3 && result.mostFrequentAnswerCount == 3)
  }

  let scratch: ScratchFolder
  let images: [LabelledImage]
  let network = SyntheticNetwork().network

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    images = try LabelledImageFolder(scratch.file("images")).images
  }

  /// Gives what it is told to, whatever it sees.
  private struct Stubborn: Executor {
    let model: Model
    let value: Float

    func outputs(of names: [String], for images: Tensor) throws -> [String: Tensor] {
      let shape = model.outputShape.prepending(images.shape[0])
      var values = [Float](repeating: 0.1, count: shape.elementCount)
      values[values.count - 1] = value
      return [model.outputName: Tensor(shape: shape, values: values)]
    }
  }

  @Test(
    "outputs that are no numbers are no answers", arguments: [Float.nan, .infinity, -.infinity])
  func outputsAreNumbers(value: Float) throws {
    let float = FastExecutor(model: network.model)
    let odd = Stubborn(model: network.model, value: value)
    for (first, second) in [(float as any Executor, odd as any Executor), (odd, float)] {
      let error = #expect(throws: EvaluationError.self) {
        try evaluate(
          float: first, quantized: [("other", second)], images: images, as: ModelInput(size: 32))
      }
      #expect(error == .notANumber(path: images[images.count - 1].path))
    }
    let fine = Stubborn(model: network.model, value: 0.5)
    #expect(throws: Never.self) {
      try evaluate(float: fine, quantized: [], images: images, as: ModelInput(size: 32))
    }
  }

  @Test func theFloatModelAgreesWithItself() throws {
    let float = FastExecutor(model: network.model)
    let results = try evaluate(
      float: float, quantized: [("copy", float)], images: images, as: ModelInput(size: 32))
    #expect(results[1].agreesWithFloat == images.count)
    #expect(results[1].sqnrDecibels == .infinity)
    #expect(results[1].predictions == results[0].predictions)
    #expect(results[0].top5.count == images.count)
  }

  @Test func countsAreThoseOfTheProbabilities() throws {
    let reference = ReferenceExecutor(model: network.model)
    let result = try evaluate(
      float: FastExecutor(model: network.model), quantized: [], images: images,
      as: ModelInput(size: 32))[0]
    var correct = 0
    var loss = 0.0
    for image in images {
      let input = try Image(contentsOf: image.url).preprocessed(for: ModelInput(size: 32))
      let probabilities = try reference.output(for: input).values
      let best = probabilities.firstIndex(of: probabilities.max() ?? 0)
      if best == image.classIndex { correct += 1 }
      loss -= log(Double(probabilities[image.classIndex]))
    }
    #expect(result.top1.count == correct)
    #expect(abs(result.crossEntropy - loss / Double(images.count)) < 1e-5)
  }

  @Test(arguments: [(1, 1), (2, 5), (8, 100)])
  func resultsDoNotDependOnThreadsOrBatches(threads: Int, batch: Int) throws {
    let model = network.model
    let one = try evaluate(
      float: FastExecutor(model: model, on: Machine(threads: 1)), quantized: [], images: images,
      as: ModelInput(size: 32))
    let other = try evaluate(
      float: FastExecutor(model: model, on: Machine(threads: threads)), quantized: [],
      images: images, as: ModelInput(size: 32),
      batchSize: batch)
    #expect(one[0].predictions == other[0].predictions)
  }

  @Test func aClassThatTheModelLacksIsNamed() throws {
    let stray = LabelledImage(path: "x/y.png", url: images[0].url, classIndex: 3)
    #expect(throws: EvaluationError.noSuchClass(index: 3, path: "x/y.png", classes: 3)) {
      try evaluate(
        float: FastExecutor(model: network.model), quantized: [], images: [stray],
        as: ModelInput(size: 32))
    }
    #expect(throws: EvaluationError.noImages) {
      try evaluate(
        float: FastExecutor(model: network.model), quantized: [], images: [],
        as: ModelInput(size: 32))
    }
  }
}
