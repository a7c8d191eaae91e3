@testable import CalibrationRules
import Quantization
import TestSupport
import Testing

/// Every rule beside its toolkit, on what `Data/Making/calibration_rules.py` asked the toolkits.
struct CalibrationRuleTests {
  /// Rules that the reference has, the bit width asked for, and how many bins of the rule's histogram the ends
  /// may lie beside those of the toolkit that saw batch after batch.
  private struct Case {
    let key: String
    let rule: any CalibrationRule
    var bits = 8
    /// The bins of the toolkit's histogram, over its reach.
    var bins = 2048.0
    /// Whether the toolkit tells the ends of its grid, with 0 on it.
    var tellsGrid = false
    /// Outputs for which the toolkit's own histogram decides, which the rule is not given.
    var apart: Set<String> = []
  }

  private static let cases = [
    Case(key: "tfLite", rule: MinMaxRule(), tellsGrid: true),
    Case(key: "onnxRuntimeMinMax", rule: MinMaxRule()),
    Case(key: "aiEdgeQuantizer", rule: MovingAverageRule()),
    Case(key: "onnxRuntimePercentile", rule: ONNXRuntimePercentileRule()),
    Case(key: "onnxRuntimeEntropy", rule: ONNXRuntimeEntropyRule(), bins: 128),
    // NVIDIA's histogram keeps the bins of the first batch, and grows; with 6000 values the divergence
    // has several near minima.
    Case(key: "tensorRT", rule: TensorRTEntropyRule(), apart: ["laplace"]),
    Case(key: "tensorRT4", rule: TensorRTEntropyRule(), bits: 4, apart: ["laplace"]),
    Case(key: "pyTorch", rule: HistogramObserverRule()),
    // AIMET's histogram ends at three times the range of the first batch; here the outliers of the later
    // ones are outside.
    Case(key: "aimet", rule: TFEnhancedRule(), bins: 512, tellsGrid: true, apart: ["laplace"]),
    // At 4 bits two candidates nearly tie for the half-normal output; their ends are two bins apart.
    Case(
      key: "aimet4", rule: TFEnhancedRule(), bits: 4, bins: 240, tellsGrid: true,
      apart: ["laplace"]),
    Case(key: "ppq", rule: PPQRule(), bins: 4096),
    Case(key: "ppq4", rule: PPQRule(), bits: 4, bins: 4096),
    Case(key: "espPPQ", rule: PPQRule(takesPowersOfTwo: true), bins: 4096),
  ]

  @Test func everyRuleChoosesWhatItsToolkitChooses() throws {
    let reference = try RuleReference.shared.get()
    #expect(reference.outputs.count == 4 && reference.packages.count == 7)
    for output in reference.outputs {
      let observed = try output.observed()
      let reach = max(abs(observed.minimum), abs(observed.maximum))
      for own in Self.cases {
        let place = "\(own.key), \(output.name)"
        let expected = try #require(output.rules[own.key]?.batches, "\(place)")
        let grid = own.rule.parameters(of: observed, bitWidth: own.bits).grid
        let found =
          own.tellsGrid
          ? (lower: grid.lower, upper: grid.upper)
          : own.rule.ends(of: observed, bitWidth: own.bits)
        // One bin of the toolkit's histogram.
        let bin = reach / own.bins
        let isNear =
          abs(found.lower - min(expected.lower, 0)) <= 1.001 * bin
          && abs(found.upper - expected.upper) <= 1.001 * bin
        #expect(
          isNear != own.apart.contains(output.name),
          "\(place): \(found), expected \(expected.lower) to \(expected.upper)")
        if let scale = expected.scale, isNear {
          // The worst is AIMET's half-normal output at 4 bits, 0.005.
          #expect(abs(grid.step / scale - 1) < 0.006, "\(place): \(grid.step), expected \(scale)")
        }
      }
    }
  }

  /// Where the toolkit takes a histogram, the rule is asked about the same one, and has to answer the same.
  @Test func onOneHistogramTheyAgreeToTheBin() throws {
    for output in try RuleReference.shared.get().outputs {
      let pairs = output.magnitudes(binCount: 2048)
      func expected(_ key: String) throws -> RuleReference.Answer {
        try #require(output.rules[key]?.alone, "\(key), \(output.name)")
      }
      func agree(_ found: Double, _ expected: Double, _ key: String) {
        // Toolkits compute in float32.
        #expect(
          abs(found - expected) <= 1e-6 * max(abs(expected), 1e-3),
          "\(key), \(output.name): \(found)")
      }
      for (bits, key) in [(8, "tensorRT"), (4, "tensorRT4")] {
        agree(
          TensorRTEntropyRule().threshold(of: pairs, bitWidth: bits), try expected(key).upper, key)
      }
      let percentile = ONNXRuntimePercentileRule().end(of: pairs)
      let upper = try expected("onnxRuntimePercentile").upper
      agree(min(percentile, output.batches.joined().max() ?? 0), upper, "percentile")
      for (bins, key) in [(128, "onnxRuntimeEntropy"), (2048, "onnxRuntimeEntropy2048")] {
        let ends = ONNXRuntimeEntropyRule(binCount: bins).ends(
          of: output.aroundZero(binCount: bins))
        // Three ranges have the same divergence to six digits. ONNX Runtime computes in float32 and takes
        // the smallest of them; with its function in float64 it takes ours, the largest.
        if bins == 2048, output.name == "laplace" {
          #expect(ends.lower == -7.8125 && ends.upper == 7.8515625)
          continue
        }
        let values = Array(output.batches.joined())
        agree(max(ends.lower, values.min() ?? 0), try expected(key).lower, key)
        agree(min(ends.upper, values.max() ?? 0), try expected(key).upper, key)
      }
      let whole = try Histogram(of: Array(output.batches.joined()))
      let ends = HistogramObserverRule().ends(of: whole)
      agree(ends.lower, try expected("pyTorch").lower, "pyTorch")
      agree(ends.upper, try expected("pyTorch").upper, "pyTorch")
    }
  }

  @Test func defaultsHaveNamesOfTheirOwn() {
    let titles = defaultCalibrationRules.map(\.title)
    #expect(Set(titles).count == titles.count)
  }

  /// A rule says whether it looks at the bit width, and does what it says.
  @Test func rulesTellWhetherTheyLookAtTheBits() throws {
    let outputs = try RuleReference.shared.get().outputs.map { try $0.observed() }
    for rule in defaultCalibrationRules {
      let moves = outputs.contains {
        rule.range(of: $0, bitWidth: 8) != rule.range(of: $0, bitWidth: 4)
      }
      #expect(moves == rule.looksAtBitWidth, "\(rule.title)")
    }
  }

  @Test func anOutputOfZerosHasAGrid() {
    let zeros = ObservedOutput(
      histogram: Histogram(edges: [-0.5, 0, 0.5], counts: [0, 9]), minimum: 0, maximum: 0)
    for rule in defaultCalibrationRules {
      let grid = rule.parameters(of: zeros, bitWidth: 8).grid
      #expect(grid.step > 0 && grid.step.isFinite && grid(0) == 0, "\(rule.title): \(grid)")
    }
  }

  @Test func oneOutlierMovesMinMaxFarAndAMovingAverageLittle() {
    let parts = [0...4.0, 0...40, 0...4]
    let output = ObservedOutput(
      histogram: Histogram(edges: [0, 4, 40], counts: [99, 1]), minimum: 0, maximum: 40,
      parts: parts)
    #expect(MinMaxRule().ends(of: output, bitWidth: 8).upper == 40)
    #expect(abs(MovingAverageRule().ends(of: output, bitWidth: 8).upper - 5.71) < 1e-12)
  }

  @Test func calibrationRuleExample1() {
    let output = ObservedOutput(
      histogram: Histogram(edges: [-1, 0, 1, 2], counts: [1, 5, 2]), minimum: -1, maximum: 2)
    #expect(MinMaxRule().parameters(of: output, bitWidth: 2).grid.values == [-1, 0, 1, 2])
  }

  @Test func magnitudeHistogramExample1() {
    let values = Histogram(edges: [-4, -2, 0, 2], counts: [1, 5, 3])
    #expect(values.magnitudes(binCount: 2).counts == [8, 1])
  }

  @Test func movingAverageRuleExample1() {
    let output = ObservedOutput(
      histogram: Histogram(edges: [0, 4, 8], counts: [9, 1]), minimum: 0, maximum: 8,
      parts: [0...4, 0...8])
    #expect(
      MovingAverageRule().range(of: output, bitWidth: 8) == .interval(minimum: 0, maximum: 4.2))
  }
}

extension CalibrationRule {
  /// What the toolkit would tell: the ends of a range, or a threshold's largest level and its opposite.
  fileprivate func ends(
    of output: ObservedOutput, bitWidth: Int
  ) -> (lower: Double, upper: Double) {
    switch range(of: output, bitWidth: bitWidth) {
    case .interval(let lower, let upper):
      return (lower, upper)
    case .threshold(let threshold, _):
      let steps = Double(1 << (bitWidth - 1))
      let end = self is TensorRTEntropyRule ? threshold * (steps - 1) / steps : threshold
      return (-end, end)
    }
  }
}
