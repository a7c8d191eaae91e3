import Graph
import TestSupport
import Testing

@testable import Evaluation

struct MethodRecommendationTests {
  /// Right or wrong, picture by picture.
  private func result(_ name: String, _ right: [Bool]) -> EvaluationResult {
    let model = SyntheticNetwork(classCount: 3).network.model
    let predictions = right.map { isRight -> Prediction in
      let outputs: [Float] = isRight ? [1, 0, 0] : [0, 1, 0]
      return Prediction(outputs: outputs[...], reference: outputs[...], truth: 0, of: model)
    }
    return EvaluationResult(
      name: name, predictions: predictions, agreesWithFloat: 0,
      truth: right.map { _ in 0 }, outputs: [])
  }

  /// Some pictures that both get right, then those that only one of the two does.
  private func pair(
    both: Int, onlyUsual: Int, onlyOther: Int
  ) -> (usual: EvaluationResult, other: EvaluationResult) {
    func list(_ own: Int, _ other: Int, first: Bool) -> [Bool] {
      Array(repeating: first, count: own) + Array(repeating: !first, count: other)
    }
    let shared = Array(repeating: true, count: both)
    return (
      result("MSE", shared + list(onlyUsual, onlyOther, first: true)),
      result("MAE", shared + list(onlyUsual, onlyOther, first: false))
    )
  }

  /// The float network is always right.
  private func recommend(_ results: [EvaluationResult]) -> MethodRecommendation {
    MethodRecommendation(
      results, float: result("float", results[0].predictions.map { _ in true }))
  }

  /// Right answers do not tell the two apart, but one of them has nothing to do with the float network.
  @Test func theOneThatAnswersAsFloatIsTaken() {
    let model = SyntheticNetwork(classCount: 3).network.model
    func answers(_ name: String, _ classes: [Int]) -> EvaluationResult {
      let predictions = classes.map { answer -> Prediction in
        var outputs: [Float] = [0, 0, 0]
        outputs[answer] = 1
        return Prediction(outputs: outputs[...], reference: outputs[...], truth: 2, of: model)
      }
      return EvaluationResult(
        name: name, predictions: predictions, agreesWithFloat: classes.count { $0 == 0 },
        truth: classes.map { _ in 2 }, outputs: [])
    }
    let float = answers("float", Array(repeating: 0, count: 200))
    let lost = answers("MSE", Array(repeating: 1, count: 190) + Array(repeating: 0, count: 10))
    let close = answers("MAE", Array(repeating: 0, count: 199) + [1])
    let found = MethodRecommendation([lost, close], float: float)
    #expect(found.certainty == .closerToFloat && found.position == 1)
    #expect(
      found.sentence
        == "take MAE: it answers as float on 199 of 200 pictures, the usual one on 10 (p < 0.0001), "
        + "though it is not right more often")
    #expect(MethodRecommendation([close, lost], float: float).position == 0)
  }

  @Test func theUsualOneIsTakenUnlessAnotherIsBetter() {
    let (usual, other) = pair(both: 470, onlyUsual: 5, onlyOther: 25)
    let better = recommend([usual, other])
    #expect(better.certainty == .better && better.name == "MAE" && better.position == 1)
    #expect(
      better.sentence
        == "take MAE: of 500 pictures only it is right on 25, only the usual one on 5 (p = 0.0003)")
    let worse = recommend([other, usual])
    #expect(worse.certainty == .noneBetter && worse.name == "MAE" && worse.position == 0)
    #expect(worse.sentence.hasPrefix("take MAE: no other method is better on these 500 pictures"))
  }

  /// Several tries make chance look like a difference: the limit of p is divided by their number.
  @Test func manyRivalsNeedMoreEvidence() {
    let (usual, other) = pair(both: 985, onlyUsual: 3, onlyOther: 12)
    #expect(usual.compared(with: other).pValue > 0.05 / 4)
    #expect(usual.compared(with: other).pValue < 0.05)
    #expect(recommend([usual, other]).certainty == .better)
    #expect(
      recommend([usual, other, usual, usual, usual]).certainty == .noneBetter)
  }

  /// A share of 4 in 100 that differ needs 1.96² · 0.04 / 0.02² = 385 pictures.
  @Test func fewPicturesCannotTell() {
    let (usual, other) = pair(both: 48, onlyUsual: 1, onlyOther: 1)
    let few = recommend([usual, other])
    #expect(few.certainty == .cannotTell(neededImages: 390))
    #expect(
      few.sentence.hasPrefix(
        "take MSE, the usual one: 50 pictures cannot tell whether another is better; about 390 would do"
      ))
    let (more, same) = pair(both: 384, onlyUsual: 8, onlyOther: 8)
    #expect(recommend([more, same]).certainty == .noneBetter)
    // No picture differs: the rule of three.
    let equal = Array(repeating: true, count: 149)
    #expect(
      recommend([result("a", equal), result("b", equal)]).certainty
        == .cannotTell(neededImages: 150))
    #expect(
      recommend([result("a", equal + [true]), result("b", equal + [true])]).certainty
        == .noneBetter)
  }

  /// What is clearly worse leaves no doubt, however often it differs.
  @Test func aLostMethodLeavesNoDoubt() {
    let (usual, other) = pair(both: 10, onlyUsual: 190, onlyOther: 0)
    #expect(recommend([usual, other]).certainty == .noneBetter)
  }
}
