import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization

/// What rounding one output costs: alone, and beside all others.
public struct OutputSensitivity: Sendable {
  /// The node.
  public let node: String
  /// Its quantizer.
  public let parameters: ActivationQuantizationParameters
  /// Only this output is rounded.
  public let alone: ChangedEvaluation
  /// All outputs but this one are rounded; `nil` when that was not asked for.
  public let allBut: ChangedEvaluation?
}

/// What rounding every output of a network costs.
public struct SensitivityReport: Sendable {
  /// Quantized kernels and float activations.
  public let unrounded: EvaluationResult
  /// All outputs are rounded.
  public let all: ChangedEvaluation
  /// One entry per output, in topological order.
  public let outputs: [OutputSensitivity]

  /// The outputs, the one whose rounding alone makes most noise in the logits first.
  public var ranked: [OutputSensitivity] {
    outputs.enumerated().sorted {
      ($1.element.alone.noise, $0.offset) < ($0.element.alone.noise, $1.offset)
    }.map(\.element)
  }

  /// The outputs, the one whose rounding alone changes most answers first; of equals the one that makes more noise.
  ///
  /// Noise and answers need not go together: a threshold that clips the largest logits makes them equal, and the
  /// answer is lost with little noise.
  public var rankedByAnswers: [OutputSensitivity] {
    ranked.enumerated().sorted {
      let (a, b) = ($0.element.alone.evaluation, $1.element.alone.evaluation)
      return (a.agreesWithFloat, $0.offset) < (b.agreesWithFloat, $1.offset)
    }.map(\.element)
  }

  /// The noise of all outputs, each rounded alone, added up.
  public var noiseOfAllAlone: Double { outputs.reduce(0) { $0 + $1.alone.noise } }

  /// An output's part of ``noiseOfAllAlone``, 0 ... 1.
  public func share(of output: OutputSensitivity) -> Double {
    noiseOfAllAlone == 0 ? 0 : output.alone.noise / noiseOfAllAlone
  }

  /// By how many decibels the signal-to-noise ratio of the logits grows when this output is not rounded; `nil` when that
  /// was not asked for.
  public func gain(of output: OutputSensitivity) -> Double? {
    guard let allBut = output.allBut else { return nil }
    return allBut.noise == all.noise ? 0 : allBut.logitsDecibels - all.logitsDecibels
  }
}

/// Rounds one output alone, and all but one, for every output.
///
/// - Parameters:
///   - result: The quantized network.
///   - leavesOut: Whether all but one are rounded too, which takes as long again.
///   - images: Labelled images; their class indices must be outputs of the model.
///   - input: What they are made into.
///   - machine: How pictures are read; the model says how it computes.
///   - progress: Called with the images done and to do, every image once or twice.
/// - Throws: ``ImageError``, or ``EvaluationError`` for a class that the model does not have.
/// - Source: the analysis is AIMET's QuantAnalyzer's, “per layer quant enabled” and “disabled”.
/// - Explained in: chapter 8.
public func sensitivity(
  of result: QuantizationResult, leavesOut: Bool = true, images: [LabelledImage],
  as input: ModelInput, on machine: Machine = Machine(),
  progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
) throws -> SensitivityReport {
  let (model, searches) = (result.model, result.info.activations)
  let total = (leavesOut ? 2 : 1) * images.count
  // snippet.alone
  // From the model without rounded outputs: one is rounded.
  let alone = try evaluate(
    changes: searches.map {
      QuantizerChange(
        node: $0.node, quantizer: model.activationQuantizers[$0.node])
    },
    of: model.with(quantizers: [:]), images: images, as: input,
    on: machine, progress: { progress($0, total) })
  // snippet.end
  // snippet.without
  // From the model with all of them: one is not.
  let allBut = try evaluate(
    changes: (leavesOut ? searches : []).map {
      QuantizerChange(node: $0.node, quantizer: nil)
    },
    of: model, images: images, as: input, on: machine,
    progress: { progress(leavesOut ? images.count + $0 : total, total) })
  // snippet.end
  return SensitivityReport(
    unrounded: alone.unrounded, all: allBut.base,
    outputs: searches.indices.map { index in
      OutputSensitivity(
        node: searches[index].node, parameters: searches[index].result.parameters,
        alone: alone.changed[index], allBut: leavesOut ? allBut.changed[index] : nil)
    })
}
