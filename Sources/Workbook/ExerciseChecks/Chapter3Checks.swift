import Exercises
import Graph
import PostTrainingQuantization
import Quantization
import Support

/// The exercises of chapter 3 and their checks.
public enum Chapter3 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter3Exercises>] {
    [reachableValues, gridRange, noClippingThreshold, changed, lastNodeReason]
  }

  private static var reachableValues: Exercise<any Chapter3Exercises> {
    Exercise(
      .predict, "reachableValues",
      lookAt: "A ReLU6 passes nothing above 6; count the steps from 0 to there, and 0 itself."
    ) { answers, data in
      let got = try answers.reachableValues()
      var largest: Float?
      if case .activation(.reLU(let maximum, _, _)) = try data.layer("Conv1_relu").operation {
        largest = maximum
      }
      let end = Double(try data.needed(largest, "Conv1_relu is no ReLU that ends at a maximum"))
      let grid = UniformGrid(threshold: 8, isSigned: false, bitWidth: 8)
      return compare(got, grid.values.count { $0 <= end })
    }
  }

  private static var gridRange: Exercise<any Chapter3Exercises> {
    Exercise(
      .write, "gridRange",
      lookAt: "Look at the table of symbols: Δ = t / 2^n_b unsigned, t / 2^(n_b − 1) signed."
    ) { answers, _ in
      let lastStep = "The upper end is t − Δ in either case."
      let signed = "A sign takes one of the bits: Δ is twice as large."
      let inputs: [(t: Double, isSigned: Bool, bits: Int, advice: String?)] = [
        (8, false, 8, lastStep), (8, true, 8, signed), (4, false, 3, lastStep),
        (4, true, 3, signed),
        (0.5, true, 2, signed), (0x1p-8, false, 4, nil),
        (6.02, true, 8, "t need not be a power of two."),
      ]
      for (t, isSigned, bits, advice) in inputs {
        let grid = UniformGrid(threshold: t, isSigned: isSigned, bitWidth: bits)
        let got = try answers.gridRange(threshold: t, isSigned: isSigned, bitWidth: bits)
        if compare(got.lowerBound, grid.lower) == nil, compare(got.upperBound, grid.upper) == nil {
          continue
        }
        return Difference(
          input: "t = \(compact(t)), \(isSigned ? "signed" : "unsigned"), \(bits) bits",
          expected: "\(compact(grid.lower)) to \(compact(grid.upper, digits: 9))",
          got: "\(compact(got.lowerBound)) to \(compact(got.upperBound, digits: 9))", advice: advice
        )
      }
      return nil
    }
  }

  private static var noClippingThreshold: Exercise<any Chapter3Exercises> {
    Exercise(
      .write, "noClippingThreshold", lookAt: "Look at the column NOCLIPPING in “The thresholds”."
    ) { answers, data in
      func difference(_ magnitude: Double, _ name: String) throws -> Difference? {
        let histogram = Histogram(edges: [0, magnitude], counts: [1])
        let result = try ThresholdSearch(
          method: .powerOfTwo, errorMethod: .noClipping, bitWidth: 8, isSigned: false
        ).search(histogram)
        return compare(
          try answers.noClippingThreshold(for: magnitude), result.parameters.range.magnitude,
          for: name)
      }
      // Among them powers of two, their neighbours, and values below 1.
      for magnitude in [6, 8, 8.0.nextUp, 8.0.nextDown, 1, 0.3, 0.5, 0.0041, 1000] {
        let name = "a largest magnitude of \(shortest(magnitude))"
        if let found = try difference(magnitude, name) { return found }
      }
      let calibration = try data.calibration()
      for node in calibration.prepared.quantizedNodes {
        guard let magnitude = calibration.ledger.statistics[node.name]?.histogram?.largestMagnitude
        else { continue }
        let name = "\(node.name), which reaches \(compact(magnitude))"
        if let found = try difference(magnitude, name) { return found }
      }
      return nil
    }
  }

  private static var changed: Exercise<any Chapter3Exercises> {
    Exercise(
      .change, "changed",
      lookAt: "Look at the properties of QuantizationConfig: what asks for powers of two?"
    ) { answers, data in
      let config = try answers.changed(QuantizationConfig())
      let (node, largest) = (
        try data.node("Conv1_relu"), try data.statistics(of: "Conv1_relu").maximum
      )
      let grid = try data.calibration().search(node, config: config).parameters.grid
      if abs(grid.upper - largest) <= 2 * grid.step { return nil }
      return Difference(
        input: "Conv1_relu with this configuration",
        expected: "a grid that ends within two steps of \(compact(largest))",
        got: "one that ends at \(compact(grid.upper)), step \(compact(grid.step))")
    }
  }

  private static var lastNodeReason: Exercise<any Chapter3Exercises> {
    .explain("lastNodeReason", lookAt: "Look at the last line of “The thresholds”.") {
      try $0.lastNodeReason()
    }
  }
}
