import PostTrainingQuantization
import Quantization

/// A calibration on some of the pictures, and how well the network does that it gives.
public struct CalibrationSample: Sendable {
  /// How many pictures calibration saw.
  public let imageCount: Int
  /// Which draw it belongs to, counted from 1; the one on all pictures belongs to none and has 0.
  public let draw: Int
  /// The outputs whose thresholds differ from those of all pictures, which stand first.
  public let moves: [ThresholdMove]
  /// How well the quantized network does.
  public let evaluation: EvaluationResult
}

/// Two halves of the pictures that have none in common, and the two networks that they give.
public struct HalvesComparison: Sendable {
  /// Which draw it is, counted from 1.
  public let draw: Int
  /// The one half.
  public let first: CalibrationSample
  /// The other half.
  public let second: CalibrationSample
  /// The outputs whose thresholds differ between the halves.
  public let moves: [ThresholdMove]

  /// On how many images both networks give the same answer.
  public var agreement: Proportion { first.evaluation.agreement(with: second.evaluation) }
  /// On how many images only one of them is right.
  public var pair: PairedComparison { first.evaluation.compared(with: second.evaluation) }
}

/// Whether the pictures of calibration suffice: what becomes of the thresholds and of the answers if half of the
/// pictures, or few of them, are taken.
///
/// Two halves that have no picture in common are like two people who collected pictures on their own. If their
/// networks answer alike, more pictures of the same kind would hardly change anything. It cannot tell whether
/// the pictures are of the right kind.
///
/// - Explained in: chapter 9.
public struct StabilityReport: Sendable {
  /// How activations were judged.
  public let config: QuantizationConfig
  /// How many outputs have a threshold.
  public let outputCount: Int
  /// Whether the answers were counted on pictures that no calibration saw.
  public let isOnOtherImages: Bool
  /// The float network's answers.
  public let float: EvaluationResult
  /// The calibration on all pictures.
  public let whole: CalibrationSample
  /// Every draw's halves.
  public let halves: [HalvesComparison]
  /// Samples of 1, 4, 8, 32, ... pictures and the halves, from few to many, then by draw; ``whole`` is the last.
  public let growth: [CalibrationSample]

  /// On how many pictures the answers were counted.
  public var evaluatedCount: Int { float.predictions.count }

  /// The numbers of pictures among ``growth``, from few to many.
  public var imageCounts: [Int] { Set(growth.map(\.imageCount)).sorted() }

  /// The samples of a number of pictures, draw by draw.
  public func samples(of imageCount: Int) -> [CalibrationSample] {
    growth.filter { $0.imageCount == imageCount }
  }
}

/// Answers of two networks, judged against chance.
extension StabilityReport {
  /// With fewer pictures to count answers on, nothing is concluded.
  public static let fewestEvaluated = 30

  /// With fewer pictures to count answers on, a difference that matters need not show: that none is seen proves little.
  public static let fewestProving = 1000

  /// Two networks are held to differ in right answers below this p: one in twenty, divided by the number of draws,
  /// since the more often one looks, the more often chance alone looks like a difference.
  public var significance: Double { 0.05 / Double(max(halves.count, 1)) }

  /// Whether two quantized networks are alike: they answer each other's way as often as they answer float's way,
  /// and neither is right more often than the other, both but for what chance explains.
  ///
  /// What chance explains, the interval of ``Proportion`` says for the first, and McNemar's test with
  /// ``significance`` for the second.
  public func areAlike(_ a: EvaluationResult, _ b: EvaluationResult) -> Bool {
    let float = Proportion(min(a.agreesWithFloat, b.agreesWithFloat), of: evaluatedCount)
    return a.agreement(with: b).interval.upperBound >= float.fraction
      && a.compared(with: b).pValue >= significance
  }

  /// What the report comes to.
  public enum Verdict: String, Sendable, CaseIterable {
    /// In every draw, the networks of the two halves are alike.
    case sufficient
    /// In some draw they are not.
    case insufficient
    /// There are too few pictures to count answers on.
    case unknown
  }

  /// Whether the pictures suffice.
  public var verdict: Verdict {
    if evaluatedCount < StabilityReport.fewestEvaluated { return .unknown }
    return halves.allSatisfy { areAlike($0.first.evaluation, $0.second.evaluation) }
      ? .sufficient : .insufficient
  }

  /// The fewest pictures of ``growth`` with which every draw's network is like that of all pictures, and so
  /// with every larger number; `nil` when only all of them are, or nothing can be told.
  public var sufficientImageCount: Int? {
    guard verdict != .unknown else { return nil }
    return imageCounts.filter { $0 < whole.imageCount }.reversed().prefix { count in
      samples(of: count).allSatisfy { areAlike($0.evaluation, whole.evaluation) }
    }.last
  }

  /// The verdict and its evidence in one sentence.
  public var conclusion: String {
    let count = whole.imageCount
    let sizes = halves.flatMap { [$0.first.imageCount, $0.second.imageCount] }
    let thresholds =
      "two halves of \(span(sizes)) agree on \(span(halves.map { outputCount - $0.moves.count })) of "
      + "\(outputCount) thresholds"
    let pictures =
      "\(evaluatedCount) \(isOnOtherImages ? "other " : "")picture\(evaluatedCount == 1 ? "" : "s")"
    switch verdict {
    case .unknown:
      return
        "cannot tell from answers on \(pictures) whether these \(count) suffice, at least "
        + "\(StabilityReport.fewestEvaluated) are needed; \(thresholds)"
    case .sufficient:
      let float = halves.flatMap { [$0.first, $0.second].map(\.evaluation.agreesWithFloat) }
      let start =
        if warning != nil {
          "more than these \(count) pictures would not help"
        } else if evaluatedCount < StabilityReport.fewestProving {
          "on \(evaluatedCount) answers no difference is seen; that proves little"
        } else {
          "these \(count) pictures suffice"
        }
      return
        "\(start): \(thresholds) and answer alike on "
        + "\(span(halves.map(\.agreement.count))) of \(pictures) (as float on \(span(float))), and neither is "
        + "right more often than chance explains" + (fewer ?? "") + (warning ?? "")
    case .insufficient:
      guard
        let worst = halves.first(where: { !areAlike($0.first.evaluation, $0.second.evaluation) })
      else { preconditionFailure("some draw's halves differ") }
      let (a, b) = (worst.first.evaluation, worst.second.evaluation)
      return
        "these \(count) pictures do not suffice: \(thresholds); in draw \(worst.draw) they answer alike on "
        + "\(worst.agreement.count) of \(pictures) (as float on \(a.agreesWithFloat) and \(b.agreesWithFloat)), and "
        + "are right on \(a.top1.count) and \(b.top1.count) (p \(worst.pair.pText))"
        + (warning ?? "")
    }
  }

  /// How many pictures would do, or what it takes to know.
  private var fewer: String? {
    guard warning == nil else { return nil }
    guard evaluatedCount >= StabilityReport.fewestProving else {
      return "; \(StabilityReport.fewestProving) answers would tell more"
    }
    return sufficientImageCount.map { "; \($0) would do" }
  }

  /// Whether something else is wrong than the number of pictures.
  private var warning: String? {
    let same = whole.evaluation.agreesWithFloat
    guard 2 * same < evaluatedCount else { return nil }
    return
      "; but the network of all of them answers as float on \(same) only"
  }

  /// A number, or the smallest and the largest of several.
  private func span(_ numbers: [Int]) -> String {
    guard let least = numbers.min(), let most = numbers.max() else { return "0" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }
}
