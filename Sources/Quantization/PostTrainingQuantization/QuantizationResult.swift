import Quantization

/// What quantization made of a model: the model on its grids, and how every threshold in it was found.
///
/// MCT returns the two as a pair. The name `Quantization` is taken: a type of that name would hide the
/// module in every file that imports both.
public struct QuantizationResult: Sendable {
  /// What became of every node. It is the calibration's, unless these thresholds shift negative values: then
  /// there are more nodes, and other biases.
  public let prepared: PreparedModel
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

  /// The family of grids of the activations, or `nil` where the platform decides.
  public var family: QuantizationMethod? { info.config.activationQuantizationMethod }

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
    let found = try searches(by: config)
    let shifts = try shifts(at: found)
    if shifts.isEmpty { return try result(config, found, weights: weights, from: self) }
    let (shifted, activations) = applying(shifts, to: found)
    let own = try QuantizedWeights(
      shifted.prepared, ledger: shifted.ledger, config: weights.config,
      sharing: weights, on: machine)
    return try shifted.result(config, activations, weights: own, from: self, sharing: weights)
  }

  private func result(
    _ config: QuantizationConfig, _ activations: [ActivationSearch], weights: QuantizedWeights,
    from calibration: Calibration, sharing shared: QuantizedWeights? = nil
  ) throws -> QuantizationResult {
    QuantizationResult(
      prepared: prepared,
      model: try QuantizedModel(prepared, activations: activations, weights: weights),
      info: QuantizationInfo(
        config: config, ledger: ledger, activations: activations, kernels: weights.kernels),
      calibration: calibration, weights: shared ?? weights)
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

  /// Quantizes with every method on every family of grids at every bit width: family by family, and in a
  /// family bit width by bit width.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func quantized(
    by methods: [QuantizationErrorMethod], families: [QuantizationMethod], bitWidths: [Int],
    weights: QuantizedWeights
  ) throws -> [QuantizationResult] {
    try families.flatMap { family in
      try bitWidths.flatMap { bits in
        try methods.map {
          try quantized(
            by: QuantizationConfig(
              activationErrorMethod: $0, activationQuantizationMethod: family,
              activationBitWidth: bits), weights: weights)
        }
      }
    }
  }
}
