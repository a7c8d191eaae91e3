// Chapter 4: three outputs, their distributions and thresholds, and
// why each threshold was chosen.

import PostTrainingQuantization
import Quantization
import QuantizationFigures
import WorkbookKit

runChapter(
  4, "Distributions and thresholds", choices: [.layers, .errorMethods]
) { page, workbook in
  try page.outputFolder()
  let calibration = try workbook.calibration()
  let ledger = calibration.ledger
  let weights = try calibration.quantizedWeights()
  let infos = try workbook.errorMethods.map { method in
    try calibration.quantized(by: method, weights: weights).info
  }
  // The first bounded output, and the first signed one on which
  // methods differ; or those that were asked for.
  let nodes = try workbook.nodes(of: calibration)
  // A third one, which MAE alone moves, unless others were named.
  let extra =
    workbook.asksForLayers
    ? nil : calibration.outputMovedByMAEAlone(infos)
  let shown = nodes + [extra].compactMap { $0 }
  let mse = try ThresholdSearch(errorMethod: .mse, bitWidth: 8)
  let mae = try ThresholdSearch(errorMethod: .mae, bitWidth: 8)
  for name in shown {
    guard let histogram = ledger.statistics[name]?.histogram else {
      continue
    }
    page.section(name)
    page.print(choiceTable(infos, of: name))

    page.section("\(name): errors")
    // The largest candidates of the MSE search, each error in two.
    page.table(
      ["t", "MSE", "from clipping", "from rounding", "MAE"],
      of: try mse.search(histogram).candidates.prefix(7)
    ) { candidate in
      let range = candidate.range
      let parts = mse.errorParts(of: range, on: histogram)
      return [
        .exact(range.magnitude), .number(candidate.error, digits: 6),
        .number(parts.clipping, digits: 6),
        .number(parts.rounding, digits: 6),
        .number(mae.error(of: range, on: histogram), digits: 6),
      ]
    }
  }

  // The last layer from here on: the bottleneck.
  guard let followed = nodes.last,
    let histogram = ledger.statistics[followed]?.histogram
  else { return }
  page.section("KL")
  let kl = try ThresholdSearch(errorMethod: .kl(), bitWidth: 8)
  page.table(
    ["t", "bins compared", "KL"],
    of: try kl.search(histogram).candidates.prefix(14)
  ) { candidate in
    let bins = kl.comparedBins(of: candidate.range, on: histogram)
    return [
      .text("2^\(candidate.range.magnitude.exponent)"), .integer(bins),
      .number(candidate.error, digits: 4),
    ]
  }

  page.section("other searches")
  // snippet.others
  // The same histogram, searched in other ways.
  let searches: [(QuantizationMethod, QuantizationErrorMethod)] = [
    (.powerOfTwo, .mse), (.powerOfTwo, .lp(p: 1)),
    (.powerOfTwo, .lp(p: 3)), (.powerOfTwo, .lp(p: 4)),
    (.powerOfTwo, .kl(guard: .entropyCalibration)),
    (.symmetric, .noClipping), (.symmetric, .mse), (.symmetric, .kl()),
  ]
  let found = try searches.map { method, errorMethod in
    try ThresholdSearch(
      method: method, errorMethod: errorMethod, bitWidth: 8
    ).search(histogram)
  }
  // snippet.end
  page.table(["search", "chosen t", "its MSE"], of: found) { result in
    let chosen = result.parameters
    let name = "\(chosen.method.mctName) \(result.errorMethod.title)"
    return [
      .text(name), .number(chosen.range.magnitude, digits: 2),
      .number(mse.error(of: chosen.range, on: histogram), digits: 6),
    ]
  }

  page.section("no clipping clips")
  // Every output of which NOCLIPPING clips something.
  let covering = try calibration.quantized(
    by: .noClipping, weights: weights)
  page.print(clippedTable(covering.info))

  page.section("figures")
  for name in shown {
    guard let histogram = ledger.statistics[name]?.histogram else {
      continue
    }
    let results = infos.compactMap { $0[name] }
    // Shifted values can be others for each method: no one figure.
    let seen = sharedLedger(of: name, infos)
    if let ledger = seen {
      // snippet.figure
      let figure = distributionFigure(
        node: name, ledger: ledger, results: results)
      try page.figure(figure, as: "chapter4-\(name)")
      // snippet.end
    } else {
      page.print(
        "\(name): no distribution; methods shift its values by "
          + "different constants; name one with --error-method")
    }
    let curves = try errorCurveFigure(
      name: name, subtitle: "8 bits, powers of two",
      histogram: histogram, results: results,
      source: "calibration \(ledger.digest)")
    try page.figure(curves, as: "chapter4-\(name)-errors")
    guard name != extra, let ledger = seen else { continue }
    let plain = tutorialFigure(
      node: name, ledger: ledger, results: results)
    try page.figure(plain, as: "chapter4-\(name)-tutorial")
  }
}
