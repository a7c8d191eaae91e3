import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization

/// A quantization and how well its model did.
public struct EvaluatedQuantization: Sendable {
  /// The quantization.
  public let quantization: QuantizationResult
  /// How well its model did.
  public let evaluation: EvaluationResult
}

/// How well a float model and quantizations of it did on the same images.
public struct AccuracyComparison: Sendable {
  /// The float model.
  public let float: EvaluationResult
  /// The quantizations, in the order in which they were given.
  public let entries: [EvaluatedQuantization]
  /// The model with quantized kernels and float activations, when it was asked for.
  public let weightsOnly: EvaluationResult?

  /// The quantization by a method at a bit width, or `nil` when it was not compared.
  public subscript(
    method: QuantizationErrorMethod, bitWidth: Int
  ) -> EvaluatedQuantization? {
    entries.first { $0.quantization.method == method && $0.quantization.bitWidth == bitWidth }
  }

  /// The comparison of the first quantizations, and the others.
  public func split(
    after count: Int
  ) -> (first: AccuracyComparison, rest: [EvaluatedQuantization]) {
    let first = AccuracyComparison(
      float: float, entries: Array(entries.prefix(count)), weightsOnly: weightsOnly)
    return (first, Array(entries.dropFirst(count)))
  }

  /// The quantizations at a bit width.
  public func entries(atBitWidth bitWidth: Int) -> [EvaluatedQuantization] {
    entries.filter { $0.quantization.bitWidth == bitWidth }
  }
}

/// Runs a float model and quantizations of it over the same images, each image decoded once.
///
/// - Parameters:
///   - float: The float model.
///   - weightsOnly: Quantized kernels to run with float activations too.
///   - quantizations: What is compared.
///   - images: Labelled images; their class indices must be outputs of the model.
///   - input: What they are made into.
///   - machine: How pictures are read; the executors say how they compute.
///   - progress: Called with the images done.
/// - Throws: ``ImageError``, or ``EvaluationError`` for a class that the model does not have.
public func evaluate(
  float: any Executor, weightsOnly: QuantizedWeights? = nil, quantizations: [QuantizationResult],
  images: [LabelledImage], as input: ModelInput, on machine: Machine = Machine(),
  progress: (_ done: Int) -> Void = { _ in }
) throws -> AccuracyComparison {
  var models = quantizations.map { (name: $0.title, model: $0.model as any Executor) }
  if let weightsOnly { models.append((name: "weights only", model: weightsOnly.executor)) }
  let results = try evaluate(
    float: float, quantized: models, images: images, as: input, on: machine, progress: progress)
  return AccuracyComparison(
    float: results[0],
    entries: zip(quantizations, results.dropFirst()).map {
      EvaluatedQuantization(quantization: $0, evaluation: $1)
    }, weightsOnly: weightsOnly == nil ? nil : results[results.count - 1])
}
