// Chapter 5: what the thresholds cost, in images.

import Evaluation
import FastExecution
import Graph
import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import WorkbookKit

runChapter(5, "Accuracy", choices: [.errorMethods]) { page, workbook in
  try page.outputFolder()
  let network = try workbook.network()
  let images = try workbook.images()
  let calibration = try workbook.calibration()
  let statistics = calibration.ledger.statistics
  let weights = try calibration.quantizedWeights()

  // Every method at 8 bits, then the sane ones with fewer bits.
  let methods = workbook.errorMethods
  let sweep = methods.filter { $0 != .kl() && $0 != .lp() }
  let bitWidths = [8, 6, 5, 4]
  var models: [(name: String, model: any Executor)] = []
  var all: [(QuantizedModel, QuantizationInfo)] = []
  // snippet.models
  func add(_ method: QuantizationErrorMethod, bits: Int) throws {
    let config = QuantizationConfig(
      activationErrorMethod: method, activationBitWidth: bits)
    let quantized = try calibration.quantized(config, weights: weights)
    models.append(
      (name: "\(method.title) \(bits) bit", model: quantized.0))
    all.append(quantized)
  }
  // snippet.end
  for method in methods { try add(method, bits: 8) }
  for method in sweep {
    for bits in bitWidths.dropFirst() { try add(method, bits: bits) }
  }
  models.append((name: "weights only", model: weights.executor))
  let progress = ProgressBar("evaluating")
  // snippet.evaluate
  let results = try evaluate(
    float: FastExecutor(model: network.model, on: workbook.machine),
    quantized: models, images: images, on: workbook.machine,
    progress: { progress.update(done: $0, total: images.count) })
  // snippet.end
  progress.finish()

  page.section("eight bits")
  page.print("\(images.count) images")
  page.print(evaluationTable(Array(results.prefix(methods.count + 1))))

  page.section("blame")
  // Kernels at 8 bits, activations float: what kernels alone cost.
  let blamed = ["weights only", "MSE 8 bit", "MSE 4 bit"]
  page.print(
    evaluationTable(
      [results[0]]
        + blamed.compactMap { name in
          results.first { $0.name == name }
        }))

  func index(_ method: QuantizationErrorMethod, _ bits: Int) -> Int? {
    models.firstIndex { $0.name == "\(method.title) \(bits) bit" }
  }
  func result(_ method: QuantizationErrorMethod, _ bits: Int)
    -> EvaluationResult?
  {
    index(method, bits).map { results[$0 + 1] }
  }
  func overBits(
    _ cell: (QuantizationErrorMethod, Int) -> Table.Cell?
  ) -> Table {
    Table(
      ["bits"] + sweep.map(\.title),
      rows: bitWidths.map { bits in
        [.integer(bits)] + sweep.map { cell($0, bits) ?? .none }
      })
  }
  page.section("fewer bits")
  page.print(
    overBits { result($0, $1).map { .integer($0.top1.count) } })
  page.section("agreement")
  page.print(
    overBits { result($0, $1).map { .integer($0.agreesWithFloat) } })
  page.section("thresholds over bits")
  // Every bit width is searched anew: expanded_conv_project_bn.
  let followed = "expanded_conv_project_bn"
  page.print(
    overBits {
      index($0, $1).flatMap { all[$0].1[followed] }
        .map { .exact($0.parameters.range.magnitude) }
    })

  // The same images for both, so only images on which they differ
  // say which is better.
  for other in sweep.dropFirst() {
    page.section("pairs: \(sweep[0].title) and \(other.title)")
    let names = [sweep[0], other].map { "only \($0.title) right" }
    page.print(
      Table(
        ["bits"] + names + ["p"],
        rows: bitWidths.compactMap { bits in
          guard let first = result(sweep[0], bits),
            let second = result(other, bits)
          else { return nil }
          let pair = first.compared(with: second)
          return [
            .integer(bits), .integer(pair.onlyFirst),
            .integer(pair.onlySecond), .number(pair.pValue, digits: 4),
          ]
        }))
  }

  page.section("proxy")
  // Outputs that MAE moved: is its own error smaller there?
  page.print(
    Table(
      ["bits", "moved by MAE", "MAE smaller", "MSE right", "MAE right"],
      rows: try bitWidths.compactMap { bits in
        guard let a = index(.mse, bits), let b = index(.mae, bits)
        else { return nil }
        let search = try ThresholdSearch(
          method: .powerOfTwo, errorMethod: .mae, bitWidth: bits)
        // snippet.proxy
        // MAE's own error, at MSE's threshold and at MAE's.
        let moved = zip(all[a].1.activations, all[b].1.activations)
          .filter { $0.result.parameters != $1.result.parameters }
        let smaller = moved.count { mse, mae in
          guard let histogram = statistics[mse.node]?.histogram
          else { return false }
          let errors = [mse, mae].map {
            search.error(of: $0.result.parameters.range, on: histogram)
          }
          return errors[1] < errors[0]
        }
        // snippet.end
        return [
          .integer(bits), .integer(moved.count), .integer(smaller),
          .integer(results[a + 1].top1.count),
          .integer(results[b + 1].top1.count),
        ]
      }))

  page.section("figures")
  let source = "calibration \(calibration.ledger.digest)"
  let figure = accuracyFigure(
    float: results[0], bitWidths: bitWidths,
    results: sweep.map { method in
      (
        method: method,
        results: bitWidths.compactMap { result(method, $0) }
      )
    }, source: source)
  try page.figure(figure, as: "chapter5-accuracy")

  // How far every output is from the float network's, on 32 images
  // from all over the list.
  let apart = max(1, images.count / 32)
  let some = stride(from: 0, to: images.count, by: apart).prefix(32)
    .map { images[$0] }
  let prepared = calibration.prepared
  let noise = try tensorSignalToNoise(
    float: FastExecutor(model: prepared.model, on: workbook.machine),
    quantized: all.prefix(methods.count).map(\.0),
    nodes: prepared.quantizedNodes.map(\.name),
    images: some, on: workbook.machine)
  let sqnr = signalToNoiseFigure(
    all.prefix(methods.count).map(\.1), measured: noise,
    images: some.count)
  try page.figure(sqnr, as: "chapter5-sqnr")
}
