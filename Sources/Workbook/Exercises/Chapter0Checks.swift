import Quantization
import Support

/// The exercises of chapter 0 and their checks.
public enum Chapter0 {
  /// The activations of the chapter: nine ordinary values four times each, and one far out.
  static let values =
    [[Double]](repeating: [0.1, 0.25, 0.4, 0.5, 0.6, 0.9, 1, 1.1, 1.4], count: 4).joined()
    + [largest]
  /// The one far out.
  static let largest = 4.2
  /// The bit width of the chapter, in bits.
  static let bitWidth = 3

  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter0Exercises>] {
    [predictedValue, quantize, bestThreshold, largestValueKept, outlierReason]
  }

  private static var predictedValue: Exercise<any Chapter0Exercises> {
    Exercise(.predict, "predictedValue", lookAt: "Look at the largest value in the table “grid”.") {
      answers, _ in
      compare(
        try answers.predictedValue(),
        UniformGrid(threshold: 4, isSigned: false, bitWidth: 4)(3.9),
        for: "x = 3.9, t = 4, 4 bits")
    }
  }

  private static var quantize: Exercise<any Chapter0Exercises> {
    Exercise(.write, "quantize", lookAt: "Look at the row of this x in the table “rounding”.") {
      answers, _ in
      let clip = "Values below 0 or above t − Δ are clipped to these ends."
      let lastStep = "The grid ends at t − Δ, one step below t."
      let half = "It lies half-way between two levels: take the even level, k in k · Δ."
      let inputs: [(x: Double, t: Double, bits: Int, advice: String?)] = [
        (0.6, 4, 3, nil), (0, 4, 3, nil), (4.2, 4, 3, lastStep), (3.9, 4, 3, lastStep),
        (3.5, 4, 3, lastStep), (-0.6, 4, 3, clip), (100, 8, 4, clip), (0.25, 4, 3, half),
        (0.75, 4, 3, half), (2.5, 8, 3, half), (0.3, 0.5, 2, nil), (5.03, 6, 8, nil),
      ]
      for (x, t, bits, advice) in inputs {
        let difference = compare(
          try answers.quantize(x, threshold: t, bitWidth: bits),
          UniformGrid(threshold: t, isSigned: false, bitWidth: bits)(x),
          for: "x = \(compact(x)), t = \(compact(t)), \(bits) bits", advice: advice)
        if let difference { return difference }
      }
      return nil
    }
  }

  private static var bestThreshold: Exercise<any Chapter0Exercises> {
    Exercise(
      .write, "bestThreshold",
      lookAt: "Print the error of every candidate and look for the first smallest one."
    ) { answers, _ in
      let tie = "More than one threshold has this error: the first one, the larger, wins."
      let many = [Double](repeating: 0.3, count: 50) + [9]
      let inputs: [(values: [Double], name: String?, bits: Int, advice: String?)] = [
        (values, "the chapter's values", bitWidth, nil), (values, "the chapter's values", 4, nil),
        ([2, 6], nil, 3, tie), ([0.01, 0.02, 0.011, 0.013], nil, 4, nil),
        ([0, 0.5, 3.9, 4], nil, 2, nil), (many, "fifty times 0.3 and one 9", 3, nil),
      ]
      for (values, name, bits, advice) in inputs {
        let expected = try search(values, bitWidth: bits)
        let got = try answers.bestThreshold(for: values, bitWidth: bits)
        let name = name ?? "the values \(written(values))"
        if let difference = compare(got, expected, for: "\(name), \(bits) bits", advice: advice) {
          return difference
        }
      }
      return nil
    }
  }

  private static var largestValueKept: Exercise<any Chapter0Exercises> {
    Exercise(
      .change, "largestValueKept",
      lookAt: "Put the number into the chapter and compare its MSE at t = 8 and t = 4."
    ) { answers, _ in
      let value = try answers.largestValueKept()
      let end = UniformGrid(threshold: 8, isSigned: false, bitWidth: bitWidth).upper
      let allowed = Chapter0.largest...end
      guard allowed.contains(value) else {
        return Difference(
          expected: "a number from \(compact(allowed.lowerBound)) to \(compact(end))",
          got: compact(value))
      }
      let threshold = try search(Chapter0.values.dropLast() + [value], bitWidth: bitWidth)
      let grid = UniformGrid(threshold: threshold, isSigned: false, bitWidth: bitWidth)
      if grid.upper >= value { return nil }
      return Difference(
        input: "\(compact(value)) as the largest of the values",
        expected: "a grid that reaches it",
        got: "t = \(compact(threshold)), whose grid ends at \(compact(grid.upper))")
    }
  }

  private static var outlierReason: Exercise<any Chapter0Exercises> {
    .explain("outlierReason", lookAt: "Look at the formula in “Adding up the damage”.") {
      try $0.outlierReason()
    }
  }

  /// The threshold that the library's search chooses.
  static func search(
    _ values: [Double], bitWidth: Int, errorMethod: QuantizationErrorMethod = .mse
  ) throws -> Double {
    try ThresholdSearch(
      method: .powerOfTwo, errorMethod: errorMethod, bitWidth: bitWidth, isSigned: false
    ).search(exactHistogram(of: values)).parameters.range.magnitude
  }
}

/// A histogram that loses nothing: every bin begins at a value, and the searches let a bin's left
/// edge stand for what is in it. The last bin has no width: the largest edge is the largest value.
func exactHistogram(of values: [Double]) -> Histogram {
  let edges = Set(values).sorted()
  return Histogram(
    edges: edges + edges.suffix(1),
    counts: edges.map { edge in Double(values.count { $0 == edge }) })
}
