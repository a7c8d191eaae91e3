import Evaluation
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// The share of right answers over the number of calibration pictures, a panel per bit width: one point per
/// calibration, and a line through the means.
///
/// - Parameters:
///   - reports: Of methods at bit widths, on the same draws; the panels and methods are in their order.
///   - source: Where the thresholds come from.
/// - Explained in: chapter 9.
public func pictureCountFigure(_ reports: [StabilityReport], source: String) -> Figure {
  let widths = reports.compactMap(\.config.activationBitWidth).reduce(into: [Int]()) {
    if !$0.contains($1) { $0.append($1) }
  }
  let counts = reports.first?.imageCounts ?? []
  let (least, most) = (Double(counts.first ?? 1), Double(counts.last ?? 1))
  let float = (reports.first?.float.top1.fraction ?? 0) * 100
  let axis = Axis(
    "calibration pictures", scale: .log2, range: least / 1.3...most * 1.3,
    ticks: counts.map { Axis.Tick(Double($0), String($0)) })
  let panels = widths.map { bits in
    let own = reports.filter { $0.config.activationBitWidth == bits }
    return Panel(
      title: counted(bits, "bit"), x: axis, y: .init("top-1 (% of images)", range: 0...100),
      marks: [
        Mark(
          "float", .line([Point(least / 1.3, float), Point(most * 1.3, float)]),
          look: Look(.ink, dash: .shortDashed))
      ]
        + own.enumerated().flatMap { index, report in
          let method = report.config.activationErrorMethod
          let points = report.growth.map {
            Point(Double($0.imageCount), $0.evaluation.top1.fraction * 100)
          }
          let means = counts.map { Point(Double($0), report.meanShare(of: $0)) }
          // Side by side, so that methods do not cover each other.
          let shift = (Double(index) - Double(own.count - 1) / 2) * 0.6
          return [
            Mark(method.title, .line(means), look: method.look, shift: shift),
            Mark(method.title, .points(points), look: method.look, shift: shift),
          ]
        })
  }
  let sentence = pictureCountSentence(reports)
  let total = reports.first?.evaluatedCount ?? 0
  return Figure(
    title: sentence,
    subtitle: "Right answers on \(counted(total, "image")); every mark is a calibration",
    footnote: "Lines go through the means.",
    altText:
      "A plot per bit width of the share of right answers over the number of calibration pictures. \(sentence).",
    source: source, content: .panels(panels, .besideEachOther))
}

/// Whose right answers change most from the fewest pictures to all of them, and by how much the others' change.
private func pictureCountSentence(_ reports: [StabilityReport]) -> String {
  func ends(_ report: StabilityReport) -> [Double] {
    [report.imageCounts.first, report.imageCounts.last].map { report.meanShare(of: $0 ?? 0) }
  }
  func change(_ report: StabilityReport) -> Double { ends(report)[1] - ends(report)[0] }
  guard let most = reports.max(by: { abs(change($0)) < abs(change($1)) }),
    let (least, all) = most.imageCounts.first.map({ ($0, most.whole.imageCount) })
  else { return "Nothing was measured" }
  let bits = most.config.activationBitWidth.map { " with \(counted($0, "bit"))" } ?? ""
  let found =
    "\(least) to \(all) calibration pictures: \(most.config.activationErrorMethod.title)\(bits) "
    + (change(most) < 0 ? "falls" : "rises") + " from "
    + ends(most).map { fixed($0, digits: 0) }.joined(separator: " to ") + " %"
  let rest = reports.filter { $0.config != most.config }.map { abs(change($0)) }.max()
  return found
    + (rest.map { ", the others change by at most \(counted(Int($0.rounded(.up)), "point"))" } ?? "")
}

extension StabilityReport {
  /// The mean share of right answers of all samples of a size, in percent.
  fileprivate func meanShare(of imageCount: Int) -> Double {
    let shares = samples(of: imageCount).map { $0.evaluation.top1.fraction * 100 }
    return shares.reduce(0, +) / Double(max(shares.count, 1))
  }
}

/// The outputs whose thresholds a mistake in the choice of pictures moves: a column per output, a row per mistake.
///
/// - Parameters:
///   - right: How the right pictures quantize the network.
///   - mistakes: What came of mistakes, quantized by the same method with the same bits.
/// - Explained in: chapter 9.
public func mistakesFigure(
  _ right: QuantizationInfo, _ mistakes: [MistakenCalibration]
) -> Figure {
  let nodes = right.commonActivations.map(\.node)
  let moved = Set(mistakes.flatMap { $0.moves.map(\.node) })
  let columns = OutputColumns(
    nodes, nodes.indices.filter { moved.contains(nodes[$0]) }, namesEach: true)
  let rows = mistakes.count
  func magnitude(_ column: Int) -> Double {
    right.commonActivations[column].result.parameters.range.magnitude
  }
  let cells = columns.columns.enumerated().flatMap { position, column in
    [
      Mark.Cell(x: position, y: rows, value: 1, number: magnitude(column))
    ]
      + mistakes.enumerated().map { row, mistake in
        let own = mistake.moves.first { $0.node == nodes[column] }?.second.magnitude
        let number = own ?? magnitude(column)
        return Mark.Cell(
          x: position, y: rows - 1 - row, value: number / magnitude(column), number: number)
      }
  }
  let names = ["right pictures"] + mistakes.map(\.mistake.title)
  let most = mistakes.max { $0.moves.count < $1.moves.count }
  let sentence =
    most.map {
      let down = $0.moves.count(where: \.isDownward)
      let title = $0.mistake.title
      return title.prefix(1).uppercased() + title.dropFirst()
        + ": \($0.moves.count) of \(counted(nodes.count, "threshold")) move, "
        + (down == $0.moves.count ? "all of them down" : "\(down) of them down")
    } ?? "No pictures were wrong"
  // The symbols are those of the network's structure.
  func signs(_ isSigned: Bool, _ symbol: Look.Symbol) -> [Mark] {
    let points = columns.columns.enumerated().flatMap { position, column in
      mistakes.indices.filter { row in
        mistakes[row].moves.contains {
          $0.node == nodes[column] && $0.changesSign && $0.second.isSigned == isSigned
        }
      }.map { Point(Double(position), Double(rows - 1 - $0) - 0.33) }
    }
    let name = isSigned ? "signed only here" : "unsigned only here"
    return points.isEmpty ? [] : [Mark(name, .points(points), look: Look(.ink, symbol: symbol))]
  }
  let bits = right.config.activationBitWidth.map { "; \(counted($0, "bit"))" } ?? ""
  return Figure(
    title: sentence,
    subtitle: right.config.activationErrorMethod.title + bits
      + "; only the \(counted(columns.columns.count, "output")) on which some of the pictures move the threshold",
    altText:
      "A grid of coloured cells, a row per set of pictures and a column per output. \(sentence).",
    source: "calibration \(right.ledger.digest)",
    panel: Panel(
      x: columns.axis,
      y: .init(
        "", scale: .categories, range: -0.5...Double(rows) + 0.5,
        ticks: names.enumerated().map { Axis.Tick(Double(rows - $0), $1) },
        names: .init("pictures", names.reversed())),
      marks: [
        Mark(
          "compared with the right pictures:",
          .cells(cells, .ratios("threshold / the right pictures'")), look: .data,
          textNote: "Numbers are thresholds.")
      ]
        + signs(false, .circle) + signs(true, .diamond) + columns.brackets))
}
