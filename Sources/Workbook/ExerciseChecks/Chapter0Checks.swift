import Exercises
import Quantization
import Support

/// The exercises of chapter 0 and their checks.
public enum Chapter0 {
  /// The activations of the chapter: nine ordinary values eight times each, and one far out.
  static let values =
    [[Double]](repeating: [0.1, 0.25, 0.4, 0.5, 0.6, 0.9, 1, 1.1, 1.4], count: 8).joined()
    + [largest]
  /// The one far out.
  static let largest = 5.0
  /// The bit width of the chapter, in bits.
  static let bitWidth = 3

  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter0Exercises>] {
    [predictedValue, valuesOfLevel, bitWidthNeeded, largestValueKept, outlierReason]
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

  private static var valuesOfLevel: Exercise<any Chapter0Exercises> {
    Exercise(
      .write, "valuesOfLevel",
      lookAt: "Look down a column of the table “rounding”: which numbers became 0.5? "
        + "Numbers half way between two levels are the ends."
    ) { answers, _ in
      let half = "Rounding goes to the nearest level: half a step to either side."
      let first = "Everything below the grid is clipped to level 0: there is no lower end."
      let last = "Everything above the grid is clipped to the last level: there is no upper end."
      let inputs: [(level: Int, t: Double, bits: Int, advice: String)] = [
        (1, 4, 3, half), (3, 4, 3, half), (0, 4, 3, first), (7, 4, 3, last), (0, 0.5, 2, first),
        (2, 0.5, 2, half), (15, 8, 4, last), (7, 8, 4, half), (200, 6, 8, half),
      ]
      for (level, t, bits, advice) in inputs {
        let grid = UniformGrid(threshold: t, isSigned: false, bitWidth: bits)
        let value = grid.values[level]
        let lower = level == 0 ? -Double.infinity : value - grid.step / 2
        let upper = level == grid.values.count - 1 ? Double.infinity : value + grid.step / 2
        let got = try answers.valuesOfLevel(level, threshold: t, bitWidth: bits)
        let ends = [(got.lowerBound, lower), (got.upperBound, upper)]
        if ends.allSatisfy({ $1.isFinite ? compare($0, $1) == nil : $0 == $1 }) { continue }
        return Difference(
          input: "level \(level), t = \(compact(t)), \(bits) bits",
          expected: "\(compact(lower)) to \(compact(upper))",
          got: "\(compact(got.lowerBound)) to \(compact(got.upperBound))", advice: advice)
      }
      return nil
    }
  }

  private static var bitWidthNeeded: Exercise<any Chapter0Exercises> {
    Exercise(
      .write, "bitWidthNeeded",
      lookAt: "Print the smallest error of every bit width and look for the first that is enough."
    ) { answers, _ in
      let clipped = "A threshold below the largest value can be the best one: try its halves too."
      let many = [Double](repeating: 0.3, count: 50) + [9]
      let inputs: [(values: [Double], name: String?, error: Double, advice: String?)] = [
        (values, "the chapter's values", 0.05, clipped),
        (values, "the chapter's values", 0.04, "With more bits another t may be the best."),
        (values, "the chapter's values", 0.0001, nil),
        ([2, 6], nil, 0, "An error that is as large as allowed is enough."),
        ([0.01, 0.02, 0.011, 0.013], nil, 1e-6, nil), ([0, 0.5, 3.9, 4], nil, 0.01, nil),
        (many, "fifty times 0.3 and one 9", 0.02, nil), ([100], nil, 50_000, "2 is the smallest."),
      ]
      for (values, name, error, advice) in inputs {
        let name = name ?? "the values \(written(values))"
        let expected = try supportedBitWidths.first { bits in
          let search = try ThresholdSearch(errorMethod: .mse, bitWidth: bits, isSigned: false)
          let found = try search.search(exactHistogram(of: values)).chosen
          return (found?.error ?? .infinity) <= error
        }
        let difference = compare(
          try answers.bitWidthNeeded(for: values, error: error), expected ?? 16,
          for: "\(name), an error of \(compact(error))", advice: advice)
        if let difference { return difference }
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
