// Chapter 0: one small tensor, and why its threshold need not cover
// its largest value.

import Plotting
import Quantization
import WorkbookKit

runChapter(0, "A threshold by hand") { page, _ in
  // snippet.tensor
  // Ten activations behind a ReLU: nine ordinary ones, one far out.
  let x = [0.1, 0.25, 0.3, 0.4, 0.55, 0.7, 0.8, 1.1, 1.3, 4.2]
  let bitWidth = 3
  // snippet.end

  page.section("grid")
  // snippet.grids
  // An unsigned grid of n_b bits has 2^n_b values from 0 to t − Δ.
  let thresholds: [Double] = [8, 4, 2, 1]
  let grids = thresholds.map {
    UniformGrid(threshold: $0, isSigned: false, bitWidth: bitWidth)
  }
  // snippet.end
  page.print(
    Table(
      ["t", "step Δ", "largest value t − Δ"],
      rows: zip(thresholds, grids).map { t, grid in
        [.exact(t), .exact(grid.step), .exact(grid.upper)]
      }))

  page.section("rounding")
  // Q(x) clips to the grid's ends, then rounds to its values.
  page.print(
    Table(
      ["x"] + thresholds.map { "t = \(exactNumber($0))" },
      rows: x.map { x in
        [.exact(x)] + grids.map { .exact($0(x)) }
      }))

  page.section("errors")
  // snippet.errors
  // ERR(t): the mean of |Q(x) − x|², or of |Q(x) − x|.
  func mean(_ grid: UniformGrid, _ cost: (Double) -> Double) -> Double {
    x.map { cost(grid($0) - $0) }.reduce(0, +) / Double(x.count)
  }
  // snippet.end
  page.print(
    Table(
      ["t", "MSE", "MAE", "clipped values"],
      rows: zip(thresholds, grids).map { t, grid in
        [
          .exact(t), .number(mean(grid) { $0 * $0 }, digits: 5),
          .number(mean(grid) { abs($0) }, digits: 5),
          .integer(x.count { $0 > grid.upper }),
        ]
      }))

  page.section("search")
  // snippet.search
  // The same search as for a whole network: a histogram of the
  // values, and every power of two from twice the maximum down.
  let histogram = try Histogram(of: x)
  let methods: [QuantizationErrorMethod] = [.mse, .mae]
  let results = try methods.map { method in
    try ThresholdSearch(
      method: .powerOfTwo, errorMethod: method, bitWidth: bitWidth,
      isSigned: false
    ).search(histogram)
  }
  // snippet.end
  let noClipping = try ThresholdSearch(
    method: .powerOfTwo, errorMethod: .noClipping, bitWidth: bitWidth,
    isSigned: false
  ).search(histogram)
  page.print(
    Table(
      ["method", "chosen t", "why"],
      rows: (results + [noClipping]).map { result in
        [
          .text(result.errorMethod.title),
          .exact(result.parameters.range.magnitude),
          result.candidates.isEmpty
            ? "the smallest that covers every value"
            : "the smallest of \(result.candidates.count) errors",
        ]
      }))

  let figure = errorCurveFigure(
    title: "Ten values, 3 bits: the error of every threshold",
    subtitle: "left: clipping; right: rounding; in between: the choice",
    results: results)
  try page.figure(figure, as: "chapter0-error-curve.png")
}
