// Chapter 0: one small tensor, and why its threshold need not cover
// its largest value.

import Plotting
import Quantization
import QuantizationFigures
import Support
import WorkbookKit

runChapter(0, "A threshold by hand") { page, _ in
  // snippet.tensor
  // 37 activations behind a ReLU: nine ordinary values, each of
  // them four times, and one far out.
  let ordinary = [0.1, 0.25, 0.4, 0.5, 0.6, 0.9, 1, 1.1, 1.4]
  let x = [[Double]](repeating: ordinary, count: 4).joined() + [4.2]
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

  page.section("sign")
  // With a sign the same eight values reach below zero too.
  page.print(
    Table(
      ["grid for t = 4", "step Δ", "from", "to t − Δ"],
      rows: [("unsigned", false), ("signed", true)].map { name, sign in
        let grid = UniformGrid(
          threshold: 4, isSigned: sign, bitWidth: bitWidth)
        return [
          .text(name), .exact(grid.step), .exact(grid.lower),
          .exact(grid.upper),
        ]
      }))

  page.section("rounding")
  // Q(x) clips to the grid's ends, then rounds to its values.
  page.print(
    Table(
      ["x"] + thresholds.map { "t = \(compact($0))" },
      rows: (ordinary + x.suffix(1)).map { x in
        [.exact(x)] + grids.map { .exact($0(x)) }
      }))

  page.section("errors")
  // snippet.errors
  // ERR(t): add up what every Q(x) − x costs, divide by n_s. It is
  // the n_s of all x, so that the errors of two parts add up.
  func err(
    _ grid: UniformGrid, _ values: [Double], _ cost: (Double) -> Double
  ) -> Double {
    let n_s = Double(x.count)
    return values.map { cost(grid($0) - $0) }.reduce(0, +) / n_s
  }
  let square = { (error: Double) in error * error }
  let magnitude = { (error: Double) in abs(error) }
  // snippet.end
  page.print(
    Table(
      ["t", "MSE", "from clipping", "from rounding", "MAE", "clipped"],
      rows: zip(thresholds, grids).map { t, grid in
        let cut = x.filter { $0 > grid.upper }
        let kept = x.filter { $0 <= grid.upper }
        return [
          .exact(t), .number(err(grid, x, square), digits: 5),
          .number(err(grid, cut, square), digits: 5),
          .number(err(grid, kept, square), digits: 5),
          .number(err(grid, x, magnitude), digits: 5),
          .integer(cut.count),
        ]
      }))

  page.section("any threshold")
  // Not only powers of two: the lowest error of all, and of those
  // thresholds whose grid reaches the largest value.
  let free = (50...1000).map {
    UniformGrid(
      threshold: Double($0) / 100, isSigned: false, bitWidth: bitWidth)
  }
  let covering = free.filter { $0.upper >= 4.2 }
  page.print(
    Table(
      ["t from 0.50 to 10.00", "best t", "t − Δ", "MSE"],
      rows: [("all", free), ("grid reaches 4.2", covering)].compactMap {
        name, grids in
        grids.min { err($0, x, square) < err($1, x, square) }.map {
          [
            .text(name), .number($0.step * 8, digits: 2),
            .number($0.upper, digits: 2),
            .number(err($0, x, square), digits: 5),
          ]
        }
      }))

  page.section("search")
  // snippet.search
  // The same search as for a whole network: a histogram of the
  // values, and twenty powers of two from above the maximum down.
  func search(
    _ method: QuantizationErrorMethod, _ values: [Double]
  ) throws -> ThresholdSearchResult {
    try ThresholdSearch(
      method: .powerOfTwo, errorMethod: method, bitWidth: bitWidth,
      isSigned: false
    ).search(Histogram(of: values))
  }
  // snippet.end
  let results = [try search(.mse, x), try search(.mae, x)]
  page.print(
    Table(
      ["method", "chosen t", "why"],
      rows: (results + [try search(.noClipping, x)]).map { result in
        [
          .text(result.errorMethod.title),
          .exact(result.parameters.range.magnitude),
          result.candidates.isEmpty
            ? "the smallest not below the largest value"
            : "the smallest of \(result.candidates.count) errors",
        ]
      }))

  page.section("last step")
  // NOCLIPPING, when another number is the largest.
  page.print(
    Table(
      ["largest x", "chosen t", "t − Δ", "Q(x)"],
      rows: try [4.2, 6.9, 7.4, 7.9].map { largest in
        let values: [Double] = x.dropLast() + [largest]
        let found = try search(.noClipping, values).parameters
        return [
          .exact(largest), .exact(found.range.magnitude),
          .exact(found.grid.upper), .exact(found.grid(largest)),
        ]
      }))

  page.section("figures")
  let staircase = staircaseFigure(
    grid: grids[1], threshold: thresholds[1], values: x)
  try page.figure(staircase, as: "chapter0-staircase")
  let curve = try errorCurveFigure(
    name: "37 values, 3 bits", subtitle: "unsigned, powers of two",
    histogram: Histogram(of: x), results: results)
  try page.figure(curve, as: "chapter0-error-curve")
}
