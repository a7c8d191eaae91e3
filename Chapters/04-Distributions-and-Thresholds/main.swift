// Chapter 4: three outputs, their distributions and thresholds, and
// why each threshold was chosen.

import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Support
import WorkbookKit

runChapter(
  4, "Distributions and thresholds", choices: [.layers, .errorMethods]
) { page, workbook in
  try page.outputFolder()
  let methods = workbook.errorMethods
  let calibration = try workbook.calibration()
  let weights = try calibration.quantizedWeights()
  let infos = try methods.map { method in
    try calibration.quantized(
      QuantizationConfig(activationErrorMethod: method),
      weights: weights
    ).1
  }
  // Keras's layer expanded_conv_project_BN is folded into the node
  // expanded_conv_project_bn, whose output is the same.
  let nodes = try workbook.nodes(of: calibration.prepared)
  // A third one, on which MAE alone moved, unless others were named.
  let extra = "block_5_expand_relu"
  let isTutorial = nodes == ["Conv1_relu", "expanded_conv_project_bn"]
  let shown = isTutorial ? nodes + [extra] : nodes
  for name in shown {
    guard let statistics = calibration.ledger.statistics[name],
      let histogram = statistics.histogram
    else { continue }
    let results = infos.compactMap { $0[name] }

    page.section(name)
    page.print(
      Table(
        ["method", "threshold", "clipped %", "why"],
        rows: zip(infos, results).map { info, result in
          [
            .text(result.errorMethod.title),
            .exact(result.parameters.range.magnitude),
            percent(info.clippedShare(of: name)), .text(reason(result)),
          ]
        }))

    page.section("\(name): errors")
    // snippet.parts
    // The largest candidates of the MSE search, each error in two.
    let search = try ThresholdSearch(
      method: .powerOfTwo, errorMethod: .mse, bitWidth: 8)
    let candidates = try search.search(histogram).candidates.prefix(7)
    let parts = candidates.map {
      search.errorParts(of: $0.range, on: histogram)
    }
    // snippet.end
    let mae = try ThresholdSearch(
      method: .powerOfTwo, errorMethod: .mae, bitWidth: 8)
    page.print(
      Table(
        ["t", "MSE", "from clipping", "from rounding", "MAE"],
        rows: zip(candidates, parts).map { candidate, parts in
          let range = candidate.range
          return [
            .exact(candidate.range.magnitude),
            .number(candidate.error, digits: 6),
            .number(parts.clipping, digits: 6),
            .number(parts.rounding, digits: 6),
            .number(mae.error(of: range, on: histogram), digits: 6),
          ]
        }))
  }

  // The last layer from here on: the bottleneck.
  guard let followed = nodes.last,
    let histogram = calibration.ledger.statistics[followed]?.histogram
  else { return }
  let kl = try ThresholdSearch(
    method: .powerOfTwo, errorMethod: .kl(), bitWidth: 8
  ).search(histogram)
  page.section("KL")
  // The bins that are compared: one at least holds everything.
  page.print(
    Table(
      ["t", "bins compared", "KL"],
      rows: kl.candidates.prefix(14).map { candidate in
        let t = candidate.range.magnitude
        let below = histogram.edges.count { $0 < -t }
        let bins = histogram.edges.count { $0 < t } - max(below, 1)
        return [
          .exact(t), .integer(max(bins, 1)),
          .number(candidate.error, digits: 4),
        ]
      }))

  page.section("other searches")
  // snippet.others
  // The same histogram, searched in other ways.
  let searches: [(QuantizationMethod, QuantizationErrorMethod)] = [
    (.powerOfTwo, .mse), (.powerOfTwo, .lp(p: 1)),
    (.powerOfTwo, .lp(p: 3)), (.powerOfTwo, .lp(p: 4)),
    (.powerOfTwo, .kl(guard: .firstLocalMinimum)),
    (.symmetric, .noClipping), (.symmetric, .mse), (.symmetric, .kl()),
  ]
  let found = try searches.map { method, errorMethod in
    try ThresholdSearch(
      method: method, errorMethod: errorMethod, bitWidth: 8
    ).search(histogram)
  }
  // snippet.end
  let mse = try ThresholdSearch(
    method: .symmetric, errorMethod: .mse, bitWidth: 8)
  page.print(
    Table(
      ["search", "chosen t", "its MSE"],
      rows: found.map { result in
        let chosen = result.parameters
        let name = "\(chosen.method.mctName) \(result.errorMethod.title)"
        let error = mse.error(of: chosen.range, on: histogram)
        return [
          .text(name),
          .number(chosen.range.magnitude, digits: 2),
          .number(error, digits: 6),
        ]
      }))

  page.section("no clipping clips")
  let noClipping = try calibration.quantized(
    QuantizationConfig(activationErrorMethod: .noClipping),
    weights: weights
  ).1
  // Every output of which NOCLIPPING cuts something off.
  page.print(
    Table(
      ["node", "t", "t − Δ", "largest", "clipped %"],
      rows: noClipping.activations.compactMap { search in
        let grid = search.result.parameters.grid
        guard let node = calibration.ledger.statistics[search.node],
          node.maximum > grid.upper
        else { return nil }
        return [
          .text(search.node),
          .exact(search.result.parameters.range.magnitude),
          .exact(grid.upper), .number(node.maximum, digits: 4),
          percent(noClipping.clippedShare(of: search.node)),
        ]
      }))

  page.section("figures")
  for name in shown {
    guard let node = calibration.ledger.statistics[name],
      let histogram = node.histogram
    else { continue }
    let results = infos.compactMap { $0[name] }
    // snippet.figure
    let figure = distributionFigure(
      node: name, ledger: calibration.ledger, results: results)
    try page.figure(figure, as: "chapter4-\(name)")
    // snippet.end
    let curves = try errorCurveFigure(
      name: name, subtitle: "8 bits, powers of two",
      histogram: histogram, results: results,
      source: "calibration \(calibration.ledger.digest)")
    try page.figure(curves, as: "chapter4-\(name)-errors")
    if name == extra { continue }
    let plain = tutorialFigure(
      node: name, ledger: calibration.ledger, results: results)
    try page.figure(plain, as: "chapter4-\(name)-tutorial")
  }
}

func percent(_ share: Double?) -> Table.Cell {
  share.map { .number($0 * 100, digits: 4) } ?? .none
}

/// Why a search ended where it did, in a few words.
func reason(_ result: ThresholdSearchResult) -> String {
  guard let margin = result.margin, let other = result.runnerUp else {
    return "\(result.reason)"
  }
  let t = compact(other.range.magnitude)
  return margin.isFinite
    ? "t = \(t): \(fixed(margin, digits: 2)) times this error"
    : "error 0: within one bin"
}
