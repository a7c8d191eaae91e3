import Evaluation
import FastExecution
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

@testable import WorkbookKit

/// The tables of the chapter on calibration pictures, on a small random network.
struct StabilityTablesTests {
  private let small: SmallModelFolder
  private let workbook: Workbook
  private let configs = [QuantizationErrorMethod.mse, .noClipping].map {
    QuantizationConfig(activationErrorMethod: $0, activationBitWidth: 4)
  }

  init() throws {
    small = try SmallModelFolder()
    workbook = Workbook(
      try DataOptions.parse(small.options + ["--calibration-images", "8"]))
  }

  @Test func tablesShowWhatTheReportHolds() throws {
    let calibration = try workbook.calibration()
    let study = try StabilityStudy(
      calibration, weights: calibration.quantizedWeights(),
      dataset: workbook.representativeDataset(), draws: 2)
    let images = try workbook.otherImages()
    #expect(images.count == 4)
    let reports = try study.reports(
      by: configs, float: FastExecutor(model: workbook.network().model), images: images)
    for report in reports {
      #expect(report.isOnOtherImages && report.title.hasSuffix(" 4 bit"))
      let growth = report.growthTable
      #expect(growth.rows.map { $0[0].text } == ["1", "4", "8"])
      // One of each draw; two halves of each draw and four pictures of each draw; all.
      #expect(growth.rows.map { $0[1].text } == ["2", "6", "1"])
      let all = growth.rows[2].map(\.text)
      #expect(all[2] == "0" && all[4] == "4")
      let differ = report.samples(of: 1).map(\.moves.count)
      let least = differ.min() ?? 0
      let most = differ.max() ?? 0
      let span = least == most ? "\(least)" : "\(least) – \(most)"
      #expect(growth.rows[0][2].text == span)
      #expect(report.halvesTable.rows.map { $0[0].text } == ["1", "2"])
      let moves = report.halves.flatMap(\.moves)
      let counts: [String] = report.halves.map { String($0.moves.count) }
      #expect(report.halvesTable.rows.map { $0[1].text } == counts)
      #expect(report.halvesMovesTable.rows.map { $0[1].text } == moves.map(\.node))
      let marks: [String] = moves.map { $0.isCoinToss ? "coin toss" : "" }
      #expect(report.halvesMovesTable.rows.map { $0[5].text } == marks)
    }
  }

  @Test func mistakesStandBelowTheRightPictures() throws {
    let calibration = try workbook.calibration()
    let weights = try calibration.quantizedWeights()
    let (dataset, images) = (try workbook.representativeDataset(), try workbook.images())
    let float = FastExecutor(model: try workbook.network().model)
    let found = try calibration.making(
      CalibrationMistake.allCases, in: dataset, weights: weights, configs: configs, float: float,
      images: images)
    let right = try configs.map { try calibration.quantized(by: $0, weights: weights) }
    let judged = try evaluate(float: float, quantizations: right, images: images, as: dataset.input)
    let own = found.filter { $0.config == configs[0] }
    let table = mistakesTable(own, besides: judged.entries[0].evaluation)
    let titles = CalibrationMistake.allCases.map(\.title)
    #expect(table.rows.map { $0[0].text } == ["the right ones"] + titles)
    for (row, mistake) in zip(table.rows.dropFirst(), own) {
      let down = mistake.moves.count(where: \.isDownward)
      let up = mistake.moves.count(where: \.isUpward)
      #expect(row[1].text == "\(down)" && row[2].text == "\(up)")
      #expect(row[4].text == "\(mistake.evaluation.top1.count)")
      #expect(row[7].text == "\(mistake.thresholdsAlone.top1.count)")
      #expect((row[8].text == "–") == (mistake.withRightInput == nil))
    }
    let moved = mistakenMovesTable(own)
    #expect(Set(moved.rows.map { $0[0].text }) == Set(own.flatMap { $0.moves.map(\.node) }))
    // Pixels from 0 to 1 take the sign from the grid of the input, whose threshold stays.
    let input = try #require(moved.rows.first { $0[0].text == "input_1" }).map(\.text)
    #expect(input[1] == "1" && input[5] == "1 +")
    let choices = mistakenChoicesTable(of: "Conv1_relu", right.map(\.info), found)
    #expect(
      choices.columns == ["pictures", "smallest", "largest", "MSE 4 bit", "NOCLIPPING 4 bit"])
    #expect(choices.rows.map { $0[0].text } == ["the right ones"] + titles)
  }

  @Test func oneOutputIsFollowed() throws {
    let calibration = try workbook.calibration()
    let table = try growthTable(
      of: "Conv1_relu", in: [calibration], by: [.mse, .noClipping], bitWidth: 8)
    #expect(table.columns == ["pictures", "smallest", "largest", "MSE", "NOCLIPPING"])
    #expect(table.rows.count == 1 && table.rows[0][0].text == "8")
    let none = try growthTable(of: "no such", in: [calibration], by: [.mse], bitWidth: 8)
    #expect(none.rows.isEmpty)
  }
}
