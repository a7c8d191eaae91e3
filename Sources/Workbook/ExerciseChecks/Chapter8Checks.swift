import Exercises
import Foundation
import PostTrainingQuantization
import Support

/// The exercises of chapter 8 and their checks.
public enum Chapter8 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter8Exercises>] {
    [
      gainWithoutAQuarter, signalToNoise, remedy, thresholdWithEightBits, unseenPicturesReason,
    ]
  }

  private static var gainWithoutAQuarter: Exercise<any Chapter8Exercises> {
    Exercise(
      .predict, "gainWithoutAQuarter",
      lookAt: "Three quarters of the noise are left; the ratio of the noises, in decibels."
    ) { answers, _ in
      let got = try answers.gainWithoutAQuarter()
      let expected = -10 * log10(0.75)
      if abs(got - expected) <= 0.1 { return nil }
      return Difference(expected: "about \(compact(expected, digits: 2)) dB", got: compact(got))
    }
  }

  private static var signalToNoise: Exercise<any Chapter8Exercises> {
    Exercise(
      .write, "signalToNoise",
      lookAt: "Add up all squares of the logits, and all squares of the changes; then one ratio."
    ) { answers, _ in
      let inputs: [(exact: [[Double]], rounded: [[Double]], advice: String?)] = [
        ([[3, 4]], [[3, 3.5]], nil),
        (
          [[10, 0], [1, 0]], [[9, 0], [1, 1]],
          "One ratio for all pictures, not the mean of one ratio per picture."
        ),
        ([[1, -2], [0.5, 3]], [[1, -2], [0.5, 3]], "Without noise the ratio is infinite."),
        ([[-4, 2, 0], [1, 1, 1]], [[-4.5, 2, 0.5], [1, 0.5, 1]], nil),
      ]
      for (exact, rounded, advice) in inputs {
        let pairs = zip(exact.joined(), rounded.joined())
        let signal = exact.joined().reduce(0) { $0 + $1 * $1 }
        let noise = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let expected = noise == 0 ? Double.infinity : 10 * log10(signal / noise)
        let got = try answers.signalToNoise(exact: exact, rounded: rounded)
        let name = "exact \(written(exact)), rounded \(written(rounded))"
        if expected.isInfinite {
          if got == expected { continue }
          return Difference(
            input: name, expected: "infinity", got: compact(got), advice: advice)
        }
        if let found = compare(got, expected, for: name, advice: advice) { return found }
      }
      return nil
    }
  }

  private static var remedy: Exercise<any Chapter8Exercises> {
    Exercise(
      .write, "remedy", lookAt: "Leave out what needs more bits, then look for the least noise."
    ) { answers, _ in
      let more = "More bits nearly always win; the question is what helps without them."
      let inputs: [(tried: [(noise: Double, needsMoreBits: Bool)], before: Double, String?)] = [
        ([(3, false), (2, false), (4, false)], 3.5, nil),
        ([(3, false), (1, true)], 3.5, more),
        ([(5, false), (4, false)], 3.5, "A remedy that makes more noise is none."),
        ([(3.5, false)], 3.5, "As much noise as before is no gain."),
        ([(2, false), (2, false)], 3, "The first one of equals."), ([], 1, nil),
      ]
      for (tried, before, advice) in inputs {
        var expected: Int?
        for (index, own) in tried.enumerated() where !own.needsMoreBits && own.noise < before {
          if expected.map({ own.noise < tried[$0].noise }) ?? true { expected = index }
        }
        let got = try answers.remedy(tried, before: before)
        if got == expected { continue }
        let list = tried.map { "\(compact($0.noise))\($0.needsMoreBits ? " with more bits" : "")" }
        return Difference(
          input: "noises [\(list.joined(separator: ", "))], before \(compact(before))",
          expected: expected.map(String.init) ?? "nil", got: got.map(String.init) ?? "nil",
          advice: advice)
      }
      return nil
    }
  }

  private static var thresholdWithEightBits: Exercise<any Chapter8Exercises> {
    Exercise(
      .change, "thresholdWithEightBits",
      lookAt: "Ask workbook quantize, for MSE and 4 bits, with --override block_11_add=8bits."
    ) { answers, data in
      let got = try answers.thresholdWithEightBits()
      let node = try data.node("block_11_add")
      let config = QuantizationConfig(
        activationBitWidth: 4, overrides: [node.name: ActivationOverride(bitWidth: 8)])
      let calibration = try data.calibration()
      let found = try data.loading { try calibration.search(node, config: config) }
      return compare(got, found.parameters.range.magnitude, for: "8 bits at block_11_add")
    }
  }

  private static var unseenPicturesReason: Exercise<any Chapter8Exercises> {
    .explain(
      "unseenPicturesReason", lookAt: "Read the section “Measured on pictures that chose nothing”."
    ) {
      try $0.unseenPicturesReason()
    }
  }
}
