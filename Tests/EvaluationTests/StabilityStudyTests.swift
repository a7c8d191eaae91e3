import Evaluation
import FastExecution
import Foundation
import Imaging
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

struct StabilityStudyTests {
  let scratch: ScratchFolder
  let dataset: RepresentativeDataset
  let calibration: Calibration
  let weights: QuantizedWeights
  let float: FastExecutor
  let configs = [
    QuantizationConfig(activationErrorMethod: .mse, activationBitWidth: 8),
    QuantizationConfig(activationErrorMethod: .noClipping, activationBitWidth: 3),
  ]

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    dataset = try RepresentativeDataset(
      images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
      input: ModelInput(size: 32))
    let model = SyntheticNetwork().network.model
    calibration = try Calibration(of: model, representativeDataset: dataset)
    weights = try calibration.quantizedWeights()
    float = FastExecutor(model: model)
  }

  private func reports(draws: Int, seed: UInt64) throws -> [StabilityReport] {
    try StabilityStudy(
      calibration, weights: weights, dataset: dataset, draws: draws, seed: seed,
      sizes: [8, 1, 40, 4]
    ).reports(by: configs, float: float, images: dataset.images)
  }

  @Test func everySizeOfEveryDrawIsTried() throws {
    let reports = try reports(draws: 2, seed: 1)
    #expect(reports.map(\.config) == configs)
    for report in reports {
      // Twelve pictures: halves of six, and what is fewer than all.
      #expect(report.growth.map(\.imageCount) == [1, 1, 4, 4, 6, 6, 6, 6, 8, 8, 12])
      #expect(report.growth.map(\.draw) == [1, 2, 1, 2, 1, 1, 2, 2, 1, 2, 0])
      #expect(report.imageCounts == [1, 4, 6, 8, 12] && report.samples(of: 6).count == 4)
      #expect(report.halves.map(\.draw) == [1, 2] && report.outputCount == 66)
      #expect(report.whole.moves.isEmpty && report.whole.imageCount == 12)
      #expect(report.evaluatedCount == 12 && !report.isOnOtherImages)
      #expect(report.verdict == .unknown && report.sufficientImageCount == nil)
    }
    // The calibration on all is that of `quantize`.
    let alone = try evaluate(
      float: float,
      quantizations: configs.map { try calibration.quantized(by: $0, weights: weights) },
      images: dataset.images, as: dataset.input)
    #expect(
      reports.map(\.whole.evaluation.predictions) == alone.entries.map(\.evaluation.predictions))
  }

  /// The seed decides which pictures are drawn, and nothing else does.
  @Test func theSameSeedDrawsTheSamePictures() throws {
    func answers(_ seed: UInt64) throws -> [[Prediction]] {
      try reports(draws: 1, seed: seed)[1].growth.map(\.evaluation.predictions)
    }
    let first = try answers(3)
    #expect(try answers(3) == first)
    #expect(try answers(4) != first)
  }

  /// More pictures cannot make NOCLIPPING's threshold smaller: those of few pictures are among the many.
  @Test func aPartNeverHasALargerLargestValue() throws {
    for sample in try reports(draws: 3, seed: 1)[1].growth {
      // From all pictures to some, thresholds move down.
      #expect(sample.moves.allSatisfy { $0.isDownward || $0.changesSign }, "\(sample.imageCount)")
    }
  }

  @Test func onePictureHasNoHalves() throws {
    let one = try dataset.with(Array(dataset.images.prefix(1)))
    #expect(throws: EvaluationError.noHalves(images: 1)) {
      try StabilityStudy(calibration, weights: weights, dataset: one)
    }
  }

  @Test func progressEndsWhereItSays() throws {
    var last = (done: 0, total: 0)
    let study = try StabilityStudy(
      calibration, weights: weights, dataset: dataset, draws: 2, sizes: [1])
    _ = try study.reports(by: [configs[0]], float: float, images: dataset.images) {
      #expect($0 == last.done + 1)
      last = ($0, $1)
    }
    #expect(last.done == last.total && last.total == 9)
  }
}
