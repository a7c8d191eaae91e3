// Chapter 4: two activations, their distributions and thresholds,
// and why each threshold was chosen.

import Plotting
import PostTrainingQuantization
import Quantization
import WorkbookKit

runChapter(4, "Distributions and thresholds") { page, workbook in
  try page.outputFolder()
  let methods = QuantizationErrorMethod.tutorialMethods
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
  let nodes = ["Conv1_relu", "expanded_conv_project_bn"]
  for name in nodes {
    guard let statistics = calibration.ledger.statistics[name],
      let histogram = statistics.histogram
    else { continue }
    let results = infos.compactMap { $0[name] }

    page.section(name)
    page.print(
      Table(
        ["method", "threshold", "clipped %", "why"],
        rows: results.map { result in
          let share = ThresholdSearch.clippedShare(
            of: result.parameters, on: histogram)
          return [
            .text(result.errorMethod.title),
            .exact(result.parameters.range.magnitude),
            .number(share * 100, digits: 4),
            .text(reason(result)),
          ]
        }))
    // snippet.figure
    let figure = distributionFigure(
      node: name, statistics: statistics,
      thresholds: results.map {
        ChosenThreshold(
          method: $0.errorMethod.title, range: $0.parameters.range)
      },
      images: calibration.ledger.images.count)
    try page.figure(figure, as: "chapter4-\(name).png")
    // snippet.end

    page.section("\(name): errors")
    // snippet.parts
    // Every candidate of the MSE search, its error in two parts.
    let mse = results[0]
    let search = try ThresholdSearch(
      method: .powerOfTwo, errorMethod: .mse,
      bitWidth: mse.parameters.bitWidth)
    // snippet.end
    page.print(
      Table(
        ["t", "MSE", "from clipping", "from rounding"],
        rows: mse.candidates.prefix(7).map { candidate in
          let parts = search.errorParts(
            of: candidate.range, on: histogram)
          return [
            .exact(candidate.range.magnitude),
            .number(candidate.error, digits: 6),
            .number(parts.clipping, digits: 6),
            .number(parts.rounding, digits: 6),
          ]
        }))
    let curves = errorCurveFigure(
      title: "\(name): the error of every threshold",
      subtitle: "8 bits, powers of two; KL falls to 0 below one bin",
      results: results.filter {
        [.mse, .mae, .kl()].contains($0.errorMethod)
      })
    try page.figure(curves, as: "chapter4-\(name)-errors.png")
  }
}

/// Why a search ended where it did, in a few words.
func reason(_ result: ThresholdSearchResult) -> String {
  switch result.reason {
  case .coversAllValues: return "covers every value"
  case .boundedOutput: return "the output's range is known"
  case .minimumThreshold: return "the smallest threshold allowed"
  case .firstLocalMinimum: return "the first local minimum"
  case .smallestError:
    guard let chosen = result.chosen, let second = result.runnerUp
    else { return "the smallest error" }
    if chosen.error == 0 { return "error 0: within one bin" }
    let ratio = fixed(second.error / chosen.error, digits: 2)
    let other = exactNumber(second.range.magnitude)
    return "t = \(other) would be \(ratio) times worse"
  }
}
