import Foundation
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// Which outputs a threshold strip shows.
public enum ThresholdStripSelection: Sendable {
  /// Every quantized output.
  case all
  /// Those on which the first two methods do not agree.
  case differing
}

/// The thresholds of all quantized outputs in network order: one column per output, one row per method.
public func thresholdStripFigure(
  _ infos: [QuantizationInfo], showing selection: ThresholdStripSelection
) -> Figure {
  let strip = ThresholdStrip(infos)
  let differing = strip.differing
  let isAll = selection == .all || differing.isEmpty
  let columns = isAll ? Array(strip.nodes.indices) : differing
  let count = strip.nodes.count
  let title = selection == .all ? strip.differencesFromFirst : strip.pairSentence
  let axis = OutputColumns(strip.nodes, columns, namesEach: !isAll)
  return Figure(
    title: title,
    subtitle: strip.subtitle
      + (isAll ? "; \(counted(count, "output"))" : "; only where the two differ"),
    footnote: isAll ? "One column per output, from the input to the classes." : "",
    altText: "A strip of coloured cells, a row per method and a column per output. \(title).",
    source: infos.first.map { "calibration \($0.ledger.digest)" } ?? "",
    panel: Panel(
      x: axis.axis,
      y: .init(
        "", scale: .categories, range: -0.5...Double(infos.count) + 0.5, ticks: strip.rowTicks,
        names: .init(
          "method", ["sign"] + infos.reversed().map(\.config.activationErrorMethod.title))
      ),
      marks: [isAll ? strip.thresholds(columns) : strip.comparison(columns)]
        + strip.signs(columns) + axis.brackets))
}

private struct ThresholdStrip {
  let infos: [QuantizationInfo]
  let nodes: [String]

  init(_ infos: [QuantizationInfo]) {
    self.infos = infos
    nodes = infos.first?.commonActivations.map(\.node) ?? []
  }

  private func result(_ info: QuantizationInfo, _ column: Int) -> ThresholdSearchResult {
    info.commonActivations[column].result
  }

  private func magnitude(_ info: QuantizationInfo, _ column: Int) -> Double {
    result(info, column).parameters.range.magnitude
  }

  private func title(_ info: QuantizationInfo) -> String {
    info.config.activationErrorMethod.title
  }

  private func differing(_ a: QuantizationInfo, _ b: QuantizationInfo) -> [Int] {
    nodes.indices.filter { result(a, $0).parameters.range != result(b, $0).parameters.range }
  }

  /// The columns on which the first two methods do not agree.
  var differing: [Int] { infos.count < 2 ? [] : differing(infos[0], infos[1]) }

  /// How the first two methods compare.
  var pairSentence: String {
    let names = listed(infos.prefix(2).map(title))
    guard infos.count > 1 else { return "\(names): the thresholds of \(nodes.count) tensors" }
    guard !differing.isEmpty else { return "\(names) choose the same thresholds everywhere" }
    let signed = differing.count { result(infos[0], $0).parameters.range.isSigned }
    let which =
      signed == differing.count
      ? "all of them signed" : signed == 0 ? "all of them unsigned" : "\(signed) of them signed"
    let ratios = Set(differing.map { magnitude(infos[1], $0) / magnitude(infos[0], $0) })
    let (a, b) = (title(infos[0]), title(infos[1]))
    let place = "for \(differing.count) of \(counted(nodes.count, "output")), \(which)"
    switch ratios {
    case [2]: return "\(b)'s threshold is twice \(a)'s \(place)"
    case [0.5]: return "\(b)'s threshold is half of \(a)'s \(place)"
    default: return "\(a) and \(b) choose different thresholds \(place)"
    }
  }

  /// For how many outputs every other method differs from the first.
  var differencesFromFirst: String {
    guard infos.count > 1 else { return pairSentence }
    let others = infos.dropFirst().map { (title: title($0), count: differing(infos[0], $0).count) }
      .sorted { $0.count > $1.count }
    func number(_ count: Int) -> String { count == 0 ? "none" : "\(count)" }
    let rest = others.dropFirst().map { "\($0.title) for \(number($0.count))" }
    return "\(others[0].title) chooses another threshold than \(title(infos[0])) for "
      + "\(number(others[0].count)) of \(counted(nodes.count, "output"))"
      + rest.map { ", \($0)" }.joined()
  }

  var subtitle: String {
    guard let parameters = infos.first?.activations.first?.result.parameters else { return "" }
    let images = infos.first?.ledger.images.count ?? 0
    let given = infos.first?.activations.count { $0.result.reason == .given } ?? 0
    return "\(images) images; \(parameters.bitWidth) bits, \(parameters.method.words)"
      + (given > 0 ? "; \(counted(given, "threshold")) given" : "")
  }

  var reference: QuantizationInfo? {
    infos.first { $0.config.activationErrorMethod == .noClipping }
  }

  /// Rows from top to bottom in the order of the methods, then the row of signs.
  var rowTicks: [Axis.Tick] {
    infos.enumerated().map { index, info in
      Axis.Tick(Double(infos.count - index), info.config.activationErrorMethod.title)
    } + [Axis.Tick(0, "sign")]
  }

  private func cells(
    _ columns: [Int], _ value: (QuantizationInfo, Int) -> Double
  ) -> [Mark.Cell] {
    infos.enumerated().flatMap { row, info in
      columns.enumerated().map { position, column in
        Mark.Cell(
          x: position, y: infos.count - row, value: value(info, column),
          number: magnitude(info, column))
      }
    }
  }

  /// Cells coloured by the threshold.
  func thresholds(_ columns: [Int]) -> Mark {
    let cells = cells(columns) { magnitude($0, $1) }
    let values = Set(cells.map(\.value)).sorted()
    let all = values.count <= 12 ? values : [values[0], values[values.count - 1]]
    // Many different thresholds are not powers of two, and shade into each other.
    let stops = zip(all, ThresholdStrip.labels(all)).map { ColorScale.Stop($0, $1) }
    return Mark(
      "threshold t",
      .cells(
        cells,
        ColorScale(
          .sequential, stops: stops, isLogarithmic: true,
          quantity: "threshold t (activation value)")),
      look: .data, textNote: "Numbers are thresholds.")
  }

  /// Fractions are written in one way: as powers of two where one of them would be long.
  private static func labels(_ thresholds: [Double]) -> [String] {
    let arePowers = thresholds.allSatisfy { $0 > 0 && $0.significand == 1 }
    guard arePowers, (thresholds.min() ?? 1) < 0.1 else { return thresholds.map { typeset($0) } }
    return thresholds.map { $0 < 1 ? typeset("2^\($0.exponent)") : typeset($0) }
  }

  /// Cells coloured by the threshold's ratio to NOCLIPPING's, or by the threshold without it.
  func comparison(_ columns: [Int]) -> Mark {
    guard let reference else { return thresholds(columns) }
    let cells = cells(columns) { magnitude($0, $1) / magnitude(reference, $1) }
    return Mark(
      "compared with NOCLIPPING:",
      .cells(cells, .ratios("threshold / NOCLIPPING's")),
      look: .data, textNote: "Numbers are thresholds.")
  }

  /// A row of symbols: which grids have a sign.
  func signs(_ columns: [Int]) -> [Mark] {
    func points(_ isSigned: Bool) -> [Point] {
      columns.enumerated().filter { entry in
        infos.first.map { result($0, entry.element).parameters.range.isSigned } == isSigned
      }.map { Point(Double($0.offset), 0) }
    }
    return [
      Mark("signed", .points(points(true)), look: Look(.ink, symbol: .diamond)),
      Mark(
        "unsigned", .points(points(false)), look: Look(.ink, symbol: .circle, isHollow: true)),
    ].filter { if case .points(let points) = $0.shape { !points.isEmpty } else { true } }
  }
}

extension QuantizationMethod {
  /// What may be chosen, in words.
  var words: String {
    switch self {
    case .powerOfTwo: "powers of two"
    case .symmetric: "any threshold"
    case .uniform: "any range"
    }
  }
}
