// Chapter 0: why a threshold need not cover the largest value.

import Quantization
import QuantizationFigures
import WorkbookKit

runChapter(0, "A threshold by hand") { page, _ in
  // snippet.tensor
  // 73 activations after a ReLU: nine small values, each of them
  // eight times, and one that is much larger.
  let ordinary = [0.1, 0.25, 0.4, 0.5, 0.6, 0.9, 1, 1.1, 1.4]
  let x = [[Double]](repeating: ordinary, count: 8).joined() + [5]
  let bitWidth = 3
  // snippet.end
  let thresholds: [Double] = [8, 4, 2, 1]
  func grid(_ t: Double, isSigned: Bool = false) -> UniformGrid {
    UniformGrid(threshold: t, isSigned: isSigned, bitWidth: bitWidth)
  }

  page.section("grid")
  page.table(["t", "step Δ", "largest level t − Δ"], of: thresholds) {
    [.exact($0), .exact(grid($0).step), .exact(grid($0).upper)]
  }

  page.section("sign")
  // With a sign the same eight values reach below zero too.
  page.table(
    ["grid for t = 4", "step Δ", "from", "to t − Δ"],
    of: [("unsigned", grid(4)), ("signed", grid(4, isSigned: true))]
  ) {
    [.text($0), .exact($1.step), .exact($1.lower), .exact($1.upper)]
  }

  page.section("rounding")
  page.table(
    ["x"] + thresholds.map { "t = \(Int($0))" },
    of: ordinary + x.suffix(1)
  ) { x in
    [.exact(x)] + thresholds.map { .exact(grid($0)(x)) }
  }

  let mse = try ThresholdSearch(errorMethod: .mse, bitWidth: bitWidth)
  let mae = try ThresholdSearch(errorMethod: .mae, bitWidth: bitWidth)
  let noClipping = try ThresholdSearch(
    errorMethod: .noClipping, bitWidth: bitWidth)

  page.section("errors")
  // ERR(t) of the values themselves: each counts as what it is.
  let values = try Histogram(countingEach: x)
  page.table(
    ["t", "MSE", "from clipping", "from rounding", "MAE", "clipped"],
    of: thresholds
  ) { t in
    let range = QuantizationRange.threshold(t, isSigned: false)
    let parts = mse.errorParts(of: range, on: values)
    return [
      .exact(t), .number(mse.error(of: range, on: values), digits: 4),
      .number(parts.clipping, digits: 4),
      .number(parts.rounding, digits: 4),
      .number(mae.error(of: range, on: values), digits: 4),
      .integer(x.count { $0 > grid(t).upper }),
    ]
  }

  page.section("any threshold")
  // Not only powers of two: the lowest error of all, and of those
  // thresholds whose grid reaches the largest value.
  let free = (50...1000).map { Double($0) / 100 }
  let reaching = free.filter { grid($0).upper >= 5 }
  page.table(
    ["allowed thresholds", "best t", "t − Δ", "MSE"],
    of: [("all", free), ("grid reaches 5", reaching)]
  ) { name, ts in
    let best = mse.best(
      of: ts.map { .threshold($0, isSigned: false) }, on: values)
    let t = best.range.magnitude
    return [
      .text(name), .number(t, digits: 2),
      .number(grid(t).upper, digits: 2), .number(best.error, digits: 4),
    ]
  }

  page.section("search")
  // As for a real tensor: on a histogram with 2048 bins.
  let results = try [mse, mae, noClipping].map {
    try $0.search(Histogram(of: x))
  }
  page.table(["method", "chosen t", "why"], of: results) { result in
    [
      .text(result.errorMethod.title),
      .exact(result.parameters.range.magnitude),
      result.candidates.isEmpty
        ? "the smallest not below the largest value"
        : "the smallest of \(result.candidates.count) errors",
    ]
  }

  page.section("last step")
  // NOCLIPPING, when another number is the largest.
  try page.table(
    ["largest x", "chosen t", "t − Δ", "Q(x)"],
    of: [5, 6.9, 7.4, 7.9]
  ) { largest in
    let other = try Histogram(of: x.dropLast() + [largest])
    let found = try noClipping.search(other).parameters
    return [
      .exact(largest), .exact(found.range.magnitude),
      .exact(found.grid.upper), .exact(found.grid(largest)),
    ]
  }

  page.section("figures")
  try page.figure(
    staircaseFigure(grid: grid(4), threshold: 4, values: x),
    as: "chapter0-staircase")
  let curve = try errorCurveFigure(
    name: "73 values, 3 bits", subtitle: "unsigned, powers of two",
    histogram: Histogram(of: x), results: Array(results.prefix(2)),
    marksValley: false)
  try page.figure(curve, as: "chapter0-error-curve")
}
