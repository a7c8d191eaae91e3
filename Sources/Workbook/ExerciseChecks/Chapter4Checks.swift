import Exercises
import PostTrainingQuantization
import Quantization
import Support

/// The exercises of chapter 4 and their checks.
public enum Chapter4 {
  private static let node = "expanded_conv_project_bn"

  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter4Exercises>] {
    [
      thresholdWithFewBits, errorParts, guardedMinimum, exponentThatKeepsTheTail, smallKLReason,
    ]
  }

  private static func threshold(
    _ method: QuantizationErrorMethod, bitWidth: Int? = nil, _ data: ExerciseData
  ) throws -> Double {
    let config = QuantizationConfig(activationErrorMethod: method, activationBitWidth: bitWidth)
    return try data.calibration().search(data.node(node), config: config)
      .parameters.range.magnitude
  }

  private static var thresholdWithFewBits: Exercise<any Chapter4Exercises> {
    Exercise(
      .predict, "thresholdWithFewBits",
      lookAt:
        "Fewer bits make rounding dearer and leave clipping as it is: where does the valley go?"
    ) { answers, data in
      let got = try answers.thresholdWithFewBits()
      return compare(got, try threshold(.mse, bitWidth: 3, data), for: "\(node), MSE, 3 bits")
    }
  }

  private static var errorParts: Exercise<any Chapter4Exercises> {
    Exercise(
      .write, "errorParts",
      lookAt:
        "Sort the values by where they lie, then divide both sums by the number of all values."
    ) { answers, _ in
      let lastStep = "A value between t − Δ and t lies outside of the grid: its error is clipping."
      let negative = "An unsigned grid begins at 0: what lies below is clipped."
      let inputs: [(values: [Double], t: Double, isSigned: Bool, bits: Int, advice: String?)] = [
        (Chapter0.values, 8, false, 3, nil), (Chapter0.values, 4, false, 3, nil),
        (Chapter0.values, 1, false, 3, nil), ([0.2, 1, 3.6, 3.9], 4, false, 3, lastStep),
        ([-0.3, -2, 0.1, 1.3], 2, false, 4, negative),
        ([-2, -1.9, 0, 0.3, 1.8, 2.5], 2, true, 3, nil),
        ([0, 0, 0], 1, true, 8, nil),
      ]
      for (values, t, isSigned, bits, advice) in inputs {
        let search = try ThresholdSearch(method: .powerOfTwo, errorMethod: .mse, bitWidth: bits)
        let parts = search.errorParts(
          of: .threshold(t, isSigned: isSigned), on: exactHistogram(of: values))
        let got = try answers.errorParts(
          of: values, threshold: t, isSigned: isSigned, bitWidth: bits)
        let name =
          "the values \(written(values)), t = \(compact(t)), "
          + "\(isSigned ? "signed" : "unsigned"), \(bits) bits"
        let difference =
          compare(got.clipping, parts.clipping, for: "clipping of \(name)", advice: advice)
          ?? compare(got.rounding, parts.rounding, for: "rounding of \(name)", advice: advice)
        if let difference { return difference }
      }
      return nil
    }
  }

  private static var guardedMinimum: Exercise<any Chapter4Exercises> {
    Exercise(
      .write, "guardedMinimum",
      lookAt: "Cross out the candidates with too few bins, then look for the smallest error left."
    ) { answers, data in
      let few = "A candidate with fewer bins than levels does not count, whatever its error."
      let first = "The first candidate covers every value: it counts with any number of bins."
      let inputs: [(errors: [Double], bins: [Int], levels: Int, advice: String?)] = [
        ([5, 3, 4, 1, 0], [64, 32, 16, 8, 4], 16, few),
        ([5, 3, 4, 1, 0], [64, 32, 16, 8, 4], 8, "As many bins as levels are enough."),
        ([4, 2, 3, 2], [64, 64, 32, 16], 16, "Of equal errors the first one wins."),
        ([1, 2, 0], [8, 4, 2], 16, first), ([7, 6], [8, 4], 256, first), ([7], [1], 4, nil),
        ([.infinity, 2, .infinity, 1], [9, 9, 9, 9], 4, "Later candidates count too."),
      ]
      for (errors, bins, levels, advice) in inputs {
        let difference = compare(
          try answers.guardedMinimum(of: errors, comparing: bins, levels: levels),
          position(of: errors, comparing: bins, levels: levels),
          for: "the errors \(written(errors)), the bins \(bins), \(levels) levels",
          advice: advice)
        if let difference { return difference }
      }
      // The candidates of the chapter's table, and what the library makes of them.
      let result = try data.calibration().search(
        data.node(node), config: QuantizationConfig(activationErrorMethod: .kl()))
      let histogram = try data.needed(
        data.statistics(of: node).histogram, "calibration kept no histogram of \(node)")
      let search = try ThresholdSearch(errorMethod: .kl(), bitWidth: 8)
      let found = try answers.guardedMinimum(
        of: result.candidates.map(\.error),
        comparing: result.candidates.map { search.comparedBins(of: $0.range, on: histogram) },
        levels: 256)
      guard result.candidates.indices.contains(found) else {
        return Difference(
          input: "KL on \(node)", expected: "a position below \(result.candidates.count)",
          got: "\(found)")
      }
      return compare(
        result.candidates[found].range.magnitude,
        try threshold(.kl(guard: .entropyCalibration), data),
        for: "the threshold of guarded KL on \(node)")
    }
  }

  /// The first smallest error among the candidates with enough bins and the first candidate.
  private static func position(of errors: [Double], comparing bins: [Int], levels: Int) -> Int {
    let allowed = errors.indices.filter { $0 == 0 || bins[$0] >= levels }
    return allowed.min { errors[$0] < errors[$1] } ?? 0
  }

  private static var exponentThatKeepsTheTail: Exercise<any Chapter4Exercises> {
    Exercise(
      .change, "exponentThatKeepsTheTail",
      lookAt: "p = 1 is MAE and p = 2 is MSE. Which way does a far value gain weight?"
    ) { answers, data in
      let p = try answers.exponentThatKeepsTheTail()
      guard (0.5...12).contains(p) else {
        return Difference(expected: "an exponent from 0.5 to 12", got: compact(p))
      }
      let expected = try threshold(.noClipping, data)
      return compare(
        try threshold(.lp(p: p), data), expected, for: "the threshold of LP with p = \(compact(p))")
    }
  }

  private static var smallKLReason: Exercise<any Chapter4Exercises> {
    .explain("smallKLReason", lookAt: "Look at the section “What happened to KL”.") {
      try $0.smallKLReason()
    }
  }
}
