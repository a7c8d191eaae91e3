import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct ReplacementTests {
  /// A result with replaced quantizers computes what a search that found them would have made.
  @Test func replacedQuantizersRound() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let images = try LabelledImageFolder(scratch.file("images")).images
    let calibration = try Calibration(
      of: SyntheticNetwork().network.model,
      representativeDataset: RepresentativeDataset(
        images: images, batchSize: 5, input: ModelInput(size: 32)))
    let weights = try calibration.quantizedWeights()
    let fine = try calibration.quantized(by: .mse, bitWidth: 8, weights: weights)
    let coarse = try calibration.quantized(by: .noClipping, bitWidth: 4, weights: weights)
    let all = Dictionary(
      uniqueKeysWithValues: coarse.info.activations.map { ($0.node, $0.result.parameters) })
    let replaced = try fine.replacing(all)
    #expect(replaced.model.isEquivalent(to: coarse.model))
    #expect(!fine.model.isEquivalent(to: coarse.model))
    let one = try fine.replacing(["Conv1_relu": #require(all["Conv1_relu"])])
    #expect(one.info["Conv1_relu"]?.parameters == all["Conv1_relu"])
    #expect(
      one.info.activations.count { $0.result.parameters != fine.info[$0.node]?.parameters } == 1)
    #expect(throws: QuantizationRequestError.self) {
      try fine.replacing(["nobody": #require(all["Conv1_relu"])])
    }
  }
}
