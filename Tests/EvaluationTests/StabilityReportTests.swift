import Graph
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

@testable import Evaluation

/// What is concluded from counts: no network is needed.
struct StabilityReportTests {
  private static let model = SyntheticNetwork(classCount: 3).network.model

  /// Answers on `count` images of class 0, of which these are wrong.
  private func result(wrong: Set<Int>, of count: Int = 100) -> EvaluationResult {
    let predictions = (0..<count).map { image -> Prediction in
      let row: [Float] = wrong.contains(image) ? [0, 1, 0] : [1, 0, 0]
      return Prediction(outputs: row[...], reference: [1, 0, 0], truth: 0, of: Self.model)
    }
    return EvaluationResult(
      name: "a", predictions: predictions, agreesWithFloat: count - wrong.count,
      truth: [Int](repeating: 0, count: count), outputs: [])
  }

  private func sample(_ images: Int, _ draw: Int, _ result: EvaluationResult)
    -> CalibrationSample
  {
    CalibrationSample(imageCount: images, draw: draw, moves: [], evaluation: result)
  }

  private func report(
    _ halves: [(EvaluationResult, EvaluationResult)], whole: EvaluationResult,
    few: [(Int, EvaluationResult)] = [], count: Int = 100, isOnOtherImages: Bool = true
  ) -> StabilityReport {
    let move = ThresholdMove(
      node: "a", first: .threshold(4, isSigned: true), second: .threshold(8, isSigned: true),
      margin: 2)
    let compared = halves.enumerated().map { index, pair in
      HalvesComparison(
        draw: index + 1, first: sample(20, index + 1, pair.0),
        second: sample(20, index + 1, pair.1), moves: index == 0 ? [move] : [])
    }
    let all = sample(40, 0, whole)
    return StabilityReport(
      config: QuantizationConfig(), outputCount: 66, isOnOtherImages: isOnOtherImages,
      float: result(wrong: [], of: count), whole: all, halves: compared,
      growth: few.map { sample($0.0, 1, $0.1) } + compared.flatMap { [$0.first, $0.second] } + [all]
    )
  }

  /// Two halves that part on two answers, and what is concluded where one picture is not enough.
  private func alike(on count: Int) -> StabilityReport {
    let (a, b) = (result(wrong: [1, 2, 3], of: count), result(wrong: [2, 3, 4], of: count))
    let lost = result(wrong: Set(0..<count * 2 / 5), of: count)
    return report([(a, b), (a, a)], whole: a, few: [(1, lost), (4, b)], count: count)
  }

  @Test func halvesThatAnswerAlikeSuffice() {
    let report = alike(on: 1000)
    #expect(report.verdict == .sufficient && report.sufficientImageCount == 4)
    #expect(report.halves[0].agreement == Proportion(998, of: 1000))
    #expect(report.halves[0].pair == PairedComparison(onlyFirst: 1, onlySecond: 1))
    #expect(
      report.conclusion
        == "these 40 pictures suffice: two halves of 20 agree on 65 to 66 of 66 thresholds and answer alike on 998 to "
        + "1000 of 1000 other pictures (as float on 997), and neither is right more often than chance explains; 4 would do"
    )
  }

  /// What is seen is the same, and proves little.
  @Test func fewAnswersProveLittle() {
    let report = alike(on: 100)
    #expect(report.verdict == .sufficient && report.sufficientImageCount == 4)
    #expect(
      report.conclusion
        == "on 100 answers no difference is seen; that proves little: two halves of 20 agree on 65 to 66 of 66 "
        + "thresholds and answer alike on 98 to 100 of 100 other pictures (as float on 97), and neither is right more "
        + "often than chance explains; 1000 answers would tell more")
    #expect(alike(on: 999).conclusion.hasPrefix("on 999 answers no difference is seen;"))
  }

  /// The one half's network is right more often than chance explains.
  @Test func halvesThatDifferDoNotSuffice() {
    let (a, b) = (result(wrong: []), result(wrong: Set(0..<20)))
    let report = report([(a, a), (a, b)], whole: a)
    #expect(report.verdict == .insufficient)
    #expect(
      report.conclusion
        == "these 40 pictures do not suffice: two halves of 20 agree on 65 to 66 of 66 thresholds; in draw 2 they "
        + "answer alike on 80 of 100 other pictures (as float on 100 and 80), and are right on 100 and 80 (p < 0.0001)"
    )
  }

  /// Both are right as often, but they answer each other's way less often than float's way.
  @Test func equallyManyRightAnswersAreNotEnough() {
    let (a, b) = (result(wrong: Set(0..<15)), result(wrong: Set(15..<30)))
    #expect(a.compared(with: b).pValue > 0.9)
    let report = report([(a, b)], whole: a)
    #expect(!report.areAlike(a, b) && report.verdict == .insufficient)
    // One image more or less is chance.
    #expect(report.areAlike(result(wrong: [1]), result(wrong: [2])))
  }

  /// The more often one looks, the smaller p has to be.
  @Test func everyDrawIsALook() {
    let (a, b) = (result(wrong: []), result(wrong: Set(0..<6)))
    #expect(a.compared(with: b).pValue < 0.05)
    #expect(report([(a, b)], whole: a).significance == 0.05)
    #expect(report([(a, b)], whole: a).verdict == .insufficient)
    #expect(report([(a, b), (a, a)], whole: a).significance == 0.025)
    #expect(report([(a, b), (a, a)], whole: a).verdict == .sufficient)
  }

  @Test func fewAnswersSayNothing() {
    let a = result(wrong: [], of: 29)
    let report = report([(a, a)], whole: a, count: 29, isOnOtherImages: false)
    #expect(report.verdict == .unknown && report.sufficientImageCount == nil)
    #expect(
      report.conclusion
        == "cannot tell from answers on 29 pictures whether these 40 suffice, at least 30 are needed; two halves of 20 "
        + "agree on 65 of 66 thresholds")
  }

  /// A network that is lost is not lost for want of pictures.
  @Test func moreOfTheSamePicturesDoNotMendANetwork() {
    let a = result(wrong: Set(0..<70))
    let report = report([(a, a)], whole: a)
    #expect(report.verdict == .sufficient)
    #expect(report.conclusion.hasPrefix("more than these 40 pictures would not help: "))
    #expect(
      report.conclusion.hasSuffix("; but the network of all of them answers as float on 30 only"))
  }

  /// Every larger number has to do as well.
  @Test func theFewestPicturesHaveNoGapAboveThem() {
    let (a, bad) = (result(wrong: []), result(wrong: Set(0..<30)))
    #expect(
      report([(a, a)], whole: a, few: [(1, a), (4, bad), (8, a)]).sufficientImageCount == 8)
    #expect(report([(a, a)], whole: a, few: [(1, a), (4, a)]).sufficientImageCount == 1)
  }
}
