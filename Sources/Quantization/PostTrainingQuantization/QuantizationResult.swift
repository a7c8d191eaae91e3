import Quantization

/// What quantization made of a model: the model on its grids, and how every threshold in it was found.
///
/// MCT returns the two as a pair. The name `Quantization` is taken: a type of that name would hide the
/// module in every file that imports both.
public struct QuantizationResult: Sendable {
  /// The quantized model.
  public let model: QuantizedModel
  /// How every threshold was found.
  public let info: QuantizationInfo
  /// What it started from: further methods need no further calibration.
  public let calibration: Calibration
  /// The quantized kernels, which further methods share.
  public let weights: QuantizedWeights

  /// How the thresholds of the activations were judged.
  public var method: QuantizationErrorMethod { info.config.activationErrorMethod }

  /// The bit width of the activations, in bits, or `nil` where the platform decides.
  public var bitWidth: Int? { info.config.activationBitWidth }

  /// The method and the bit width in words, such as `MSE 8 bit`.
  public var title: String { method.title + (bitWidth.map { " \($0) bit" } ?? "") }
}

extension Calibration {
  /// Searches the thresholds of the activations and puts the quantized model together.
  ///
  /// - Parameters:
  ///   - config: How activations are judged.
  ///   - weights: The quantized kernels; its own configuration says how they were made.
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func quantized(
    by config: QuantizationConfig, weights: QuantizedWeights
  ) throws -> QuantizationResult {
    let activations = try searches(by: config)
    return QuantizationResult(
      model: try QuantizedModel(prepared, activations: activations, weights: weights),
      info: QuantizationInfo(
        config: config, ledger: ledger, activations: activations, kernels: weights.kernels),
      calibration: self, weights: weights)
  }

  /// Quantizes with an error method, everything else as MCT's defaults have it.
  ///
  /// - Parameters:
  ///   - method: How activations are judged.
  ///   - bitWidth: The bit width of the activations, in bits; what the platform says when `nil`.
  ///   - weights: The quantized kernels.
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func quantized(
    by method: QuantizationErrorMethod, bitWidth: Int? = nil, weights: QuantizedWeights
  ) throws -> QuantizationResult {
    try quantized(
      by: QuantizationConfig(activationErrorMethod: method, activationBitWidth: bitWidth),
      weights: weights)
  }

  /// Quantizes with every method at every bit width, method by method.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func quantized(
    by methods: [QuantizationErrorMethod], bitWidths: [Int], weights: QuantizedWeights
  ) throws -> [QuantizationResult] {
    try methods.flatMap { method in
      try bitWidths.map { try quantized(by: method, bitWidth: $0, weights: weights) }
    }
  }
}
