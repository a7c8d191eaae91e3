import Graph
import Plotting
import PostTrainingQuantization

/// The network as a grid, one column per block, with a mark wherever a quantizer will sit.
public func structureFigure(_ prepared: PreparedModel) -> Figure {
  let map = StructureMap(prepared)
  let quantized = prepared.quantizedNodes.count
  let fused = prepared.nodes.count { $0.mode == .fused }
  return Figure(
    title: "\(prepared.nodes.count) nodes, \(quantized) quantizers: every box ends in one",
    subtitle: "The number is that of channels; width narrows and widens from block to block",
    footnote:
      "The \(fused) convolutions in front of a ReLU6 share its quantizer and are not drawn.",
    altText:
      "A grid of boxes, one column per block of MobileNetV2. Wide layers end in ReLU6 and get an unsigned "
      + "quantizer, narrow layers and sums a signed one.",
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
  static let rows = ["ends", "widen, ReLU6", "filter, ReLU6", "narrow", "add"]

  private struct Place {
    let column: Int
    let row: Int
    let channels: Int
    let isSigned: Bool
    var point: Point { Point(Double(column), Double(4 - row)) }
  }

  private(set) var columns: [String] = []
  private var places: [Place] = []

  init(_ prepared: PreparedModel) {
    for node in prepared.quantizedNodes {
      let name = blockName(of: node.name)
      if columns.last != name { columns.append(name) }
      places.append(
        Place(
          column: columns.count - 1, row: StructureMap.row(node),
          channels: node.layer.outputShape[-1], isSigned: StructureMap.isSigned(node)))
    }
  }

  private static func row(_ node: QuantizationNode) -> Int {
    switch node.layer.operation {
    case .reLU: node.name.hasSuffix("depthwise_relu") ? 2 : 1
    case .convolution, .depthwiseConvolution: 3
    case .add: 4
    default: 0
    }
  }

  /// Whether values below zero can come out.
  private static func isSigned(_ node: QuantizationNode) -> Bool {
    switch node.layer.operation {
    case .reLU, .softmax, .globalAveragePooling: false
    default: true
    }
  }

  var marks: [Mark] {
    func boxes(_ isSigned: Bool) -> [Mark.Box] {
      places.filter { $0.isSigned == isSigned }.map { place in
        let (x, y) = (place.point.x, place.point.y)
        return Mark.Box(x: x - 0.42...x + 0.42, y: y - 0.18...y + 0.36, text: "\(place.channels)")
      }
    }
    func quantizers(_ isSigned: Bool) -> [Point] {
      places.filter { $0.isSigned == isSigned }.map { Point($0.point.x, $0.point.y - 0.3) }
    }
    var signed = Look.series(1)
    signed.symbol = .diamond
    var unsigned = Look.series(0)
    unsigned.symbol = .circle
    return [
      Mark("", .line(places.map { Point($0.point.x, $0.point.y + 0.1) }), look: Look(.data)),
      Mark("", .boxes(boxes(true)), look: Look(signed.hue)),
      Mark("", .boxes(boxes(false)), look: Look(unsigned.hue)),
      Mark("unsigned quantizer, behind ReLU6", .points(quantizers(false)), look: unsigned),
      Mark("signed quantizer", .points(quantizers(true)), look: signed),
    ]
  }
}
