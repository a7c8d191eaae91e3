import Quantization

// The same quantization with other quantizers behind some outputs.

extension QuantizationResult {
  /// The same kernels and statistics with other quantizers behind the outputs that are named.
  ///
  /// ```swift
  /// let coarse = try result.replacing([
  ///   "Conv1_relu": ActivationQuantizationParameters(
  ///     method: .powerOfTwo, bitWidth: 4, range: .threshold(8, isSigned: false))
  /// ])
  /// coarse.info["Conv1_relu"]?.parameters.bitWidth  // 4
  /// ```
  ///
  /// - Parameter parameters: The new quantizers, by node.
  /// - Throws: ``QuantizationRequestError/notQuantized(node:known:)`` for a node whose output is not
  ///   quantized; ``QuantizationError``.
  /// - Explained in: chapter 8.
  public func replacing(
    _ parameters: [String: ActivationQuantizationParameters]
  ) throws -> QuantizationResult {
    let known = info.activations.map(\.node)
    if let unknown = parameters.keys.sorted().first(where: { !known.contains($0) }) {
      throw QuantizationRequestError.notQuantized(node: unknown, known: known)
    }
    return try replacing { parameters[$0.node] }
  }

  /// - Parameter change: The new parameters of an output, or `nil` to leave it as it is.
  func replacing(
    _ change: (ActivationSearch) throws -> ActivationQuantizationParameters?
  ) throws -> QuantizationResult {
    let activations = try info.activations.map { own in
      guard let parameters = try change(own) else { return own }
      return ActivationSearch(
        node: own.node,
        result: ThresholdSearchResult(
          parameters: parameters, errorMethod: own.result.errorMethod, candidates: [],
          reason: own.result.reason))
    }
    // Where negative values were shifted, other biases make up for it.
    let isShifted = prepared.nodes.count != calibration.prepared.nodes.count
    let own =
      isShifted
      ? try QuantizedWeights(
        prepared, ledger: info.ledger, config: weights.config,
        sharing: weights, on: calibration.machine) : weights
    return QuantizationResult(
      prepared: prepared,
      model: try QuantizedModel(prepared, activations: activations, weights: own),
      info: QuantizationInfo(
        config: info.config, ledger: info.ledger, activations: activations,
        kernels: info.kernels),
      calibration: calibration, weights: weights)
  }
}
