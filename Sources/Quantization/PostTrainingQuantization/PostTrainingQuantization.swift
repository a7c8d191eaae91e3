import Graph
import Parallelism
import TargetPlatform

/// Post-training quantization from end to end: statistics, threshold searches, bias correction.
///
/// - Parameters:
///   - model: A Keras model, batch normalizations and all.
///   - representativeDataset: The images that calibration looks at.
///   - coreConfig: The user's choices; the defaults are MCT's.
///   - targetPlatformCapabilities: What the hardware can do.
///   - machine: How to compute.
///   - progress: Called with the images that calibration has done and has to do.
/// - Returns: The quantized model, and how every threshold in it was found.
/// - Throws: ``QuantizationRequestError``, ``QuantizationError``, or ``ImageError`` for an image that
///   cannot be read.
/// - Source: MCT's `keras_post_training_quantization`.
/// - Explained in: chapter 3.
public func postTrainingQuantization(
  of model: Model, representativeDataset: RepresentativeDataset,
  coreConfig: CoreConfig = CoreConfig(),
  targetPlatformCapabilities: TargetPlatformCapabilities = .mctDefault,
  on machine: Machine = Machine(),
  progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
) throws -> QuantizationResult {
  let config = coreConfig.quantizationConfig
  try config.check()
  // snippet.steps
  let calibration = try Calibration(
    of: model, representativeDataset: representativeDataset,
    targetPlatformCapabilities: targetPlatformCapabilities,
    on: machine, progress: progress)
  let weights = try calibration.quantizedWeights(config)
  return try calibration.quantized(by: config, weights: weights)
  // snippet.end
}
