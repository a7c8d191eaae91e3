import CalibrationRules
import Foundation
import Quantization
import TestSupport

/// What other toolkits chose for made-up outputs, as `Data/Making/calibration_rules.py` wrote it down.
struct RuleReference: Decodable {
  /// A range, as the toolkit tells it.
  struct Answer: Decodable {
    let lower: Double
    let upper: Double
    /// The step of its grid, where the toolkit tells it.
    let scale: Double?
    /// The code of 0, counted from the smallest code.
    let zeroPoint: Double?
  }

  struct Answers: Decodable {
    /// The rule on one histogram of all values.
    let alone: Answer?
    /// The whole toolkit, batch by batch.
    let batches: Answer?
  }

  struct Output: Decodable {
    let name: String
    let values: String
    let rules: [String: Answers]

    /// Three batches of 2000 values.
    var batches: [[Double]] {
      let bytes = [UInt8](Data(base64Encoded: values) ?? Data())
      let all = stride(from: 0, to: bytes.count, by: 4).map { place in
        Double(
          Float(
            bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }))
      }
      return (0..<3).map { Array(all[$0 * all.count / 3..<($0 + 1) * all.count / 3]) }
    }

    /// |x| of all values, counted from 0.
    func magnitudes(binCount: Int) -> Histogram {
      let values = batches.joined().map { abs($0) }
      return counted(values, over: 0...(values.max() ?? 0), binCount: binCount)
    }

    /// All values, counted in bins with 0 in their middle.
    func aroundZero(binCount: Int) -> Histogram {
      let values = Array(batches.joined())
      let reach = values.map { abs($0) }.max() ?? 0
      return counted(values, over: -reach...reach, binCount: binCount)
    }

    private func counted(
      _ values: [Double], over range: ClosedRange<Double>, binCount: Int
    ) -> Histogram {
      let edges = Histogram.edges(
        from: range.lowerBound, to: range.upperBound, binCount: binCount)
      var counts = [Double](repeating: 0, count: binCount)
      for value in values { counts[Histogram.bin(of: value, edges: edges)] += 1 }
      return Histogram(edges: edges, counts: counts)
    }

    /// What calibration sees of it: a histogram per batch, merged as MCT merges them.
    func observed() throws -> ObservedOutput {
      let ranges = batches.map { ($0.min() ?? 0)...($0.max() ?? 0) }
      return ObservedOutput(
        histogram: Histogram.merging(try batches.map { try Histogram(of: $0) }),
        magnitudes: magnitudes(binCount: 4096),
        minimum: ranges.map(\.lowerBound).min() ?? 0,
        maximum: ranges.map(\.upperBound).max() ?? 0, parts: ranges)
    }
  }

  let packages: [String: String]
  let outputs: [Output]

  static let shared = Result {
    let url = ReferenceFolder.packageRoot.appendingPathComponent(
      "Data/Reference/calibration-rules.json")
    return try JSONDecoder().decode(RuleReference.self, from: Data(contentsOf: url))
  }
}
