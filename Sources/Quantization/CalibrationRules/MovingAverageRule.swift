import Quantization

/// A moving average of every picture's smallest and largest value: from picture to picture, 95 % of the old
/// ends and 5 % of the new ones.
///
/// One picture alone cannot move the range far, and the last pictures count more than the first.
///
/// ```swift
/// let output = ObservedOutput(
///   histogram: Histogram(edges: [0, 4, 8], counts: [9, 1]), minimum: 0, maximum: 8,
///   parts: [0...4, 0...8])
/// MovingAverageRule().range(of: output, bitWidth: 8)  // .interval(minimum: 0, maximum: 4.2)
/// ```
///
/// - Source: AI Edge Quantizer 0.10.0, `utils/qsv_utils.py:moving_average_update` (run).
public struct MovingAverageRule: CalibrationRule {
  public let title = "AI Edge moving average"
  public let method = QuantizationMethod.uniform
  public let looksAtBitWidth = false
  /// The share of the old ends.
  private let smoothing = 0.95

  public init() {}

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    var (lower, upper) = (output.parts[0].lowerBound, output.parts[0].upperBound)
    for part in output.parts.dropFirst() {
      lower = smoothing * lower + (1 - smoothing) * part.lowerBound
      upper = smoothing * upper + (1 - smoothing) * part.upperBound
    }
    return .withZeroPoint(lower, upper)
  }
}
