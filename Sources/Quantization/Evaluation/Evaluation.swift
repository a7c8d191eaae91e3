import Foundation
import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization
import Tensors

/// What a model made of one image.
public struct Prediction: Sendable, Hashable {
  /// The class with the largest probability; the first one of equals.
  public let classIndex: Int
  /// The position of the true class when classes are sorted by probability, 0 for the best.
  public let rankOfTruth: Int
  /// `−ln p` of the true class.
  public let crossEntropy: Double
  /// `Σ x²` of the float model's outputs.
  let signal: Double
  /// `Σ (x − y)²` between the float model's outputs and these.
  let noise: Double

  /// The smallest probability that enters the logarithm.
  ///
  /// - Source: Keras, `backend.epsilon`.
  static let smallestProbability = 1e-7

  /// - Parameters:
  ///   - outputs: What the model gave for the image.
  ///   - reference: What the float model gave.
  ///   - image: The image.
  ///   - model: Says what the outputs are.
  /// - Throws: ``EvaluationError/notANumber(path:)``: nothing is larger than such an output, so that the first class would
  ///   be the answer.
  init(
    outputs: ArraySlice<Float>, reference: ArraySlice<Float>, image: LabelledImage, of model: Model
  ) throws {
    guard outputs.allSatisfy(\.isFinite) else {
      throw EvaluationError.notANumber(path: image.path)
    }
    self.init(outputs: outputs, reference: reference, truth: image.classIndex, of: model)
  }

  /// - Parameter truth: The true class.
  init(
    outputs: ArraySlice<Float>, reference: ArraySlice<Float>, truth: Int, of model: Model
  ) {
    let probabilities = model.probabilities(outputs)
    // The classes' order is that of the outputs: rounding a softmax could make two of them equal.
    let scores = outputs.count == probabilities.count ? Array(outputs) : probabilities
    var best = 0
    for index in scores.indices where scores[index] > scores[best] { best = index }
    classIndex = best
    rankOfTruth = scores.indices.reduce(0) {
      scores[$1] > scores[truth] || (scores[$1] == scores[truth] && $1 < truth) ? $0 + 1 : $0
    }
    let own = probabilities[truth]
    let clipped = min(
      max(Double(own), Prediction.smallestProbability), 1 - Prediction.smallestProbability)
    crossEntropy = -log(clipped)
    var (signal, noise) = (0.0, 0.0)
    for (x, y) in zip(reference, outputs) {
      signal += Double(x) * Double(x)
      noise += (Double(x) - Double(y)) * (Double(x) - Double(y))
    }
    self.signal = signal
    self.noise = noise
  }
}

/// How well a model did on a set of images.
public struct EvaluationResult: Sendable {
  /// The model's name in tables.
  public let name: String
  /// One prediction per image, in the order of the images.
  public let predictions: [Prediction]
  /// How many images the float model classifies as this one does.
  public let agreesWithFloat: Int
  /// The true classes, in the order of the images.
  public let truth: [Int]
  /// What the model gave, `[images, outputs]`; empty unless it was asked for.
  public let outputs: [Float]

  /// How many images are classified correctly.
  public var top1: Proportion {
    Proportion(predictions.count { $0.rankOfTruth == 0 }, of: predictions.count)
  }

  /// How many images have the true class among the five best.
  public var top5: Proportion {
    Proportion(predictions.count { $0.rankOfTruth < 5 }, of: predictions.count)
  }

  /// The mean of `−ln p` of the true class, with p no smaller than 1e-7, as Keras computes it.
  public var crossEntropy: Double {
    predictions.reduce(0) { $0 + $1.crossEntropy } / Double(predictions.count)
  }

  /// The ``signalToNoise(signal:noise:)`` of all outputs in decibels, x of the float model and y of
  /// this one; infinite for the float model itself.
  public var sqnrDecibels: Double {
    let signal = predictions.reduce(0) { $0 + $1.signal }
    let noise = predictions.reduce(0) { $0 + $1.noise }
    return signalToNoise(signal: signal, noise: noise)
  }

  /// How many different classes it answered.
  public var differentAnswers: Int { Set(predictions.map(\.classIndex)).count }

  /// On how many images it gave its most frequent answer.
  public var mostFrequentAnswerCount: Int {
    let counts = Dictionary(grouping: predictions, by: \.classIndex).values.map(\.count)
    return counts.max() ?? 0
  }

  /// On how many images two models give the same answer.
  ///
  /// - Precondition: Both saw the same images.
  public func agreement(with other: EvaluationResult) -> Proportion {
    precondition(predictions.count == other.predictions.count, "different numbers of images")
    return Proportion(
      zip(predictions, other.predictions).count { $0.classIndex == $1.classIndex },
      of: predictions.count)
  }

  /// How often one of two models answers as a third one does where the other does not.
  ///
  /// - Precondition: All saw the same images.
  public func comparedInAgreement(
    with other: EvaluationResult, to reference: EvaluationResult
  ) -> PairedComparison {
    precondition(
      predictions.count == other.predictions.count
        && predictions.count == reference.predictions.count, "different numbers of images")
    var (own, others) = (0, 0)
    for (index, answer) in reference.predictions.map(\.classIndex).enumerated() {
      let a = predictions[index].classIndex == answer
      let b = other.predictions[index].classIndex == answer
      if a, !b { own += 1 }
      if b, !a { others += 1 }
    }
    return PairedComparison(onlyFirst: own, onlySecond: others)
  }

  /// How often one of two models is right where the other is wrong.
  ///
  /// - Precondition: Both saw the same images.
  public func compared(with other: EvaluationResult) -> PairedComparison {
    precondition(predictions.count == other.predictions.count, "different numbers of images")
    var (own, others) = (0, 0)
    for (a, b) in zip(predictions, other.predictions) {
      if a.rankOfTruth == 0, b.rankOfTruth != 0 { own += 1 }
      if a.rankOfTruth != 0, b.rankOfTruth == 0 { others += 1 }
    }
    return PairedComparison(onlyFirst: own, onlySecond: others)
  }
}

/// Runs a float model and quantized ones over the same images, each image decoded once.
///
/// - Parameters:
///   - float: The float model.
///   - quantized: Quantized models and their names.
///   - images: Labelled images; their class indices must be outputs of the model.
///   - input: What they are made into.
///   - keepsOutputs: Whether the results hold what the models gave.
///   - batchSize: Images in memory at a time; results do not depend on it.
///   - machine: How pictures are read; the executors say how they compute.
///   - progress: Called with the images done.
/// - Returns: The float model's result, called `float`, then the others in order.
/// - Throws: ``ImageError``, or ``EvaluationError`` for a class that the model does not have.
public func evaluate(
  float: any Executor, quantized: [(name: String, model: any Executor)],
  images: [LabelledImage], as input: ModelInput, keepsOutputs: Bool = false,
  batchSize: Int = 64, on machine: Machine = Machine(),
  progress: (_ done: Int) -> Void = { _ in }
) throws -> [EvaluationResult] {
  let width = float.model.outputShape.elementCount
  try check(images, for: float.model)
  // Methods that chose the same thresholds, as LP with p = 2 and MSE do, need to run only once.
  let originals = quantized.indices.map { index in
    quantized.indices.first { areEquivalent(quantized[$0].model, quantized[index].model) } ?? index
  }
  var predictions = [[Prediction]](repeating: [], count: quantized.count + 1)
  var kept = [[Float]](repeating: [], count: quantized.count + 1)
  for start in stride(from: 0, to: images.count, by: max(batchSize, 1)) {
    let part = images[start..<min(start + max(batchSize, 1), images.count)]
    let batch = try preprocessedImages(part, for: input, on: machine)
    let reference = try float.output(for: batch).values
    let executors = [float] + quantized.map(\.model)
    for (position, executor) in executors.enumerated() {
      if position > 0, originals[position - 1] != position - 1 { continue }
      let output = position == 0 ? reference : try executor.output(for: batch).values
      for (row, image) in part.enumerated() {
        let range = row * width..<(row + 1) * width
        predictions[position].append(
          try Prediction(
            outputs: output[range], reference: reference[range], image: image, of: float.model))
      }
      if keepsOutputs { kept[position] += output }
    }
    progress(start + part.count)
  }
  for (index, original) in originals.enumerated() where original != index {
    predictions[index + 1] = predictions[original + 1]
    kept[index + 1] = kept[original + 1]
  }
  let truth = images.map(\.classIndex)
  return zip(["float"] + quantized.map(\.name), zip(predictions, kept)).map { name, result in
    let (own, outputs) = result
    return EvaluationResult(
      name: name, predictions: own,
      agreesWithFloat: zip(own, predictions[0]).count { $0.classIndex == $1.classIndex },
      truth: truth, outputs: outputs)
  }
}

/// - Throws: ``EvaluationError`` when there is no image, or one of a class that the model does not have.
func check(_ images: [LabelledImage], for model: Model) throws {
  let classes = model.classCount
  if let image = images.first(where: { $0.classIndex >= classes }) {
    throw EvaluationError.noSuchClass(
      index: image.classIndex, path: image.path, classes: classes)
  }
  guard !images.isEmpty else { throw EvaluationError.noImages }
}

/// Whether two models are known to have the same outputs.
private func areEquivalent(_ a: any Executor, _ b: any Executor) -> Bool {
  guard let a = a as? QuantizedModel, let b = b as? QuantizedModel else { return false }
  return a.isEquivalent(to: b)
}

/// What can be wrong with a request to evaluate.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// There is nothing to evaluate on.
  case noImages
  /// There are not two images to make halves of.
  case noHalves(images: Int)
  /// The image's class is beyond the model's outputs.
  case noSuchClass(index: Int, path: String, classes: Int)
  /// What the model gives for the image is no number, or infinite.
  case notANumber(path: String)

  /// What was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .noImages:
      "there is no image to evaluate on; give a folder with images"
    case .noHalves(let images):
      "calibration has \(images) image\(images == 1 ? "" : "s"), but two halves need at least 2; take more with "
        + "--calibration-images, or give a folder with more images"
    case .noSuchClass(let index, let path, let classes):
      "\(path) is of class \(index), but the model has \(classes) classes, 0 to \(classes - 1); give the "
        + "images and the class list that belong to the weights"
    case .notANumber(let path):
      "an output of the model for \(path) is infinite or not a number, so that there is no answer to count; check the "
        + "weights, the images and what was overridden"
    }
  }
}
