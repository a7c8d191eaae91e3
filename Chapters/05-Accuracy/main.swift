// Chapter 5: what the thresholds cost, in images.

import Evaluation
import Graph
import Plotting
import PostTrainingQuantization
import Quantization
import WorkbookKit

runChapter(5, "Accuracy") { page, workbook in
  try page.outputFolder()
  let network = try workbook.network()
  let images = try workbook.images()
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()

  // Every method at 8 bits, then the sane ones with fewer bits.
  let methods = QuantizationErrorMethod.tutorialMethods
  let sweep: [QuantizationErrorMethod] = [.mse, .noClipping, .mae]
  let bitWidths = [8, 6, 5, 4]
  var models: [(name: String, model: any Executor)] = []
  // snippet.models
  func add(_ method: QuantizationErrorMethod, bits: Int) throws {
    let config = QuantizationConfig(
      activationErrorMethod: method, activationBitWidth: bits)
    let quantized = try calibration.quantized(config, weights: weights)
    models.append(
      (name: "\(method.title) \(bits) bit", model: quantized.0))
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
  page.print(
    Table(
      ["bits", "only MSE right", "only NOCLIPPING right", "p"],
      rows: bitWidths.compactMap { bits in
        guard let a = result(.mse, bits),
          let b = result(.noClipping, bits)
        else { return nil }
        let pair = a.compared(with: b)
        return [
          .integer(bits), .integer(pair.onlyFirst),
          .integer(pair.onlySecond), .number(pair.pValue, digits: 4),
        ]
      }))

  let figure = accuracyFigure(
    float: results[0], bitWidths: bitWidths,
    results: sweep.map { method in
      (
        method: method.title,
        results: bitWidths.compactMap { result(method, $0) }
      )
    })
  try page.figure(figure, as: "chapter5-accuracy.png")
}
