import Evaluation
import KerasModels
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// What `workbook advise` found: the methods, the worst outputs, what helps them, and whether the pictures suffice.
public struct AdviceReport {
  let network: KerasModel
  let float: EvaluationResult
  let methods: [EvaluationResult]
  let recommendation: MethodRecommendation
  let taken: QuantizationResult
  let sensitivity: SensitivityReport
  let remedies: RemedyReport
  let stability: StabilityReport
  let isOnOtherImages: Bool
  let skipped: [String]

  /// - Parameters:
  ///   - methods: The usual one's result first, of the same pictures as the float network's.
  ///   - taken: The quantization that is recommended; the rest is about it.
  ///   - remedies: At the worst outputs of `sensitivity`.
  ///   - isOnOtherImages: Whether calibration did not see the pictures that answers are counted on.
  public init(
    network: KerasModel, float: EvaluationResult, methods: [EvaluationResult],
    recommendation: MethodRecommendation, taken: QuantizationResult, sensitivity: SensitivityReport,
    remedies: RemedyReport, stability: StabilityReport, isOnOtherImages: Bool, skipped: [String]
  ) {
    self.network = network
    self.float = float
    self.methods = methods
    self.recommendation = recommendation
    self.taken = taken
    self.sensitivity = sensitivity
    self.remedies = remedies
    self.stability = stability
    self.isOnOtherImages = isOnOtherImages
    self.skipped = skipped
  }

  /// What was done, in a line to stand above the rest.
  public func headline(on platform: TargetPlatformCapabilities) -> String {
    "\(oneLine(network.model.name)): answers on \(float.predictions.count) pictures, thresholds from "
      + QuantizationSummary([taken.info], ledger: taken.info.ledger, platform: platform).text
  }

  /// The text for people, conclusions first in every part.
  public var text: String {
    [
      "== which method ==", sentence(recommendation.sentence),
      evaluationTable([float] + methods).text,
      pairs.text,
      "\n== does rounding hurt? ==", sentence(damage),
      "\n== which output ==",
      sentence(worstSentence), sensitivityTable(sensitivity, first: remedies.trials.count).text,
      "\n== what helps ==", sentence(remedySentence), remediesTable(remedies).text,
      remediedTable(remedies).text,
      "\n== do the calibration pictures suffice? ==", sentence(stability.conclusion),
    ].joined(separator: "\n")
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// The usual method against every other, picture by picture.
  private var pairs: Table {
    let usual = methods[0].name
    return Table(
      ["pairs", "only it right", "only \(usual) right", "p"],
      rows: recommendation.rivals.map { rival in
        [
          .text(rival.name), .integer(rival.pair.onlyFirst), .integer(rival.pair.onlySecond),
          .chance(rival.pair.pValue),
        ]
      })
  }

  /// What the recommended quantization loses against the float network.
  var loss: PairedComparison { methods[recommendation.position].compared(with: float) }

  /// What the recommended quantization made of the pictures.
  private var own: EvaluationResult { methods[recommendation.position] }

  /// Whether the pictures show that rounding costs right answers, or that it changes more than one answer in twenty.
  var hurts: Bool { costsRightAnswers || changesAnswers }

  private var costsRightAnswers: Bool { loss.pValue < 0.05 && loss.onlySecond > loss.onlyFirst }

  private var changesAnswers: Bool { 20 * own.agreesWithFloat < 19 * float.predictions.count }

  /// Whether rounding hurts, with its evidence.
  var damage: String {
    let evidence =
      "\(own.name) is right on \(own.top1.count) of \(float.predictions.count) pictures, float on "
      + "\(float.top1.count); only float is right on \(loss.onlySecond), only \(own.name) on "
      + "\(loss.onlyFirst) (p \(loss.pText)); they answer alike on \(own.agreesWithFloat)"
    if costsRightAnswers { return "rounding costs right answers: \(evidence)" }
    return changesAnswers
      ? "rounding changes answers, though not beyond chance how many are right: \(evidence)"
      : "nothing is wrong that these pictures show: \(evidence)"
  }

  var worstSentence: String {
    guard let worst = sensitivity.ranked.first else { return "no output is quantized" }
    return
      "the output \(worst.node) hurts most: rounded alone it makes "
      + "\(fixed(100 * sensitivity.share(of: worst), digits: 1)) % of the noise in the logits"
  }

  /// What the remedies bring on pictures that they have not seen.
  var remedySentence: String {
    let before = remedies.before.evaluation
    guard let after = remedies.after else {
      return "no other threshold or grid of the same bits makes less noise at these outputs"
    }
    let pair = after.compared(with: before)
    let closer = after.comparedInAgreement(with: before, to: remedies.unrounded)
    let evidence =
      "on \(before.predictions.count) unseen pictures right answers go from \(before.top1.count) to "
      + "\(after.top1.count) (p \(pair.pText)), answers like float's from "
      + "\(before.agreesWithFloat) to \(after.agreesWithFloat), the outputs' signal to noise from "
      + "\(fixed(before.sqnrDecibels, digits: 1)) to \(fixed(after.sqnrDecibels, digits: 1)) dB"
    if pair.pValue < 0.05 {
      return
        pair.onlyFirst > pair.onlySecond
        ? "the remedies below bring right answers: \(evidence)"
        : "the remedies below cost right answers, leave them: \(evidence)"
    }
    if closer.pValue < 0.05, closer.onlyFirst > closer.onlySecond {
      return "the remedies below bring answers back to float's: \(evidence)"
    }
    return hurts
      ? "the remedies below do not bring answers that these pictures show: \(evidence); symmetric or uniform grids "
        + "for all outputs are next (--quantization-method), then more bits"
      : "nothing needs a remedy; what was tried: \(evidence)"
  }
}
