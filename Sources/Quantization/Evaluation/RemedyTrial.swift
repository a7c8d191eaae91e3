import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization

/// What was tried at one output, on pictures that decide and on pictures that have not been seen.
public struct RemedyTrial: Sendable {
  /// The node.
  public let node: String
  /// Everything that was tried, with what it made of the logits of the pictures that decide.
  public let tried: [(remedy: Remedy, evaluation: ChangedEvaluation)]
  /// The remedy of the same bits with the least noise, when it has less than the output's own quantizer.
  public let best: Remedy?
  /// The remedy with more bits, if there is one.
  public let wider: Remedy?
}

/// What the best remedies of some outputs do together.
public struct RemedyReport: Sendable {
  /// One per output that was asked for, in their order.
  public let trials: [RemedyTrial]
  /// How many pictures decided.
  public let decided: Int
  /// The network as it was, on the pictures that decided.
  public let deciding: ChangedEvaluation
  /// The network as it was, on pictures that have not decided anything.
  public let before: ChangedEvaluation
  /// Float activations, on the same pictures.
  public let unrounded: EvaluationResult
  /// The network with the best remedy at every output, on the same pictures; `nil` when there is none.
  public let after: EvaluationResult?
  /// The network with more bits at all of these outputs instead, on the same pictures.
  public let wider: EvaluationResult?
  /// The quantization with the best remedies.
  public let remedied: QuantizationResult?
}

/// Tries remedies at some outputs, one at a time in the network with all others as they are, and measures the best ones
/// together on pictures that have not been seen.
///
/// - Parameters:
///   - nodes: The outputs, usually the worst of a ``SensitivityReport``.
///   - result: The quantized network.
///   - images: Labelled images. Every second one decides, the others measure.
///   - input: What they are made into.
///   - machine: How pictures are read; the model says how it computes.
///   - progress: Called with the images done and to do.
/// - Throws: ``ImageError``, ``QuantizationError``, or ``EvaluationError`` for a class that the model does not have.
/// - Explained in: chapter 8.
public func tryRemedies(
  at nodes: [String], of result: QuantizationResult, images: [LabelledImage], as input: ModelInput,
  on machine: Machine = Machine(), progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
) throws -> RemedyReport {
  // snippet.halves
  let deciding = images.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
  let unseen = images.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  // snippet.end
  let remedies = try nodes.map { try result.remedies(for: $0) }
  let changes = try zip(nodes, remedies).flatMap { node, own in
    try own.map { QuantizerChange(node: node, quantizer: try $0.parameters.quantizer()) }
  }
  let report = try evaluate(
    changes: changes, of: result.model, images: deciding, as: input, on: machine,
    progress: { progress($0, images.count) })
  var next = 0
  let trials = zip(nodes, remedies).map { node, own in
    defer { next += own.count }
    let tried = zip(own, report.changed[next...]).map { (remedy: $0, evaluation: $1) }
    let best = tried.filter { !$0.remedy.needsMoreBits }
      .min { $0.evaluation.noise < $1.evaluation.noise }
    return RemedyTrial(
      node: node, tried: tried,
      best: best.flatMap { $0.evaluation.noise < report.base.noise ? $0.remedy : nil },
      wider: own.first(where: \.needsMoreBits))
  }
  func together(_ remedy: (RemedyTrial) -> Remedy?) throws -> QuantizationResult? {
    let chosen = trials.compactMap { trial in remedy(trial).map { (trial.node, $0.parameters) } }
    return chosen.isEmpty ? nil : try result.replacing(Dictionary(uniqueKeysWithValues: chosen))
  }
  let (remedied, wider) = (try together(\.best), try together(\.wider))
  let before = try evaluate(
    changes: [], of: result.model, images: unseen, as: input, on: machine)
  let models = [remedied, wider].compactMap { $0 }
  let after = try evaluate(
    float: result.model.with(quantizers: [:]),
    quantized: models.map { ($0.title, $0.model) }, images: unseen, as: input, on: machine,
    progress: { progress(deciding.count + $0, images.count) })
  return RemedyReport(
    trials: trials, decided: deciding.count, deciding: report.base, before: before.base,
    unrounded: after[0],
    after: remedied == nil ? nil : after[1], wider: wider == nil ? nil : after[after.count - 1],
    remedied: remedied)
}
