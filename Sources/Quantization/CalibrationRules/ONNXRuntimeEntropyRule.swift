import Foundation
import Quantization

/// The range around 0 whose values, gathered in 128 bins, are least different from the values themselves: the
/// smallest Kullback–Leibler divergence.
///
/// **By default there is one candidate.** The histogram has 128 bins, and ranges of 128 bins or more are tried:
/// only the whole. So the rule chooses the smallest and the largest value. With more bins it has a choice.
///
/// - Source: ONNX Runtime 1.32.0, `quantization/calibrate.py:HistogramCollector.get_entropy_threshold`, with
///   the defaults of `create_calibrator` (run).
public struct ONNXRuntimeEntropyRule: CalibrationRule {
  public let title = "ONNX Runtime entropy"
  public let method = QuantizationMethod.uniform
  public let looksAtBitWidth = false
  /// How many bins the histogram around 0 has.
  private let binCount: Int
  /// How many bins stand for the levels, whatever the bit width.
  private static let levels = 128

  /// - Parameter binCount: Bins of the histogram, an even number of at least 128.
  public init(binCount: Int = 128) {
    precondition(binCount >= Self.levels, "\(binCount) bins are fewer than \(Self.levels) levels")
    self.binCount = binCount
  }

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    let edges = Histogram.edges(from: -output.reach, to: output.reach, binCount: binCount)
    let histogram = Histogram(edges: edges, counts: output.histogram.spread(over: edges))
    let (lower, upper) = ends(of: histogram)
    return .withZeroPoint(max(lower, output.minimum), min(upper, output.maximum))
  }

  /// The best range of a histogram with 0 in its middle; of equal ones the first, smallest.
  func ends(of histogram: Histogram) -> (lower: Double, upper: Double) {
    let middle = histogram.counts.count / 2
    var best = (lower: 0.0, upper: 0.0)
    var smallest = Double.infinity
    for half in Self.levels / 2...middle {
      let bins = middle - half..<min(middle + half + 1, histogram.counts.count)
      let divergence = divergence(histogram.counts, within: bins)
      if half == Self.levels / 2 || divergence < smallest {
        smallest = divergence
        best = (histogram.edges[bins.lowerBound], histogram.edges[bins.upperBound])
      }
    }
    return best
  }

  /// How far the counts within some bins, gathered in 128 groups and spread again, are from the counts with
  /// all that lies outside put into the first and the last of these bins.
  private func divergence(_ counts: [Double], within bins: Range<Int>) -> Double {
    let inside = Array(counts[bins])
    let width = inside.count / Self.levels
    var p = inside
    p[0] += counts[..<bins.lowerBound].reduce(0, +)
    p[p.count - 1] += counts[bins.upperBound...].reduce(0, +)
    // What is left over belongs to the last group's sum, yet its bins stay empty.
    var q = [Double](repeating: 0, count: p.count)
    for group in 0..<Self.levels {
      let own = group * width..<(group + 1) * width
      let sum =
        inside[own].reduce(0, +)
        + (group == Self.levels - 1 ? inside[own.upperBound...].reduce(0, +) : 0)
      let populated = p[own].count { $0 != 0 }
      // The counts are whole numbers there, also after the division.
      for bin in own where populated > 0 { q[bin] = (sum / Double(populated)).rounded(.down) }
    }
    guard let p = smoothed(p), let q = smoothed(q) else { return .infinity }
    let (pSum, qSum) = (p.reduce(0, +), q.reduce(0, +))
    return zip(p, q).reduce(0) { total, pair in
      let (a, b) = (pair.0 / pSum, pair.1 / qSum)
      return total + (a > 0 && b > 0 ? a * log(a / b) : a == 0 && b >= 0 ? 0 : .infinity)
    }
  }

  /// Empty bins get a little, which the others give, so that no logarithm is infinite; `nil` where a bin would
  /// be left with less than nothing.
  private func smoothed(_ counts: [Double]) -> [Double]? {
    let empty = counts.count { $0 == 0 }
    guard empty < counts.count else { return nil }
    let little = 0.0001
    let given = little * Double(empty) / Double(counts.count - empty)
    guard given < 1 else { return nil }
    let result = counts.map { $0 == 0 ? little : $0 - given }
    return result.allSatisfy { $0 > 0 } ? result : nil
  }
}
