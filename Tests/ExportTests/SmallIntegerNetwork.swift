import Graph
import Imaging
import IntegerNetwork
import KerasModels
import PostTrainingQuantization
import TestSupport

extension IntegerNetwork {
  /// A small MobileNetV2 of random weights, quantized on random pictures.
  static func small(_ profile: RuntimeProfile) throws -> IntegerNetwork {
    let small = try SmallModelFolder()
    let result = try postTrainingQuantization(
      of: KerasModel(contentsOf: small.weights, size: HeightWidth(32)).model,
      representativeDataset: RepresentativeDataset(
        images: LabelledImageFolder(small.scratch.file("images")).images, batchSize: 5,
        input: ModelInput(size: 32)))
    return try IntegerNetwork(result, profile: profile)
  }
}
