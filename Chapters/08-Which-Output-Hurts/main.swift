// Chapter 8: which output hurts, and what helps it.

import Evaluation
import FastExecution
import PostTrainingQuantization
import QuantizationFigures
import WorkbookKit

runChapter(8, "Which output hurts?") { page, workbook in
  try page.outputFolder()
  let images = try workbook.labelledImages()
  // A network of its own runs for every output: 200 images will do.
  let some = images.sample(200)
  let input = try workbook.input()
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()
  let source = "calibration \(calibration.ledger.digest)"
  let bar = ProgressBar("one output at a time")

  func show(_ report: SensitivityReport, _ name: String) {
    page.section("\(name), together")
    page.print("\(some.count) images")
    page.print(sensitivitySummary(report))
    page.section("\(name), worst")
    page.print(sensitivityTable(report, first: 10))
  }

  let fine = try calibration.quantized(by: .mse, weights: weights)
  let fineReport = try sensitivity(
    of: fine, images: some, as: input, on: workbook.machine,
    progress: bar.update)
  show(fineReport, "8 bits")

  // The first bit width at which rounding costs right answers.
  let widths = [8, 6, 5, 4]
  let narrow = try calibration.quantized(
    by: [.mse], bitWidths: widths, weights: weights)
  let results = try evaluate(
    float: weights.executor,
    quantized: narrow.map { ($0.title, $0.model) },
    images: images, as: input, on: workbook.machine)
  page.section("bits")
  page.print(evaluationTable(results))
  let hurting = results.dropFirst().firstIndex {
    $0.compared(with: results[0]).pValue < 0.05
  }
  let coarse = narrow[(hurting ?? widths.count) - 1]
  let coarseReport = try sensitivity(
    of: coarse, images: some, as: input, on: workbook.machine,
    progress: bar.update)
  show(coarseReport, "fewer bits")

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
  // MAE at 8 bits, and MSE's thresholds where MAE changes most answers.
  let mae = try calibration.quantized(by: .mae, weights: weights)
  let maeReport = try sensitivity(
    of: mae, leavesOut: false, images: some, as: input,
    on: workbook.machine, progress: bar.update)
  let order = maeReport.rankedByAnswers
  let mended = try [1, 2, 3, 5, 10, order.count].map { count in
    let nodes = order.prefix(count).map(\.node)
    return ("\(count) of MSE", try mae.taking(fine, at: nodes).model)
  }
  // snippet.end
  page.section("MAE, worst")
  page.print(sensitivityTable(maeReport, of: order, first: 6))
  page.section("ties")
  // Images on which several classes share the largest logit.
  try page.table(
    ["", "t of the logits", "ties", "of"], of: [fine, mae]
  ) {
    [
      .text($0.method.title),
      $0.info[$0.model.model.logitsName].map {
        .exact($0.parameters.range.magnitude)
      } ?? .none,
      .integer(
        try tiedAnswers(
          of: $0.model, images: images, as: input, on: workbook.machine
        ).count),
      .integer(images.count),
    ]
  }
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
    sensitivityFigure(
      coarseReport, title: coarse.title, source: source),
    as: "chapter8-fewer-bits")
}
