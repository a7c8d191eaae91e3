// Chapter 8: which output hurts, and what helps it.

import Evaluation
import FastExecution
import PostTrainingQuantization
import QuantizationFigures
import WorkbookKit

runChapter(8, "Which output hurts?") { page, workbook in
  try page.outputFolder()
  let images = try workbook.images()
  let input = try workbook.input()
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()
  let source = "calibration \(calibration.ledger.digest)"
  let bar = ProgressBar("one output at a time")

  func print(_ report: SensitivityReport, _ name: String) {
    page.section("\(name), together")
    page.print("\(images.count) images")
    page.print(sensitivitySummary(report))
    page.section("\(name), worst")
    page.print(sensitivityTable(report, first: 10))
  }

  // snippet.eight
  let fine = try calibration.quantized(by: .mse, weights: weights)
  let fineReport = try sensitivity(
    of: fine, images: images, as: input, on: workbook.machine,
    progress: bar.update)
  // snippet.end
  print(fineReport, "8 bits")

  // snippet.four
  let coarse = try calibration.quantized(
    by: .mse, bitWidth: 4, weights: weights)
  let coarseReport = try sensitivity(
    of: coarse, images: images, as: input, on: workbook.machine,
    progress: bar.update)
  // snippet.end
  print(coarseReport, "4 bits")

  // snippet.remedies
  let worst = coarseReport.ranked.prefix(5).map(\.node)
  let remedies = try tryRemedies(
    at: worst, of: coarse, images: images, as: input,
    on: workbook.machine, progress: bar.update)
  // snippet.end
  page.section("what was tried")
  if let trial = remedies.trials.first {
    page.print("\(trial.node), \(remedies.decided) images decide")
    page.print(remedyTable(trial, before: remedies.deciding))
  }
  page.section("remedies")
  page.print(remediesTable(remedies))
  page.section("remedied")
  page.print(remediedTable(remedies))

  // snippet.mae
  // MAE at 8 bits, and MSE's thresholds at its worst outputs.
  let mae = try calibration.quantized(by: .mae, weights: weights)
  let maeReport = try sensitivity(
    of: mae, images: images, as: input, on: workbook.machine,
    progress: bar.update)
  let order = maeReport.ranked.map(\.node)
  let mended = try [1, 2, 5, 10, order.count].map { count in
    (
      "\(count) of MSE",
      try mae.taking(fine, at: Array(order.prefix(count))).model
    )
  }
  // snippet.end
  print(maeReport, "MAE")
  page.section("MAE mended")
  page.print(
    evaluationTable(
      try evaluate(
        float: mae.model.with(quantizers: [:]),
        quantized: [("MAE", mae.model)] + mended, images: images,
        as: input, on: workbook.machine)))
  bar.finish()

  page.section("figures")
  try page.figure(
    sensitivityFigure(fineReport, title: fine.title, source: source),
    as: "chapter8-eight-bits")
  try page.figure(
    sensitivityFigure(coarseReport, title: coarse.title, source: source),
    as: "chapter8-four-bits")
}
