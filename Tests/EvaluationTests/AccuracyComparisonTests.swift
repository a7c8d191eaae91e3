import Evaluation
import FastExecution
import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

struct AccuracyComparisonTests {
  @Test func whatBelongsTogetherIsFoundByMethodAndBits() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let images = try LabelledImageFolder(scratch.file("images")).images
    let model = SyntheticNetwork().network.model
    let calibration = try Calibration(
      of: model,
      representativeDataset: RepresentativeDataset(
        images: images, batchSize: 5, input: ModelInput(size: 32)))
    let weights = try calibration.quantizedWeights()
    let quantizations =
      try calibration.quantized(by: [.mse, .mae], bitWidths: [8, 3], weights: weights)
    let float = FastExecutor(model: model)
    let comparison = try evaluate(
      float: float, weightsOnly: weights, quantizations: quantizations, images: images,
      as: ModelInput(size: 32))

    // The same as one by one.
    for quantization in quantizations {
      let alone = try evaluate(
        float: float, quantized: [("alone", quantization.model)], images: images,
        as: ModelInput(size: 32))
      let bits = try #require(quantization.bitWidth)
      let entry = try #require(comparison[quantization.method, bits])
      #expect(entry.quantization.title == quantization.title)
      #expect(entry.evaluation.name == quantization.title)
      #expect(entry.evaluation.predictions == alone[1].predictions)
      #expect(comparison.float.predictions == alone[0].predictions)
    }
    let kernels = try evaluate(
      float: float, quantized: [("kernels", weights.executor)], images: images,
      as: ModelInput(size: 32))[1]
    #expect(comparison.weightsOnly?.predictions == kernels.predictions)
    #expect(comparison.weightsOnly?.name == "weights only")
    #expect(comparison.entries(atBitWidth: 3).map(\.quantization.method) == [.mse, .mae])
    #expect(comparison[.kl(), 8] == nil && comparison[.mse, 4] == nil)
    let (first, rest) = comparison.split(after: 1)
    #expect(first.entries.count == 1 && rest.count == comparison.entries.count - 1)
    #expect(first.entries[0].evaluation.name == comparison.entries[0].evaluation.name)
    #expect(rest[0].evaluation.name == comparison.entries[1].evaluation.name)
    let without = try evaluate(
      float: float, quantizations: [], images: images, as: ModelInput(size: 32))
    #expect(without.weightsOnly == nil && without.entries.isEmpty)
  }
}
