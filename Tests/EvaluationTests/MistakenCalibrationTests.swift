import Evaluation
import FastExecution
import Imaging
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

struct MistakenCalibrationTests {
  /// Against the same things done by hand.
  @Test func aMistakeIsACalibrationOnOtherPictures() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let dataset = try RepresentativeDataset(
      images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
      input: ModelInput(size: 32))
    let model = SyntheticNetwork().network.model
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let weights = try calibration.quantizedWeights()
    let float = FastExecutor(model: model)
    let configs = [QuantizationErrorMethod.mse, .noClipping].map {
      QuantizationConfig(activationErrorMethod: $0, activationBitWidth: 4)
    }
    var done: [Int] = []
    let found = try calibration.making(
      [.darker, .wrongPreprocessing], in: dataset, weights: weights, configs: configs,
      float: float, images: dataset.images, progress: { done.append($0) })
    #expect(done == [1, 2])
    #expect(
      found.map(\.mistake) == [.darker, .darker, .wrongPreprocessing, .wrongPreprocessing])
    #expect(found.map(\.config) == configs + configs)

    let wrong = try Calibration(
      of: model, representativeDataset: dataset.making(.wrongPreprocessing))
    let own = try wrong.quantizedWeights()
    let right = try calibration.quantized(by: configs[0], weights: weights)
    let whole = try wrong.quantized(by: configs[0], weights: own)
    let input = try #require(right.info["input_1"]?.parameters)
    let models = try evaluate(
      float: float,
      quantizations: [
        whole, wrong.quantized(by: configs[0], weights: weights),
        whole.replacing(["input_1": input]),
      ], images: dataset.images, as: dataset.input
    ).entries.map(\.evaluation.predictions)
    #expect(found[2].evaluation.predictions == models[0])
    #expect(found[2].thresholdsAlone.predictions == models[1])
    #expect(found[2].withRightInput?.predictions == models[2])
    #expect(found[2].moves == (try right.info.moves(to: whole.info)))
    // Pixels from 0 to 1 take the sign from the input's grid; dark ones do not.
    let sign = try #require(found[2].moves.first { $0.node == "input_1" })
    #expect(sign.changesSign && sign.first.isSigned)
    #expect(found[0].withRightInput == nil)
  }

  @Test func theFewestBitsThatStillWork() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let dataset = try RepresentativeDataset(
      images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
      input: ModelInput(size: 32))
    let model = SyntheticNetwork().network.model
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let weights = try calibration.quantizedWeights()
    let float = FastExecutor(model: model)
    let widths = [2, 3, 4, 6, 8]
    let agreement = try evaluate(
      float: float,
      quantizations: calibration.quantized(by: [.mse], bitWidths: widths, weights: weights),
      images: dataset.images, as: dataset.input
    ).entries.map(\.evaluation.agreesWithFloat)
    let expected = zip(widths, agreement).first { 2 * $0.1 > dataset.images.count }?.0 ?? 8
    for order in [widths, widths.reversed()] {
      #expect(
        try calibration.fewestBits(
          of: order, weights: weights, float: float, images: dataset.images) == expected)
    }
  }
}
