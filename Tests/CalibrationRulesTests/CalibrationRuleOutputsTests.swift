@testable import CalibrationRules
import Quantization
import Testing

struct CalibrationRuleOutputsTests {
  /// Outputs of a single value, of tiny and of huge ones have a range at every bit width.
  @Test func everyRuleAnswersWhateverTheOutputIs() {
    var outputs: [ObservedOutput] = []
    for exponent in [-149, -126, -60, -20, 0, 10, 39, 40, 43, 47, 52] {
      let size = Double(sign: .plus, exponent: exponent, significand: 1)
      for value in [size, -size, 1.5 * size] {
        // As calibration counts a single value.
        outputs.append(
          ObservedOutput(
            histogram: Histogram(edges: [value - 0.5, value, value + 0.5], counts: [0, 9]),
            minimum: value, maximum: value))
      }
      for (minimum, maximum) in [(0, size), (-size, 0), (-size, 0.001 * size), (size, 2 * size)] {
        let edges = Histogram.edges(from: minimum, to: maximum, binCount: 64)
        let counts = (0..<64).map { Double($0 % 7) }
        outputs.append(
          ObservedOutput(
            histogram: Histogram(edges: edges, counts: counts), minimum: minimum, maximum: maximum))
      }
    }
    for output in outputs {
      for rule in defaultCalibrationRules {
        for bitWidth in [2, 3, 4, 8, 12, 13, 14, 16] {
          let grid = rule.parameters(of: output, bitWidth: bitWidth).grid
          let isGrid = grid.lower.isFinite && grid.upper.isFinite && grid.step > 0
          let range = output.minimum...output.maximum
          #expect(isGrid, "\(rule.title) at \(range), \(bitWidth) bits")
        }
      }
    }
  }

  /// With 16 bits a grid has more levels than the histogram has bins: the largest value decides, and the nearest power of
  /// two may be smaller.
  @Test(arguments: [(2.0, 2.0), (2.5, 2), (3, 4)])
  func aGridFinerThanTheBinsReachesToTheLargestValue(largest: Double, power: Double) {
    let histogram = Histogram(edges: [0, 1, largest], counts: [5, 1])
    let output = ObservedOutput(histogram: histogram, minimum: 0, maximum: largest)
    let plain = PPQRule().range(of: output, bitWidth: 16)
    #expect(plain == .threshold(largest, isSigned: true))
    let rounded = PPQRule(takesPowersOfTwo: true).range(of: output, bitWidth: 16)
    #expect(rounded == .threshold(power, isSigned: true))
  }
}
