// Chapter 9: how many calibration pictures, and which ones.

import Evaluation
import FastExecution
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Support
import WorkbookKit

runChapter(9, "How many pictures, and which?") { page, workbook in
  try page.outputFolder()
  let dataset = try workbook.representativeDataset()
  // Pictures that no calibration of this chapter sees.
  let images = try workbook.otherImages()
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()
  let float = FastExecutor(
    model: try workbook.network().model, on: workbook.machine)

  page.section("one output")
  // snippet.prefixes
  // One random order. The first picture, the first four, ...
  var generator = SplitMix64(seed: 1)
  let order = dataset.images.shuffled(using: &generator)
  let sizes = StabilityStudy.usualSizes.filter { $0 < order.count }
  let grown = try (sizes + [order.count]).map { size in
    try calibration.repeated(
      on: dataset.with(Array(order.prefix(size))))
  }
  // snippet.end
  let followed = try workbook.nodes(of: calibration).last
  let methods: [QuantizationErrorMethod] = [.mse, .noClipping]
  if let name = followed {
    page.print(name)
    page.print(
      try growthTable(of: name, in: grown, by: methods, bitWidth: 8))
  }

  // The fewest bits with which this network still works.
  let few = try calibration.fewestBits(
    of: [4, 5, 6], weights: weights, float: float,
    images: images.sample(200))
  // snippet.study
  let configs = [8, few].flatMap { bits in
    methods.map {
      QuantizationConfig(
        activationErrorMethod: $0, activationBitWidth: bits)
    }
  }
  let study = try StabilityStudy(
    calibration, weights: weights, dataset: dataset, draws: 3, seed: 1)
  let progress = ProgressBar("calibrating")
  let reports = try study.reports(
    by: configs, float: float, images: images,
    progress: progress.update)
  // snippet.end
  progress.finish()
  for report in reports {
    page.section("growth: \(report.title)")
    page.print(report.growthTable)
  }
  for report in reports {
    page.section("halves: \(report.title)")
    page.print(report.halvesTable)
    page.section("moved: \(report.title)")
    page.print(report.halvesMovesTable)
    page.section("conclusion: \(report.title)")
    page.print(report.conclusion)
  }

  // snippet.fewer
  // The same question about 32 of these pictures.
  let fewer = try StabilityStudy(
    calibration, weights: weights,
    dataset: dataset.with(Array(order.prefix(32))), draws: 3, seed: 1)
  let ofFewer = try fewer.reports(
    by: [configs[2]], float: float, images: images)
  // snippet.end
  for report in ofFewer {
    page.section("conclusion: 32 pictures, \(report.title)")
    page.print(report.conclusion)
  }

  let wrong = ProgressBar("making mistakes")
  let mistakes = CalibrationMistake.allCases
  let found = try calibration.making(
    mistakes, in: dataset, weights: weights, configs: configs,
    float: float, images: images,
    progress: { wrong.update(done: $0, total: mistakes.count) })
  wrong.finish()
  for report in reports {
    let own = found.filter { $0.config == report.config }
    page.section("mistakes: \(report.title)")
    page.print(mistakesTable(own, besides: report.whole.evaluation))
    page.section("moved by mistakes: \(report.title)")
    page.print(mistakenMovesTable(own))
  }
  page.section("one output, mistaken")
  let right = try configs.map {
    try calibration.quantized(by: $0, weights: weights).info
  }
  if let name = followed {
    page.print(mistakenChoicesTable(of: name, right, found))
  }

  page.section("figures")
  let source = "calibration \(calibration.ledger.digest)"
  try page.figure(
    pictureCountFigure(reports, source: source), as: "chapter9-growth")
  try page.figure(
    mistakesFigure(
      right[0], found.filter { $0.config == configs[0] }),
    as: "chapter9-mistakes")
}
