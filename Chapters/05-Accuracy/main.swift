// Chapter 5: what the thresholds cost, in images.

import Evaluation
import Graph
import Plotting
import PostTrainingQuantization
import Quantization
import WorkbookKit

runChapter(5, "Accuracy", choices: [.errorMethods]) { page, workbook in
  try page.outputFolder()
  let network = try workbook.network()
  let images = try workbook.images()
  let calibration = try workbook.calibration()
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
    float: FastExecutor(model: network.model), quantized: models,
    images: images,
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

  func result(_ method: QuantizationErrorMethod, _ bits: Int)
    -> EvaluationResult?
  {
    results.first { $0.name == "\(method.title) \(bits) bit" }
  }
  func overBits(_ value: (EvaluationResult) -> Int) -> Table {
    Table(
      ["bits"] + sweep.map(\.title),
      rows: bitWidths.map { bits in
        [.integer(bits)]
          + sweep.map { method in
            result(method, bits).map { .integer(value($0)) } ?? .none
          }
      })
  }
  page.section("fewer bits")
  page.print(overBits { $0.top1.count })
  page.section("agreement")
  page.print(overBits { $0.agreesWithFloat })

  page.section("pairs")
  // The same images for both, so only images on which they differ
  // say which is better.
  if sweep.count > 1 {
    let (a, b) = (sweep[0], sweep[1])
    page.print(
      Table(
        ["bits", "only \(a.title) right", "only \(b.title) right", "p"],
        rows: bitWidths.compactMap { bits in
          guard let first = result(a, bits), let second = result(b, bits)
          else { return nil }
          let pair = first.compared(with: second)
          return [
            .integer(bits), .integer(pair.onlyFirst),
            .integer(pair.onlySecond), .number(pair.pValue, digits: 4),
          ]
        }))
  }

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

  // How far every tensor is from the float network's, on 32 images.
  let prepared = calibration.prepared
  let noise = try tensorSignalToNoise(
    float: FastExecutor(model: prepared.model),
    quantized: all.prefix(methods.count).map(\.0),
    nodes: prepared.quantizedNodes.map(\.name),
    images: Array(images.prefix(32)))
  let sqnr = signalToNoiseFigure(
    all.prefix(methods.count).map(\.1), measured: noise,
    images: min(32, images.count))
  try page.figure(sqnr, as: "chapter5-sqnr")
}
