import PostTrainingQuantization
import Quantization
import Support

/// The exercises of chapter 4 and their checks.
public enum Chapter4 {
  private static let node = "expanded_conv_project_bn"

  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter4Exercises>] {
    [
      thresholdWithFewBits, errorParts, firstLocalMinimum, exponentThatKeepsTheTail, smallKLReason,
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

  private static var firstLocalMinimum: Exercise<any Chapter4Exercises> {
    Exercise(
      .write, "firstLocalMinimum",
      lookAt: "Walk by hand: compare each error with the next one only."
    ) { answers, data in
      let level = "An equal error does not end the walk."
      let inputs: [(errors: [Double], advice: String?)] = [
        ([5, 3, 4, 1, 0], "A later, smaller error does not count."), ([2, 2, 1, 1, 3], level),
        ([4, 3, 2, 1], "The walk may reach the end."), ([1, 2, 0], nil), ([7], nil),
        ([.infinity, .infinity, 2, 3], level),
      ]
      for (errors, advice) in inputs {
        let difference = compare(
          try answers.firstLocalMinimum(of: errors),
          ThresholdSearchResult.firstLocalMinimum(of: errors),
          for: "the errors \(written(errors))", advice: advice)
        if let difference { return difference }
      }
      // The errors that the chapter's curve shows.
      let config = QuantizationConfig(activationErrorMethod: .kl(guard: .firstLocalMinimum))
      let result = try data.calibration().search(data.node(node), config: config)
      let position = try answers.firstLocalMinimum(of: result.candidates.map(\.error))
      guard result.candidates.indices.contains(position) else {
        return Difference(
          input: "KL on \(node)", expected: "a position below \(result.candidates.count)",
          got: "\(position)")
      }
      return compare(
        result.candidates[position].range.magnitude, result.parameters.range.magnitude,
        for: "the threshold of guarded KL on \(node)")
    }
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
