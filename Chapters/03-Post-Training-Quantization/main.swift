// Chapter 3: post-training quantization, once per error method.

import PostTrainingQuantization
import Quantization
import QuantizationFigures
import TargetPlatform
import WorkbookKit

runChapter(
  3, "Post-training quantization", choices: [.errorMethods]
) { page, workbook in
  page.section("target platform")
  let platform = TargetPlatformCapabilities.mctDefault
  // A Keras layer and the name of its operator set, if it has one.
  let layers: [(name: String, set: String?)] = [
    ("Conv2D", "Conv"), ("DepthwiseConv2D", "DepthwiseConv2D"),
    ("Dense", "FullyConnected"), ("ReLU", "ReLU"), ("Add", "Add"),
    ("ZeroPadding2D", "ZeroPadding2D"),
    ("GlobalAveragePooling2D", nil),
  ]
  let version = "\(platform.minorVersion ?? 0)"
  page.print("\(platform.name), version \(version)")
  page.print(
    Table(
      ["layer", "activations", "bits", "kernel", "bits"],
      rows: layers.map { layer in
        let op = platform.quantizationConfig(forOperatorSet: layer.set)
        let kernel = op.weightAttributeConfig(named: "kernel")
        let isOn = op.enableActivationQuantization
        let hasKernel = kernel.enableWeightsQuantization
        return [
          .text(layer.name),
          isOn ? .text(op.activationQuantizationMethod.mctName) : "–",
          isOn ? .integer(op.activationBitWidth) : .none,
          hasKernel
            ? .text(
              kernel.weightsQuantizationMethod.mctName
                + ", per channel") : "–",
          hasKernel ? .integer(kernel.weightsBitWidth) : .none,
        ]
      }))

  // snippet.methods
  // Statistics once, kernels once, activations once per method.
  let methods = workbook.errorMethods
  let calibration = try workbook.calibration(
    targetPlatformCapabilities: platform)
  let weights = try calibration.quantizedWeights()
  let infos = try methods.map { method in
    try calibration.quantized(
      QuantizationConfig(activationErrorMethod: method),
      weights: weights
    ).1
  }
  // snippet.end

  page.section("nodes")
  let nodes = calibration.prepared.nodes
  func count(_ mode: ActivationQuantizationMode) -> Table.Cell {
    .integer(nodes.count { $0.mode == mode })
  }
  page.print(
    Table(
      ["what happens to the output", "nodes"],
      rows: [
        ["quantized", count(.quantized)],
        ["inside a fused pair", count(.fused)],
        ["stays float", count(.float)],
        ["all", .integer(nodes.count)],
      ]))
  page.print("kernels quantized: \(weights.kernels.count)")

  page.section("first block")
  page.print(
    Table(
      ["node", "Keras class", "output", "kernel"],
      rows: nodes.prefix(6).map { node in
        let operation = node.layer.operation
        return [
          .text(node.name), .text(operation.kerasClassName),
          .text(node.mode.rawValue),
          node.kernel == nil ? "–" : "quantized",
        ]
      }))

  page.section("thresholds")
  // A signed threshold t means −t … t − Δ, an unsigned one 0 … t − Δ.
  page.print(
    QuantizeReport(
      network: try workbook.network(), ledger: calibration.ledger,
      infos: infos, skipped: workbook.skipped
    ).table)

  page.section("differences")
  // How often another method chooses otherwise than the first, MSE.
  let reference = infos[0]
  let first = methods[0].title
  page.print(
    Table(
      ["method", "same as \(first)", "smaller", "larger"],
      rows: infos.dropFirst().map { info in
        let pairs = zip(info.activations, reference.activations).map {
          (
            $0.result.parameters.range.magnitude,
            $1.result.parameters.range.magnitude
          )
        }
        return [
          .text(info.config.activationErrorMethod.title),
          .integer(pairs.count { $0.0 == $0.1 }),
          .integer(pairs.count { $0.0 < $0.1 }),
          .integer(pairs.count { $0.0 > $0.1 }),
        ]
      }))

  page.section("signs")
  // snippet.signs
  // Which kind of output is it that another method moves?
  func moved(_ info: QuantizationInfo, signed: Bool) -> Int {
    zip(info.activations, reference.activations).count {
      $1.result.parameters.range.isSigned == signed
        && $0.result.parameters.range != $1.result.parameters.range
    }
  }
  // snippet.end
  let signed = reference.activations.count {
    $0.result.parameters.range.isSigned
  }
  page.print(
    Table(
      ["differs from \(first)", "signed", "unsigned"],
      rows: infos.dropFirst().map { info in
        [
          .text(info.config.activationErrorMethod.title),
          .integer(moved(info, signed: true)),
          .integer(moved(info, signed: false)),
        ]
      } + [
        [
          "all outputs", .integer(signed),
          .integer(reference.activations.count - signed),
        ]
      ]))

  page.section("figures")
  try page.figure(
    thresholdStripFigure(infos, showing: .all), as: "chapter3-thresholds")
  try page.figure(
    thresholdStripFigure(infos, showing: .differing),
    as: "chapter3-differences")
}
