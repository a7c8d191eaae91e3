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
  // snippet.parts
  // MAE clips more and rounds finer than MSE. One at a time, then
  // both on one kind of output at a time.
  let widths = [8, 6, 4]
  let parts = try widths.flatMap { bits in
    let mse = try calibration.quantized(
      by: .mse, bitWidth: bits, weights: weights)
    let mae = try calibration.quantized(
      by: .mae, bitWidth: bits, weights: weights)
    return [
      mse, mae, try mse.withSteps(of: mae),
      try mse.clippingAlone(), try mae.clippingAlone(),
      try mse.taking(mae, onSigned: true),
      try mse.taking(mae, onSigned: false),
    ]
  }
  // snippet.end
  let judges: [QuantizationErrorMethod] = [
    .kl(), .kl(guard: .entropyCalibration), .mse,
  ]
  let families: [QuantizationMethod] = [.powerOfTwo, .symmetric]
  let guarded = try families.flatMap { family in
    try widths.flatMap { bits in
      try judges.map {
        try calibration.quantized(
          by: QuantizationConfig(
            activationErrorMethod: $0,
            activationQuantizationMethod: family,
            activationBitWidth: bits), weights: weights)
      }
    }
  }

  let progress = ProgressBar("evaluating")
  // snippet.evaluate
  let all = try evaluate(
    float: FastExecutor(model: network.model, on: workbook.machine),
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
  let eight = comparison.entries(atBitWidth: 8)
  let raw = eight.filter { $0.quantization.method == .kl() }
  page.print(
    evaluationTable(
      float + eight.map(\.evaluation),
      unguarded: Set(raw.map(\.evaluation.name))))
  if let note = RawKL.note(on: methods) { page.print(note) }

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

  page.section("answers")
  // Does a network that is lost still look at the picture?
  let fewest = comparison.entries(atBitWidth: 4)
  let lost = [comparison[.kl(), 8]].compactMap { $0 } + fewest
  page.table(
    [
      "model", "different answers", "most frequent answer",
      "top-1", "cross-entropy",
    ],
    of: float + lost.map(\.evaluation)
  ) {
    [
      .text($0.name), .integer($0.differentAnswers),
      .integer($0.mostFrequentAnswerCount), .integer($0.top1.count),
      .number($0.crossEntropy, digits: 4),
    ]
  }

  page.section("proxy")
  // Outputs that MAE moved: is its own error smaller there?
  try page.table(
    [
      "bits", "outputs MAE moved", "own error smaller", "MSE right",
      "MAE right",
    ],
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

  page.section("parts")
  // The harm of MAE, taken apart; images that are right.
  page.print(
    Table(
      [
        "bits", "MSE", "MAE", "steps only", "no rounding: MSE",
        "no rounding: MAE", "signed only", "unsigned only",
      ],
      rows: rest.prefix(parts.count).map(\.rightAnswers)
        .rows(widths)))

  page.section("KL")
  // MCT's KL and the guarded one, beside MSE; images that are right.
  let judged = rest.dropFirst(parts.count).map(\.rightAnswers)
  let half = judged.count / 2
  for (family, cells) in zip(
    families, [judged.prefix(half), judged.suffix(half)])
  {
    page.print("\(family.mctName), of \(images.count) images")
    page.print(
      Table(
        ["bits"] + judges.map(\.title),
        rows: Array(cells).rows(widths)))
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
