import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization
import Tensors

/// What became of the answers and of the logits when one quantizer was changed.
public struct ChangedEvaluation: Sendable {
  /// The node whose quantizer was changed; `nil` for a model as it was given.
  public let node: String?
  /// The answers; ``EvaluationResult/agreesWithFloat`` and the signal-to-noise ratio of the outputs are those against
  /// the model without rounded activations.
  public let evaluation: EvaluationResult
  /// `Σ x²` of the logits without rounded activations.
  public let signal: Double
  /// `Σ (x − y)²` between the logits without rounded activations and these.
  public let noise: Double

  /// The ``signalToNoise(signal:noise:)`` of the logits in decibels: infinite when they did not change at all.
  public var logitsDecibels: Double { signalToNoise(signal: signal, noise: noise) }
}

/// A model, and what every one of some changes makes of it.
public struct ChangeReport: Sendable {
  /// The same kernels and biases with float activations: what the others are compared with.
  public let unrounded: EvaluationResult
  /// The model as it was given.
  public let base: ChangedEvaluation
  /// The model after every change, in their order.
  public let changed: [ChangedEvaluation]
}

/// Changes the quantizer of one output at a time and says what that does to logits and answers.
///
/// Each run starts at the last layer before the change through which everything flows, so it costs half a run on
/// average; its outputs have the bits of a whole run.
///
/// - Parameters:
///   - changes: Of nodes of the model.
///   - base: The model in which one quantizer is changed at a time.
///   - images: Labelled images; their class indices must be outputs of the model.
///   - input: What they are made into.
///   - machine: How pictures are read; the model says how it computes.
///   - progress: Called with the images done.
/// - Throws: ``ImageError``, or ``EvaluationError`` for a class that the model does not have.
/// - Explained in: chapter 8.
public func evaluate(
  changes: [QuantizerChange], of base: QuantizedModel, images: [LabelledImage],
  as input: ModelInput, on machine: Machine = Machine(), progress: (_ done: Int) -> Void = { _ in }
) throws -> ChangeReport {
  let model = base.model
  try check(images, for: model)
  let unrounded = base.with(quantizers: [:])
  let changedModels = ChangedModels(base, changes)
  let layers = Array(Set([model.logitsName, model.outputName])).sorted()
  var truth = Tally(model: model)
  var own = Tally(model: model)
  var tallies = changes.map { _ in Tally(model: model) }
  // The tensors of a batch are in memory at once.
  let batchSize = min(max(1_200_000 / model.inputShape.elementCount, 8), 64)
  for start in stride(from: 0, to: images.count, by: batchSize) {
    let part = images[start..<min(start + batchSize, images.count)]
    let batch = try preprocessedImages(part, for: input, on: machine)
    let reference = try unrounded.outputs(of: layers, for: batch)
    try truth.add(reference, against: reference, of: part)
    try own.add(base.outputs(of: layers, for: batch), against: reference, of: part)
    try changedModels.run(layers, on: batch) { index, outputs in
      try tallies[index].add(outputs, against: reference, of: part)
    }
    progress(part.endIndex)
  }
  let classes = images.map(\.classIndex)
  let answers = truth.predictions.map(\.classIndex)
  func evaluated(_ tally: Tally, _ name: String) -> EvaluationResult {
    EvaluationResult(
      name: name, predictions: tally.predictions,
      agreesWithFloat: zip(tally.predictions, answers).count { $0.classIndex == $1 },
      truth: classes, outputs: [])
  }
  func changed(_ tally: Tally, _ node: String?) -> ChangedEvaluation {
    ChangedEvaluation(
      node: node, evaluation: evaluated(tally, node ?? "all"), signal: tally.signal,
      noise: tally.noise)
  }
  return ChangeReport(
    unrounded: evaluated(truth, "none"), base: changed(own, nil),
    changed: zip(tallies, changes).map { changed($0, $1.node) })
}

/// The answers of a model so far, and how far its logits are from others.
private struct Tally {
  let model: Model
  var predictions: [Prediction] = []
  var signal = 0.0
  var noise = 0.0

  mutating func add(
    _ outputs: [String: Tensor], against reference: [String: Tensor],
    of images: ArraySlice<LabelledImage>
  ) throws {
    guard let own = outputs[model.outputName]?.values,
      let other = reference[model.outputName]?.values,
      let logits = outputs[model.logitsName]?.values,
      let otherLogits = reference[model.logitsName]?.values
    else { preconditionFailure("the model gave no output") }
    let width = model.outputShape.elementCount
    for (row, image) in images.enumerated() {
      let range = row * width..<(row + 1) * width
      predictions.append(
        try Prediction(
          outputs: own[range], reference: other[range], image: image, of: model))
    }
    for (x, y) in zip(otherLogits, logits) {
      signal += Double(x) * Double(x)
      noise += (Double(x) - Double(y)) * (Double(x) - Double(y))
    }
  }
}
