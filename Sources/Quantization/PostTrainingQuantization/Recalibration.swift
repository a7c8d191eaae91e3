import Quantization

/// Calibrating the same model once more, on other pictures.
extension Calibration {
  /// Gathers the statistics of the same model on other pictures.
  ///
  /// - Parameter progress: Called with the images done and the images to do.
  /// - Throws: ``ImageError`` or ``QuantizationRequestError``.
  public func repeated(
    on dataset: RepresentativeDataset, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Calibration {
    Calibration(
      prepared: prepared,
      ledger: try StatisticsCollector(prepared, on: machine).collect(dataset, progress: progress),
      on: machine)
  }

  /// The kernels on the grids that were found for another calibration of the same model: a kernel's threshold
  /// depends on the kernel alone. The biases are corrected anew, since they depend on the pictures.
  ///
  /// - Throws: ``QuantizationError``.
  public func quantizedWeights(
    withKernelsOf weights: QuantizedWeights
  ) throws -> QuantizedWeights {
    try QuantizedWeights(
      prepared, ledger: ledger, config: weights.config, sharing: weights, on: machine)
  }
}
