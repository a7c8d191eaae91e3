import Exercises
import Evaluation
import Support

/// The exercises of chapter 5 and their checks. They need no network: statistics begin with counts.
public enum Chapter5 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter5Exercises>] {
    [intervalRatio, wilsonInterval, pairedPValue, imagesToTellApart, smallDifferenceReason]
  }

  private static func width(_ proportion: Proportion) -> Double {
    proportion.interval.upperBound - proportion.interval.lowerBound
  }

  private static var intervalRatio: Exercise<any Chapter5Exercises> {
    Exercise(
      .predict, "intervalRatio",
      lookAt: "The width shrinks with the square root of the number of images."
    ) { answers, _ in
      let got = try answers.intervalRatio()
      let expected = width(Proportion(90, of: 100)) / width(Proportion(900, of: 1000))
      if abs(got - expected) <= 0.5 { return nil }
      return Difference(
        input: "90 of 100 against 900 of 1000", expected: "about \(compact(expected, digits: 2))",
        got: compact(got))
    }
  }

  private static var wilsonInterval: Exercise<any Chapter5Exercises> {
    Exercise(
      .write, "wilsonInterval", lookAt: "Work the formula of the hint out on paper for 1 of 1."
    ) { answers, _ in
      let ends = "Unlike p ± z · √(p(1 − p) / n), Wilson's interval has a width even there."
      let inputs: [(correct: Int, total: Int, advice: String?)] = [
        (950, 1000, nil), (50, 100, nil), (1, 3, nil), (100, 100, ends), (0, 20, ends),
        (1, 1, ends),
      ]
      for (correct, total, advice) in inputs {
        let got = try answers.wilsonInterval(correct: correct, total: total)
        let expected = Proportion(correct, of: total).interval
        let name = "\(correct) of \(total) images"
        // Both 1.96 and 1.959964 are z.
        let difference =
          compare(
            got.lowerBound, expected.lowerBound, within: 1e-4, for: "the lower end of \(name)",
            advice: advice)
          ?? compare(
            got.upperBound, expected.upperBound, within: 1e-4, for: "the upper end of \(name)",
            advice: advice)
        if let difference { return difference }
      }
      return nil
    }
  }

  private static var pairedPValue: Exercise<any Chapter5Exercises> {
    Exercise(
      .write, "pairedPValue",
      lookAt: "Only images on which the models differ count, like tosses of a coin."
    ) { answers, _ in
      let inputs: [(onlyFirst: Int, onlySecond: Int, both: Int, neither: Int, advice: String?)] = [
        (7, 1, 40, 2, nil), (1, 7, 40, 2, "Which model comes first does not matter."),
        (5, 5, 0, 0, "Two sides of an even split count its middle twice: p is at most 1."),
        (0, 0, 8, 1, "Models that never differ give no reason for doubt: p is 1."),
        (0, 10, 3, 3, nil),
        (60, 30, 900, 10, "Large factorials overflow: use lgamma, or a recurrence."),
      ]
      for (onlyFirst, onlySecond, both, neither, advice) in inputs {
        func images(_ own: Int, _ other: Int) -> [[Bool]] {
          [.init(repeating: true, count: own), .init(repeating: false, count: other)]
        }
        let shared = images(both, neither).flatMap { $0 }
        let got = try answers.pairedPValue(
          first: images(onlyFirst, onlySecond).flatMap { $0 } + shared,
          second: images(onlyFirst, onlySecond).flatMap { $0 }.map { !$0 } + shared)
        let expected = PairedComparison(onlyFirst: onlyFirst, onlySecond: onlySecond).pValue
        let name =
          "\(onlyFirst) images only the first gets, \(onlySecond) only the second, \(both) both, "
          + "\(neither) neither"
        if let found = compare(got, expected, within: 1e-6, for: name, advice: advice) {
          return found
        }
      }
      return nil
    }
  }

  private static var imagesToTellApart: Exercise<any Chapter5Exercises> {
    Exercise(
      .change, "imagesToTellApart",
      lookAt: "Change the number until the upper end of 95 % falls below the lower end of 96 %."
    ) { answers, _ in
      let got = try answers.imagesToTellApart()
      func touch(_ total: Int) -> Bool {
        Proportion(total * 95 / 100, of: total).interval
          .overlaps(Proportion(total * 96 / 100, of: total).interval)
      }
      var expected = 1000
      while touch(expected) { expected += 1000 }
      return compare(got, expected, for: "95 and 96 percent")
    }
  }

  private static var smallDifferenceReason: Exercise<any Chapter5Exercises> {
    .explain("smallDifferenceReason", lookAt: "Look at the tables “eight bits” and “pairs”.") {
      try $0.smallDifferenceReason()
    }
  }
}
