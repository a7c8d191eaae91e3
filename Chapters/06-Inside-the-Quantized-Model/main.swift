// Chapter 6: the tutorial's appendix, every layer of the result.

import Evaluation
import FastExecution
import Graph
import PostTrainingQuantization
import Quantization
import Support
import WorkbookKit

runChapter(
  6, "Inside the quantized model", choices: [.layers]
) { page, workbook in
  let images = try workbook.labelledImages()
  // snippet.quantize
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()
  let quantized = try calibration.quantized(
    by: QuantizationConfig(), weights: weights)
  let (model, info) = (quantized.model, quantized.info)
  // snippet.end
  let nodes = try workbook.nodes(of: calibration)

  page.section("layers")
  // Every quantized output is followed by a holder of its quantizer.
  page.table(["index", "class", "name"], of: model.exportedLayers) {
    [.integer($0.index), .text($0.className), .text($0.name)]
  }

  page.section("kinds of layers")
  let classes = model.exportedLayers.map(\.className)
  let kinds = Dictionary(grouping: classes) { $0 }.mapValues(\.count)
  page.table(
    ["class", "layers"],
    of: kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  ) {
    [.text($0.key), .integer($0.value)]
  }

  page.section("the two layers of the tutorial")
  page.table(
    ["output", "holder", "bits", "signed", "t", "step Δ", "grid"],
    of: nodes
  ) { node in
    guard let holder = model.holder(of: node),
      let parameters = info[node]?.parameters
    else { return nil }
    let grid = parameters.grid
    return [
      .text(node), .integer(holder.index),
      .integer(parameters.bitWidth),
      parameters.range.isSigned ? "yes" : "no",
      .exact(parameters.range.magnitude), .exact(grid.step),
      .text("\(compact(grid.lower)) to \(compact(grid.upper))"),
    ]
  }

  page.section("ReLU layers")
  // Behind a ReLU nothing is negative: the grid is unsigned.
  let reLUs = model.exportedLayers.filter { $0.className == "ReLU" }
  page.table(
    ["index", "name", "threshold", "signed"], of: reLUs
  ) { layer in
    guard let range = info[layer.node]?.parameters.range
    else { return nil }
    return [
      .integer(layer.index), .text(layer.name),
      .exact(range.magnitude), range.isSigned ? "yes" : "no",
    ]
  }

  page.section("a kernel")
  // One threshold per output channel, and a bias that takes back the
  // shift of the mean that rounding the kernel causes.
  let kernel = weights.kernels[0]
  let float = calibration.prepared[kernel.node]?.layer.operation
    .weights?.bias
  let thresholds = kernel.parameters.thresholds
  page.print("\(kernel.node): \(thresholds.count) thresholds")
  page.table(
    ["channel", "threshold", "float bias", "corrected bias"],
    of: 0..<min(5, thresholds.count)
  ) { channel in
    [
      .integer(channel), .number(thresholds[channel], digits: 6),
      .number(Double(float?[channel] ?? 0), digits: 6),
      .number(Double(kernel.correctedBias?[channel] ?? 0), digits: 6),
    ]
  }

  page.section("bias correction")
  // snippet.correction
  let uncorrected = try calibration.quantizedWeights(
    QuantizationConfig(weightsBiasCorrection: false))
  let results = try evaluate(
    float: FastExecutor(
      model: workbook.network().model, on: workbook.machine),
    quantized: [
      (name: "bias corrected", model: weights.executor),
      (name: "bias as it was", model: uncorrected.executor),
    ],
    images: images, as: workbook.input(),
    on: workbook.machine)
  // snippet.end
  page.print(evaluationTable(results))
}
