// Chapter 5: what the thresholds cost, in images.

import Evaluation
import FastExecution
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import WorkbookKit

runChapter(5, "Accuracy", choices: [.errorMethods]) { page, workbook in
  try page.outputFolder()
  let network = try workbook.network()
  let images = try workbook.images()
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()

  // snippet.models
  // Every method at 8 bits, then the sane ones with fewer bits.
  let methods = workbook.errorMethods
  let sane = methods.filter { $0 != .kl() && $0 != .lp() }
  let quantizations =
    try calibration.quantized(
      by: methods, bitWidths: [8], weights: weights)
    + calibration.quantized(
      by: sane, bitWidths: [6, 5, 4], weights: weights)
  // snippet.end
  let progress = ProgressBar("evaluating")
  // snippet.evaluate
  let comparison = try evaluate(
    float: FastExecutor(model: network.model, on: workbook.machine),
    weightsOnly: weights, quantizations: quantizations,
    images: images, on: workbook.machine,
    progress: { progress.update(done: $0, total: images.count) })
  // snippet.end
  progress.finish()
  let float = [comparison.float]

  page.section("eight bits")
  page.print("\(images.count) images")
  let eight = comparison.entries(atBitWidth: 8)
  page.print(evaluationTable(float + eight.map(\.evaluation)))

  page.section("blame")
  // Kernels at 8 bits, activations float: what kernels alone cost.
  let blamed = [8, 4].compactMap { comparison[.mse, $0]?.evaluation }
  page.print(
    evaluationTable(
      float + [comparison.weightsOnly].compactMap { $0 } + blamed))

  let bitWidths = [8, 6, 5, 4]
  page.section("fewer bits")
  page.print(
    comparison.table(sane, bitWidths: bitWidths) {
      .integer($0.evaluation.top1.count)
    })
  page.section("agreement")
  page.print(
    comparison.table(sane, bitWidths: bitWidths) {
      .integer($0.evaluation.agreesWithFloat)
    })
  page.section("thresholds over bits")
  // Every bit width is searched anew: the bottleneck of chapter 4.
  let followed = try workbook.nodes(of: calibration).last
  page.print(
    comparison.table(sane, bitWidths: bitWidths) { entry in
      followed.flatMap { entry.quantization.info[$0] }
        .map { .exact($0.parameters.range.magnitude) } ?? .none
    })

  // The same images for both, so only images on which they differ
  // say which is better.
  for other in sane.dropFirst() {
    page.section("pairs: \(sane[0].title) and \(other.title)")
    page.print(
      comparison.pairTable(sane[0], other, bitWidths: bitWidths))
  }

  page.section("proxy")
  // Outputs that MAE moved: is its own error smaller there?
  try page.table(
    ["bits", "moved by MAE", "MAE smaller", "MSE right", "MAE right"],
    of: bitWidths
  ) { bits in
    guard let mse = comparison[.mse, bits],
      let mae = comparison[.mae, bits]
    else { return nil }
    let (own, other) = (mae.quantization.info, mse.quantization.info)
    return [
      .integer(bits), .integer(own.compared(with: other).moved),
      .integer(try own.smallerErrors(than: other)),
      .integer(mse.evaluation.top1.count),
      .integer(mae.evaluation.top1.count),
    ]
  }

  page.section("figures")
  let figure = accuracyFigure(
    comparison, methods: sane, bitWidths: bitWidths,
    source: "calibration \(calibration.ledger.digest)")
  try page.figure(figure, as: "chapter5-accuracy")
  // How far every output is from the float network's, on 32 images
  // from all over the list.
  let sqnr = try signalToNoiseFigure(
    eight.map(\.quantization), from: calibration,
    images: images.sample(32))
  try page.figure(sqnr, as: "chapter5-sqnr")
}
