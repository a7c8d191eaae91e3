import Exercises
import Foundation
import PostTrainingQuantization
import Quantization
import Support

/// The exercises of chapter 10 and their checks.
public enum Chapter10 {
  private static let node = "expanded_conv_project_bn"

  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter10Exercises>] {
    [
      upperEndAfterThreePictures, threshold, gridWithZeroPoint, symmetricPercentile, entropyReason,
    ]
  }

  private static var upperEndAfterThreePictures: Exercise<any Chapter10Exercises> {
    Exercise(
      .predict, "upperEndAfterThreePictures",
      lookAt: "The first picture gives the end; each later one moves it by a twentieth of the way."
    ) { answers, _ in
      let expected = [8.0, 8, 28].dropFirst().reduce(8) { 0.95 * $0 + 0.05 * $1 }
      return compare(try answers.upperEndAfterThreePictures(), expected)
    }
  }

  private static var threshold: Exercise<any Chapter10Exercises> {
    Exercise(
      .write, "threshold",
      lookAt: "Sort the magnitudes, count how many have to be kept, and round up to a power of two."
    ) { answers, _ in
      let exact = "A value that is a power of two needs no larger threshold."
      let inputs: [(percentage: Double, values: [Double], advice: String?)] = [
        (100, [0.5, 1, 2, 9], nil), (75, [0.5, 1, 2, 9], exact),
        (50, [-7, 1, -3, 0.25], "Negative values count with their distance from 0."),
        (60, [1.5, 3, 5, 10, 20], nil), (99, Array(repeating: 0.3, count: 99) + [50], nil),
        (10, [6, -0.1, 6, 6, 6, 6, 6, 6, 6, 6], nil),
      ]
      for (percentage, values, advice) in inputs {
        let kept = Int((percentage / 100 * Double(values.count) - 1e-9).rounded(.up))
        let magnitude = values.map { abs($0) }.sorted()[max(kept, 1) - 1]
        let found = compare(
          try answers.threshold(keeping: percentage, of: values), nextPowerOfTwo(magnitude),
          for: "\(compact(percentage)) % of \(written(values.count > 10 ? [0.3, 50] : values))",
          advice: advice)
        if let found { return found }
      }
      return nil
    }
  }

  private static var gridWithZeroPoint: Exercise<any Chapter10Exercises> {
    Exercise(
      .write, "gridWithZeroPoint",
      lookAt: "First stretch the range so that 0 lies in it; then divide it by the number of steps."
    ) { answers, _ in
      let zero = "0 has to be in the range."
      let inputs: [(lower: Double, upper: Double, bits: Int, advice: String?)] = [
        (-1, 2, 2, nil), (0, 6, 8, nil), (-10.3, 10.7, 8, nil), (-0.28, 7.4, 4, nil),
        (2, 6, 8, zero), (-6, -2, 4, zero),
      ]
      for (lower, upper, bits, advice) in inputs {
        let (a, b) = (min(lower, 0), max(upper, 0))
        let step = (b - a) / Double((1 << bits) - 1)
        let got = try answers.gridWithZeroPoint(from: lower, to: upper, bitWidth: bits)
        let place = "\(compact(lower)) to \(compact(upper)), \(bits) bits"
        let found =
          compare(got.step, step, for: "the step of \(place)", advice: advice)
          ?? compare(
            got.zeroPoint, Int((-a / step).rounded()), for: "the zero point of \(place)",
            advice: advice)
        if let found { return found }
      }
      return nil
    }
  }

  private static var symmetricPercentile: Exercise<any Chapter10Exercises> {
    Exercise(
      .change, "symmetricPercentile",
      lookAt: "Give --error-method percentile, --percentile and --quantization-method symmetric."
    ) { answers, data in
      let got = try answers.symmetricPercentile()
      let config = QuantizationConfig(
        activationErrorMethod: .percentile(99.9), activationQuantizationMethod: .symmetric)
      let expected = try data.calibration().search(data.node(node), config: config)
        .parameters.range.magnitude
      // As many digits as the command prints.
      return compare(got, expected, within: 0.001, for: "\(node), 99.9 %, SYMMETRIC")
    }
  }

  private static var entropyReason: Exercise<any Chapter10Exercises> {
    .explain("entropyReason", lookAt: "How many ranges of 128 bins or more has a histogram of 128?")
    {
      try $0.entropyReason()
    }
  }
}
