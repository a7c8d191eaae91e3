import Evaluation
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// The distribution of one output, and below it on the same axis the ranges of the grids that were chosen
/// for it.
///
/// - Parameters:
///   - node: The node's name.
///   - ledger: What calibration saw.
///   - choices: MCT's methods first.
///   - methods: How many of these there are.
public func rangesFigure(
  node: String, ledger: CalibrationLedger,
  choices: [(name: String, parameters: ActivationQuantizationParameters)], methods: Int
) -> Figure {
  let histogram = ledger.histogram(of: node)
  let bars = VisualHistogram(histogram)
  let rows = ChoiceRows(choices.map(\.name), methods: methods)
  let grids = choices.map(\.parameters.grid)
  let reach = (bars.edges + grids.flatMap { [$0.lower, $0.upper] })
  let (lower, upper) = (reach.min() ?? 0, reach.max() ?? 1)
  let room = 0.02 * (upper - lower)
  let range = lower - room...upper + room
  let tallest = bars.counts.max() ?? 1
  let largest = max(abs(histogram.populatedRange.minimum), histogram.populatedRange.maximum)
  let clipping = grids.count { max(abs($0.lower), abs($0.upper)) < 0.99 * largest }
  return Figure(
    title: "\(node): \(clipping) of \(choices.count) ranges end below the largest value",
    subtitle: "\(counted(ledger.images.count, "image")); "
      + "\(choices.first?.parameters.bitWidth ?? 8) bits",
    footnote:
      "A line reaches from the lowest to the highest level of a grid. Circles: MCT's methods; diamonds: "
      + "rules of other toolkits.",
    altText:
      "A histogram of the values of \(node), and below it a line for the range of every choice: "
      + zip(choices, grids).map {
        "\($0.name) from \(typeset($1.lower, digits: 2)) to \(typeset($1.upper, digits: 2))"
      }.joined(separator: ", ") + ".",
    subject: node, source: "calibration \(ledger.digest)",
    content: .panels(
      [
        Panel(
          x: .init("activation value", range: range),
          y: .init(
            "values per bar, logarithmic", scale: .log10, range: 0.7...max(tallest * 1.4, 2),
            showsZero: true),
          marks: [Mark("", .bars(edges: bars.edges, heights: bars.counts), look: .data)],
          weight: 0.35),
        Panel(
          x: .init("activation value", range: range), y: rows.axis,
          marks: rows.marks { _, look, own in
            [
              Mark(
                "",
                .boxes(
                  own.map {
                    Mark.Box(x: grids[$0].lower...grids[$0].upper, y: rows.line($0))
                  }), look: Look(look.hue)),
              Mark(
                "",
                .points(
                  own.flatMap { [grids[$0].lower, grids[$0].upper].map(rows.point(in: $0)) }),
                look: look),
            ]
          }, weight: 1.65),
      ], .belowEachOther))
}

/// How far the grids of all outputs reach, one row per choice and one dot per output.
///
/// - Parameter choices: For every output the reach of its grid, as a part of the largest value seen.
public func reachFigure(
  _ choices: [(name: String, reaches: [(node: String, reach: Double)])], methods: Int,
  subtitle: String, source: String
) -> Figure {
  let rows = ChoiceRows(choices.map(\.name), methods: methods)
  let floor = 1.0 / 64
  // What ends further left stands at the edge.
  func shown(_ reach: Double) -> Double { max(reach, floor) }
  let all = choices.flatMap(\.reaches).map(\.reach)
  let clipping = choices.map { choice in (choice.name, choice.reaches.count { $0.reach < 0.99 }) }
  let most = clipping.max { $0.1 < $1.1 }
  let none = clipping.filter { $0.1 == 0 }.map(\.0)
  let title =
    (most.map { "\($0.0) ends below the largest value on \($0.1) outputs" } ?? "Nothing was chosen")
    + (none.isEmpty ? "" : ", \(counted(none.count, "choice")) on none")
  return Figure(
    title: title, subtitle: subtitle,
    footnote: "One mark per output. Marks at the left edge end at a sixty-fourth or less.",
    altText:
      "A row of dots for every choice, over how far its grids reach. \(title).",
    source: source,
    panel: Panel(
      x: .init(
        "how far the grid reaches / how far the values reach", scale: .log2,
        range: floor / 1.1...max(all.max() ?? 2, 2) * 1.1),
      y: rows.axis,
      marks: [
        Mark(
          "the largest value",
          .line([Point(1, rows.range.lowerBound), Point(1, rows.range.upperBound)]),
          look: Look(.soft, dash: .shortDashed))
      ]
        + rows.marks { name, look, own in
          let look = Look(look.hue, symbol: look.symbol, isHollow: look.isHollow, alpha: 0.5)
          return [
            Mark(
              name,
              .points(
                own.flatMap { row in
                  choices[row].reaches.map { rows.point(in: row)(shown($0.reach)) }
                }), look: look)
          ]
        }))
}

/// Right answers of every choice, one panel per bit width.
///
/// - Parameter panels: The results of the choices, in the same order at every bit width.
public func choicesAccuracyFigure(
  _ panels: [(bits: Int, results: [EvaluationResult])], names: [String], methods: Int,
  float: EvaluationResult, source: String
) -> Figure {
  let rows = ChoiceRows(names, methods: methods)
  let level = float.top1.fraction * 100
  let sentences = panels.map { entry -> String in
    let close = entry.results.count {
      abs($0.top1.count - float.top1.count) * 100 <= float.top1.total
    }
    return "\(close == 0 ? "none" : String(close)) of \(entry.results.count) at \(entry.bits) bits"
  }
  let title = "Within one point of float: " + listed(sentences)
  return Figure(
    title: title,
    subtitle: "Right answers on \(float.top1.total) images",
    altText: "A row for every choice with its share of right answers. \(title).",
    source: source,
    content: .panels(
      panels.map { entry in
        Panel(
          title: "\(entry.bits) bits",
          x: .init("top-1 (% of images)", range: 0...100), y: rows.axis,
          marks: [
            Mark(
              "float",
              .line([Point(level, rows.range.lowerBound), Point(level, rows.range.upperBound)]),
              look: Look(.soft, dash: .shortDashed))
          ]
            + rows.marks { name, look, own in
              [
                Mark(
                  name,
                  .points(own.map { rows.point(in: $0)(entry.results[$0].top1.fraction * 100) }),
                  look: look)
              ]
            })
      }, .besideEachOther))
}

/// Rows with names, the first one on top.
private struct ChoiceRows {
  let names: [String]
  let methods: Int

  init(_ names: [String], methods: Int) {
    self.names = names
    self.methods = methods
  }

  var range: ClosedRange<Double> { -0.7...Double(max(names.count, 1)) - 0.3 }

  private func height(_ row: Int) -> Double { Double(names.count - 1 - row) }

  var axis: Axis {
    Axis(
      "", scale: .categories, range: range,
      ticks: names.enumerated().map { Axis.Tick(height($0), $1) },
      names: .init("chosen by", names.reversed()))
  }

  /// A thin line at the height of a row.
  func line(_ row: Int) -> ClosedRange<Double> { height(row) - 0.06...height(row) + 0.06 }

  func point(in row: Int) -> (Double) -> Point { { Point($0, height(row)) } }

  /// The marks of the first rows, and of the others: a name for the key, a look, and the rows.
  func marks(_ marks: (String, Look, [Int]) -> [Mark]) -> [Mark] {
    let parts = [
      ("MCT's methods", Look(.soft, isHollow: true), Array(names.indices.prefix(methods))),
      (
        "rules of other toolkits", Look(.ink, symbol: .diamond),
        Array(names.indices.dropFirst(methods))
      ),
    ]
    return parts.filter { !$0.2.isEmpty }.flatMap { marks($0.0, $0.1, $0.2) }
  }
}
