import Graph
import Plotting
import PostTrainingQuantization

/// The network as a grid, one column per block, with a mark wherever a quantizer will sit.
public func structureFigure(_ prepared: PreparedModel) -> Figure {
  let map = StructureMap(prepared)
  let quantized = prepared.quantizedNodes.count
  let fused = prepared.nodes.count { $0.mode == .fused }
  return Figure(
    title: "\(quantized) outputs get a quantizer, one below every box",
    subtitle: "Expand and depthwise layers end in ReLU6; numbers count channels",
    footnote:
      "Read every column downward. Not drawn: \(fused) convolutions that share their ReLU6's quantizer, "
      + "and the paddings.",
    altText:
      "A grid of boxes, one column per block of MobileNetV2. Expand and depthwise layers end in ReLU6 and get "
      + "an unsigned quantizer, project layers and sums a signed one.",
    panel: Panel(
      x: .init(
        "", scale: .categories, range: -0.5...Double(max(map.columns.count, 1)) - 0.5,
        ticks: map.columns.enumerated().map { Axis.Tick(Double($0), shortName(of: $1)) },
        hasUprightTicks: true),
      y: .init(
        "", scale: .categories, range: -0.5...4.5,
        ticks: StructureMap.rows.enumerated().map { Axis.Tick(Double(4 - $0), $1) }),
      marks: map.marks))
}

private struct StructureMap {
  static let rows = ["other", "expand", "depthwise", "project", "add"]

  private struct Place {
    let column: Int
    let row: Int
    let channels: Int
    let isSigned: Bool
    var point: Point { Point(Double(column), Double(4 - row)) }
  }

  private(set) var columns: [String] = []
  private var places: [String: Place] = [:]
  private var names: [String] = []
  private let model: Model

  init(_ prepared: PreparedModel) {
    model = prepared.model
    for node in prepared.quantizedNodes {
      let name = blockName(of: node.name)
      if columns.last != name { columns.append(name) }
      names.append(node.name)
      places[node.name] = Place(
        column: columns.count - 1, row: StructureMap.row(node),
        channels: node.layer.outputShape[-1], isSigned: model.canBeNegative(node.name))
    }
  }

  private static func row(_ node: QuantizationNode) -> Int {
    let operation = node.layer.operation
    if case .activation(.reLU) = operation {
      return node.name.hasSuffix("depthwise_relu") ? 2 : 1
    }
    if operation == .add { return 4 }
    return operation.weights == nil || operation.weights?.layout == .dense ? 0 : 3
  }

  /// The quantized outputs that a node reads, through the layers that have no quantizer of their own.
  private func sources(of name: String) -> [String] {
    (model[name]?.inputs ?? []).flatMap { places[$0] == nil ? sources(of: $0) : [$0] }
  }

  /// Lines between boxes: the way through the network, and the inputs that are added to what was made of
  /// them.
  private var edges: (way: [Mark], skips: [Mark]) {
    var (way, skips): ([Mark], [Mark]) = ([], [])
    for name in names {
      guard let to = places[name] else { continue }
      for (index, source) in sources(of: name).enumerated() {
        guard let from = places[source] else { continue }
        let line = Mark.Shape.line([
          Point(from.point.x, from.point.y + 0.1), Point(to.point.x, to.point.y + 0.1),
        ])
        let isSkip = to.row == 4 && from.column != to.column
        if isSkip {
          let label = skips.isEmpty ? "input that is added again" : ""
          skips.append(Mark(label, line, look: Look(.ink, dash: .shortDashed)))
        } else {
          way.append(Mark(index == 0 && way.isEmpty ? "the way through" : "", line, look: .data))
        }
      }
    }
    return (way, skips)
  }

  var marks: [Mark] {
    let all = names.compactMap { places[$0] }
    func boxes(_ isSigned: Bool) -> [Mark.Box] {
      all.filter { $0.isSigned == isSigned }.map { place in
        let (x, y) = (place.point.x, place.point.y)
        return Mark.Box(x: x - 0.42...x + 0.42, y: y - 0.18...y + 0.36, text: "\(place.channels)")
      }
    }
    func quantizers(_ isSigned: Bool) -> [Point] {
      all.filter { $0.isSigned == isSigned }.map { Point($0.point.x, $0.point.y - 0.3) }
    }
    var signed = Look.series(1)
    signed.symbol = .diamond
    var unsigned = Look.series(0)
    unsigned.symbol = .circle
    let edges = edges
    return edges.way + edges.skips + [
      Mark("", .boxes(boxes(true)), look: Look(signed.hue)),
      Mark("", .boxes(boxes(false)), look: Look(unsigned.hue)),
      Mark("unsigned quantizer", .points(quantizers(false)), look: unsigned),
      Mark("signed quantizer", .points(quantizers(true)), look: signed),
    ]
  }
}
