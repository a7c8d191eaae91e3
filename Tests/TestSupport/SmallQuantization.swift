import Imaging
import PostTrainingQuantization
import Quantization

/// A small random network, quantized with MSE after it saw twelve pictures.
public struct SmallQuantization: Sendable {
  /// Holds the pictures; they go with it.
  public let scratch: ScratchFolder
  /// The pictures, of three classes.
  public let images: [LabelledImage]
  /// What they are made into.
  public let input = ModelInput(size: 32)
  /// The quantized network.
  public let result: QuantizationResult

  /// - Parameter bitWidth: The bit width of the activations, in bits.
  public init(bitWidth: Int) throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    images = try LabelledImageFolder(scratch.file("images")).images
    let calibration = try Calibration(
      of: SyntheticNetwork().network.model,
      representativeDataset: RepresentativeDataset(images: images, batchSize: 5, input: input))
    result = try calibration.quantized(
      by: .mse, bitWidth: bitWidth, weights: calibration.quantizedWeights())
  }

  /// The same with a threshold at one output that is far too small.
  public func spoiled(at node: String) throws -> QuantizationResult {
    guard let own = result.info[node]?.parameters else { return result }
    return try result.replacing([
      node: ActivationQuantizationParameters(
        method: own.method, bitWidth: own.bitWidth,
        range: .threshold(own.range.magnitude / 256, isSigned: own.range.isSigned))
    ])
  }
}
