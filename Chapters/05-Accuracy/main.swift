// Chapter 5: what the thresholds cost, in images.

import Evaluation
import FastExecution
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import WorkbookKit

runChapter(5, "Accuracy", choices: [.errorMethods]) { page, workbook in
  try page.outputFolder()
  let model = try workbook.network().model
  let images = try workbook.labelledImages()
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()

  // snippet.models
  // All methods at 8 bits; all but KL and LP with fewer bits too.
  let methods = workbook.errorMethods
  let compared = methods.filter { $0 != .kl() && $0 != .lp() }
  let quantizations =
    try calibration.quantized(
      by: methods, bitWidths: [8], weights: weights)
    + calibration.quantized(
      by: compared, bitWidths: [6, 5, 4], weights: weights)
  // snippet.end
  // The difference between MSE and MAE, one part at a time.
  let widths = [8, 6, 4]
  let parts = try calibration.exchanges(
    between: .mse, and: .mae, bitWidths: widths, weights: weights)
  let judges: [QuantizationErrorMethod] = [
    .kl(), .kl(guard: .entropyCalibration), .mse,
  ]
  let families: [QuantizationMethod] = [.powerOfTwo, .symmetric]
  let guarded = try calibration.quantized(
    by: judges, families: families, bitWidths: widths, weights: weights)

  let progress = ProgressBar("evaluating")
  // snippet.evaluate
  let all = try evaluate(
    float: FastExecutor(model: model, on: workbook.machine),
    weightsOnly: weights,
    quantizations: quantizations + parts + guarded,
    images: images, as: workbook.input(), on: workbook.machine,
    progress: { progress.update(done: $0, total: images.count) })
  // snippet.end
  progress.finish()
  let (comparison, rest) = all.split(after: quantizations.count)
  let float = [comparison.float]
  page.section("eight bits")
  page.print("\(images.count) images")
  page.print(comparison.evaluationTable(atBitWidth: 8))
  if let note = RawKL.note(on: methods) { page.print(note) }

  page.section("blame")
  // Kernels at 8 bits, activations float: what kernels alone cost.
  let blamed = [8, 4].compactMap { comparison[.mse, $0]?.evaluation }
  page.print(
    evaluationTable(
      float + [comparison.weightsOnly].compactMap { $0 } + blamed))

  page.section("fewer bits")
  page.print(comparison.table(compared) { $0.rightAnswers })
  page.section("agreement")
  page.print(
    comparison.table(compared) {
      .integer($0.evaluation.agreesWithFloat)
    })
  page.section("thresholds over bits")
  // Every bit width is searched anew: the bottleneck of chapter 4.
  let followed = try workbook.nodes(of: calibration).last
  page.print(
    comparison.table(compared) { entry in
      followed.flatMap { entry.quantization.info[$0] }
        .map { .exact($0.parameters.range.magnitude) } ?? .none
    })

  // The same images for both, so only images on which they differ
  // say which is better.
  for other in compared.dropFirst() {
    page.section("pairs: \(compared[0].title) and \(other.title)")
    page.print(comparison.pairTable(compared[0], other))
  }

  page.section("answers")
  // Does a network that is lost still look at the picture?
  let lost =
    [comparison[.kl(), 8]].compactMap { $0 }
    + comparison.entries(atBitWidth: 4)
  page.print(answersTable(float + lost.map(\.evaluation)))

  page.section("proxy")
  // Outputs that MAE moved: is its own error smaller there?
  page.print(try comparison.ownErrorTable(.mae, besides: .mse))

  page.section("parts")
  // The harm of MAE, taken apart; images that are right.
  page.print(
    exchangesTable(.mse, .mae, of: rest.prefix(parts.count)))

  page.section("KL")
  // MCT's KL and the guarded one, beside MSE: right answers.
  let judged = rest.dropFirst(parts.count)
  for family in families {
    let own = judged.filter { $0.quantization.family == family }
    page.print("\(family.mctName), of \(images.count) images")
    page.print(rightAnswersTable(judges.map(\.title), of: own))
  }

  page.section("figures")
  let figure = accuracyFigure(
    comparison, methods: compared, bitWidths: [8, 6, 5, 4],
    source: "calibration \(calibration.ledger.digest)")
  try page.figure(figure, as: "chapter5-accuracy")
  // How far outputs are from float's, on images from all the list.
  let sqnr = try signalToNoiseFigure(
    comparison.entries(atBitWidth: 8).map(\.quantization),
    from: calibration, images: images.sample(32))
  try page.figure(sqnr, as: "chapter5-sqnr")
}
