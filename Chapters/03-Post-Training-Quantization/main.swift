// Chapter 3: post-training quantization, once per error method.

import PostTrainingQuantization
import Quantization
import QuantizationFigures
import TargetPlatform
import WorkbookKit

runChapter(
  3, "Post-training quantization", choices: [.errorMethods]
) { page, workbook in
  let methods = workbook.errorMethods
  let dataset = try workbook.representativeDataset()
  let model = try workbook.network().model
  page.section("target platform")
  let platform = TargetPlatformCapabilities.mctDefault
  // Keras's layers and their operator sets; the last one has none.
  let layers: [(name: String, set: String?)] = [
    ("Conv2D", "Conv"), ("DepthwiseConv2D", "DepthwiseConv2D"),
    ("Dense", "FullyConnected"), ("ReLU", "ReLU"), ("Add", "Add"),
    ("ZeroPadding2D", "ZeroPadding2D"), ("GlobalAveragePooling2D", nil),
  ]
  page.print("\(platform.name), version \(platform.minorVersion ?? 0)")
  page.print(platformTable(platform, layers: layers))

  let progress = ProgressBar("calibrating")
  // snippet.call
  // MCT's one call: calibrate, quantize the kernels, choose thresholds.
  let config = QuantizationConfig(activationErrorMethod: methods[0])
  let first = try postTrainingQuantization(
    of: model, representativeDataset: dataset,
    coreConfig: CoreConfig(quantizationConfig: config),
    targetPlatformCapabilities: platform,
    on: workbook.machine, progress: progress.update)
  // snippet.end
  progress.finish()
  // snippet.methods
  // The other methods share its statistics and its kernels.
  let others = try methods.dropFirst().map { method in
    try first.calibration.quantized(by: method, weights: first.weights)
  }
  // snippet.end
  let results = [first] + others
  let infos = results.map(\.info)

  page.section("folded layers")
  let nodes = first.calibration.prepared.nodes
  func count(_ mode: ActivationQuantizationMode) -> Table.Cell {
    .integer(nodes.count { $0.mode == mode })
  }
  page.print(
    Table(
      ["what happens to the output", "layers"],
      rows: [
        ["quantized", count(.quantized)],
        ["inside a fused pair", count(.fused)],
        ["stays float", count(.float)],
        ["all", .integer(nodes.count)],
      ]))
  page.print("kernels quantized: \(first.weights.kernels.count)")

  page.section("first block")
  page.table(
    ["layer", "Keras class", "output", "kernel"], of: nodes.prefix(6)
  ) { node in
    [
      .text(node.name), .text(node.layer.operation.kerasClassName),
      .text(node.mode.rawValue),
      node.kernelConfig == nil ? "–" : "quantized",
    ]
  }

  page.section("thresholds")
  // A signed threshold t means −t … t − Δ, an unsigned one 0 … t − Δ.
  let report = QuantizeReport(
    network: try workbook.network(),
    ledger: first.calibration.ledger,
    results: results, skipped: workbook.skipped)
  page.print(report.table)
  if let note = report.note { page.print(note) }

  page.section("differences")
  // How often another method chooses otherwise than the first, MSE.
  let title = first.method.title
  page.table(
    ["method", "same as \(title)", "smaller", "larger"], of: others
  ) { other in
    let found = other.info.compared(with: first.info)
    return [
      .text(other.method.title), .integer(found.same),
      .integer(found.smaller), .integer(found.larger),
    ]
  }

  page.section("signs")
  let ranges = first.info.activations.map(\.result.parameters.range)
  let signed = ranges.count(where: \.isSigned)
  page.print(
    Table(
      ["differs from \(title)", "signed", "unsigned"],
      rows: others.map { other in
        let found = other.info.compared(with: first.info)
        return [
          .text(other.method.title), .integer(found.movedSigned),
          .integer(found.movedUnsigned),
        ]
      } + [
        [
          "all outputs", .integer(signed),
          .integer(ranges.count - signed),
        ]
      ]))

  page.section("figures")
  try page.figure(
    thresholdStripFigure(infos, showing: .all),
    as: "chapter3-thresholds")
  try page.figure(
    thresholdStripFigure(infos, showing: .differing),
    as: "chapter3-differences")
}
