import Quantization

/// From the smallest to the largest value: nothing is clipped.
///
/// - Source: TensorFlow 2.14.1, the converter with a representative dataset and int8 operators (run);
///   ONNX Runtime 1.32.0, `quantization/calibrate.py:MinMaxCalibrater` (run).
public struct MinMaxRule: CalibrationRule {
  public let title = "TF Lite, ONNX Runtime MinMax"
  public let method = QuantizationMethod.uniform
  public let looksAtBitWidth = false

  public init() {}

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    .withZeroPoint(output.minimum, output.maximum)
  }
}
