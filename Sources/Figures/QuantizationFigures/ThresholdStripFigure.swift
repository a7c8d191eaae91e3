import Foundation
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// Which tensors a threshold strip shows.
public enum ThresholdStripSelection: Sendable {
  /// Every quantized tensor.
  case all
  /// Those on which the first two methods do not agree.
  case differing
}

/// The thresholds of all quantized tensors in network order: one column per tensor, one row per method.
public func thresholdStripFigure(
  _ infos: [QuantizationInfo], showing selection: ThresholdStripSelection
) -> Figure {
  let strip = ThresholdStrip(infos)
  let differing = strip.differing
  let isAll = selection == .all || differing.isEmpty
  let columns = isAll ? Array(strip.nodes.indices) : differing
  let count = strip.nodes.count
  let title = selection == .all ? strip.differencesFromFirst : strip.pairSentence
  return Figure(
    title: title,
    subtitle: strip.subtitle + (isAll ? "; \(count) tensors" : "; only tensors on which they part"),
    footnote: isAll
      ? "One column per tensor, from the input to the classes."
      : strip.isRelative
        ? "Numbers are thresholds; colours compare them with NOCLIPPING's." : "",
    altText: "A strip of coloured cells, a row per method and a column per tensor. \(title).",
    source: infos.first.map { "calibration \($0.ledger.digest)" } ?? "",
    panel: Panel(
      x: .init(
        "", scale: .categories, range: -0.5...Double(max(columns.count, 1)) - 0.5,
        ticks: isAll ? strip.blockTicks : strip.nodeTicks(columns), hasUprightTicks: true),
      y: .init(
        "", scale: .categories, range: -0.5...Double(infos.count) + 0.5,
        ticks: strip.rowTicks),
      marks: [isAll ? strip.thresholds(columns) : strip.comparison(columns)]
        + strip.signs(columns) + (isAll ? [strip.brackets] : [])))
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
    let which = signed == differing.count ? "all signed" : "\(signed) of them signed"
    return "\(names) part on \(differing.count) of \(nodes.count) tensors, \(which)"
  }

  /// On how many tensors every other method differs from the first.
  var differencesFromFirst: String {
    guard infos.count > 1 else { return pairSentence }
    let others = infos.dropFirst().map { "\(title($0)) \(differing(infos[0], $0).count)" }
    return "Tensors that differ from \(title(infos[0])): \(listed(others)) of \(nodes.count)"
  }

  var subtitle: String {
    guard let parameters = infos.first?.activations.first?.result.parameters else { return "" }
    let images = infos.first?.ledger.images.count ?? 0
    return "\(images) images; \(parameters.bitWidth) bits, \(parameters.method.words)"
  }

  var reference: QuantizationInfo? {
    infos.first { $0.config.activationErrorMethod == .noClipping }
  }
  var isRelative: Bool { reference != nil }

  /// Rows from top to bottom in the order of the methods, then the row of signs.
  var rowTicks: [Axis.Tick] {
    infos.enumerated().map { index, info in
      Axis.Tick(Double(infos.count - index), info.config.activationErrorMethod.title)
    } + [Axis.Tick(0, "sign")]
  }

  /// The columns of every block.
  private var blocks: [(name: String, columns: [Int])] {
    var blocks: [(name: String, columns: [Int])] = []
    for (column, node) in nodes.enumerated() {
      let name = blockName(of: node)
      if blocks.last?.name == name {
        blocks[blocks.count - 1].columns.append(column)
      } else {
        blocks.append((name, [column]))
      }
    }
    return blocks
  }

  /// A line under the columns of every block, above its label.
  var brackets: Mark {
    let boxes = blocks.compactMap { block -> Mark.Box? in
      guard let first = block.columns.first, let last = block.columns.last else { return nil }
      return Mark.Box(x: Double(first) - 0.4...Double(last) + 0.4, y: -0.5 ... -0.44)
    }
    return Mark("", .boxes(boxes), look: Look(.soft))
  }

  /// One label per block, over the middle of its columns.
  var blockTicks: [Axis.Tick] {
    blocks.map { block in
      let middle = Double(block.columns.reduce(0, +)) / Double(block.columns.count)
      return Axis.Tick(middle, shortName(of: block.name))
    }
  }

  func nodeTicks(_ columns: [Int]) -> [Axis.Tick] {
    columns.enumerated().map { Axis.Tick(Double($0), nodes[$1]) }
  }

  private func cells(
    _ columns: [Int], _ value: (QuantizationInfo, Int) -> Double
  ) -> [Mark.Cell] {
    infos.enumerated().flatMap { row, info in
      columns.enumerated().map { position, column in
        Mark.Cell(
          x: position, y: infos.count - row, value: value(info, column),
          text: typeset(magnitude(info, column), digits: 2))
      }
    }
  }

  /// Cells coloured by the threshold.
  func thresholds(_ columns: [Int]) -> Mark {
    let cells = cells(columns) { log2(magnitude($0, $1)) }
    let values = Set(cells.map(\.value)).sorted()
    let all = values.count <= 12 ? values : [values[0], values[values.count - 1]]
    // Many different thresholds are not powers of two, and shade into each other.
    let stops = all.map { ColorScale.Stop($0, typeset(exp2($0))) }
    return Mark(
      "threshold t", .cells(cells, ColorScale(.sequential, stops: stops)), look: .data)
  }

  /// Cells coloured by the threshold's ratio to NOCLIPPING's, or by the threshold without it.
  func comparison(_ columns: [Int]) -> Mark {
    guard let reference else { return thresholds(columns) }
    let cells = cells(columns) { log2(magnitude($0, $1) / magnitude(reference, $1)) }
    let stops = [
      (-2.0, "a quarter or less"), (-1, "half"), (0, "the same"), (1, "twice"),
      (2, "four times or more"),
    ]
    .map { ColorScale.Stop($0.0, $0.1) }
    return Mark(
      "compared with NOCLIPPING:", .cells(cells, ColorScale(.diverging, stops: stops)),
      look: .data)
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

/// The block of the network that a node belongs to: `block_7` of `block_7_add`.
func blockName(of node: String) -> String {
  let parts = node.split(separator: "_")
  if parts.first == "block", parts.count > 2 { return "block_\(parts[1])" }
  if node.hasPrefix("expanded_conv") { return "expanded_conv" }
  return node
}

/// A block's name for axes with little room.
func shortName(of block: String) -> String {
  switch block {
  case "input_1": "input"
  case "Conv1_relu": "Conv1"
  case "expanded_conv": "expanded"
  case "global_average_pooling2d": "pooling"
  case "predictions": "logits"
  case "predictions_post_activation": "softmax"
  default: block
  }
}

extension QuantizationMethod {
  fileprivate var words: String {
    switch self {
    case .powerOfTwo: "powers of two"
    case .symmetric: "any threshold"
    case .uniform: "any range"
    }
  }
}
