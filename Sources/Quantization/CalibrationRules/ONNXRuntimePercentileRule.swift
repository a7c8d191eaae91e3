import Quantization

/// The value under which 99.999 % of all |x| lie, on both sides, but never beyond a value that was seen.
///
/// - Source: ONNX Runtime 1.32.0, `quantization/calibrate.py:HistogramCollector.compute_percentile`, with the
///   defaults of `create_calibrator`: symmetric, 2048 bins (run).
public struct ONNXRuntimePercentileRule: CalibrationRule {
  public let title = "ONNX Runtime percentile"
  public let method = QuantizationMethod.uniform
  public let looksAtBitWidth = false

  public init() {}

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    let end = end(of: output.magnitudes.halved)
    return .withZeroPoint(max(-end, output.minimum), min(end, output.maximum))
  }

  /// The left edge of the bin in which the share is reached.
  func end(of magnitudes: Histogram) -> Double {
    let shares = magnitudes.cumulative.dropFirst().map { $0 / magnitudes.total }
    return magnitudes.edges[min(firstIndex(reaching: 0.99999, in: shares), shares.count - 1)]
  }
}
