/// What `workbook bench` measures.
public enum BenchmarkPart: String, CaseIterable, Sendable {
  /// JPEG or PNG files to pixels.
  case decode
  /// Pixels to the model's input: crop, resize, scale.
  case resize
  /// The folded float model, input to probabilities.
  case float
  /// The quantized model, input to probabilities, every quantizer at work.
  case quantized
  /// The quantized model in 8-bit integers, input to probabilities, with LiteRT's roundings.
  case integer
  /// Files to the statistics that searches start from.
  case calibration
  /// Statistics to the thresholds of all activations (five methods) and kernels.
  case search
  /// Files to the JSON of five methods, as `workbook quantize --error-method all` does it.
  case comparison

  /// Whether pictures are needed.
  var needsImages: Bool { self != .float }

  /// Whether it runs at several batch sizes.
  var hasBatches: Bool { [.float, .quantized, .integer].contains(self) }
}
