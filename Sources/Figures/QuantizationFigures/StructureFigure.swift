import Graph
import Plotting
import PostTrainingQuantization
import Support

/// The network as a grid, one column per block, with a mark wherever a quantizer will sit.
public func structureFigure(_ prepared: PreparedModel) -> Figure {
  let map = StructureMap(prepared)
  let signed = map.places.count(where: \.isSigned)
  let (inside, float) = (
    prepared.nodes.count { $0.mode == .fused }, prepared.nodes.count { $0.mode == .float }
  )
  let hidden = [
    inside > 0 ? "\(counted(inside, "layer")) fused with the next" : "",
    float > 0 ? "\(counted(float, "layer")) without quantizer" : "",
  ].filter { !$0.isEmpty }
  let last = Double(map.rows.count - 1)
  return Figure(
    title:
      "\(counted(map.places.count, "output")) \(map.places.count == 1 ? "gets" : "get") a quantizer: "
      + "\(map.places.count - signed) unsigned, \(signed) signed",
    subtitle: "Every box is a quantized output. The mark below the box is its quantizer.",
    footnote: "Read every column downward."
      + (hidden.isEmpty ? "" : " Not drawn: \(hidden.joined(separator: ", "))."),
    altText:
      "A grid of boxes, one column per block of the network, one row per kind of layer: "
      + "\(map.rows.joined(separator: ", ")). Below every box stands the mark of its quantizer: "
      + "\(map.places.count - signed) circles for outputs without negative values, \(signed) diamonds for "
      + "outputs with both signs.",
    panel: Panel(
      x: .init(
        "", scale: .categories, range: -0.5...Double(max(map.columns.count, 1)) - 0.5,
        ticks: map.ticks, hasUprightTicks: true, names: .init("block", map.columns)),
      y: .init(
        "", scale: .categories, range: -0.75...last + 0.5,
        ticks: map.rows.enumerated().map { Axis.Tick(last - Double($0), $1) },
        names: .init("kind of layer", map.rows.reversed())),
      marks: map.marks))
}

/// Where the boxes stand: a column per block, a row per kind of layer.
private struct StructureMap {
  struct Place {
    let node: String
    let column: Int
    let row: Int
    let channels: Int
    let isSigned: Bool
  }

  /// The kinds of layers, from top to bottom.
  private(set) var rows: [String] = []
  /// The block of every column.
  private(set) var columns: [String] = []
  private(set) var places: [Place] = []
  private let kinds: [String: LayerKind]
  private let model: Model

  init(_ prepared: PreparedModel) {
    model = prepared.model
    let nodes = prepared.quantizedNodes
    var kinds = Dictionary(
      uniqueKeysWithValues: nodes.map { ($0.name, LayerKind($0.name, in: prepared.model)) })
    // A kind with a row of its own occurs more than twice.
    for kind in LayerKind.allCases where kinds.values.count(where: { $0 == kind }) < 3 {
      for (name, own) in kinds where own == kind { kinds[name] = .other }
    }
    self.kinds = kinds
    let used = LayerKind.allCases.filter { kind in kinds.values.contains(kind) }
    rows = used.map(\.rawValue)
    let groups = NodeGroups(nodes.map(\.name))
    for group in groups.groups {
      // Every column is read downward: where a block goes up again, another column begins.
      var previous = Int.max
      for node in group.nodes.map({ nodes[$0] }) {
        let row = used.firstIndex { $0 == kinds[node.name] } ?? 0
        if row <= previous { columns.append(group.name) }
        previous = row
        places.append(
          Place(
            node: node.name, column: columns.count - 1, row: row,
            channels: node.layer.outputShape[-1], isSigned: model.canBeNegative(node.name)))
      }
    }
  }

  /// A label over the middle of every block's columns.
  var ticks: [Axis.Tick] {
    var ticks: [Axis.Tick] = []
    var start = 0
    for column in columns.indices
    where column + 1 == columns.count || columns[column + 1] != columns[column] {
      ticks.append(.init(Double(start + column) / 2, shortened(columns[column])))
      start = column + 1
    }
    return ticks
  }

  private func point(_ place: Place) -> Point {
    Point(Double(place.column), Double(rows.count - 1 - place.row))
  }

  /// For every node the positions of the quantized outputs that it reads, through the layers that have no
  /// quantizer of their own; each once, in the order in which they are met.
  ///
  /// Layer by layer. Path by path, n sums without quantizers behind one another would take 2ⁿ steps.
  private var sources: [String: [Int]] {
    let positions = Dictionary(
      uniqueKeysWithValues: places.enumerated().map { ($1.node, $0) })
    var sources: [String: [Int]] = [:]
    for layer in model.layers {
      var seen: Set<Int> = []
      sources[layer.name] = layer.inputs.flatMap { input in
        positions[input].map { [$0] } ?? sources[input] ?? []
      }.filter { seen.insert($0).inserted }
    }
    return sources
  }

  /// Lines between boxes: the way through the network, and the inputs that are added to what was made of
  /// them.
  private var edges: (way: [Mark], skips: [Mark]) {
    var (way, skips): ([Mark], [Mark]) = ([], [])
    let sources = sources
    for (position, to) in places.enumerated() {
      for source in sources[to.node] ?? [] {
        let (from, isNext) = (places[source], source == position - 1)
        if kinds[to.node] == .add, !isNext {
          let label = skips.isEmpty ? "to an output that adds it" : ""
          skips.append(
            Mark(label, .line(skip(point(from), point(to))), look: Look(.ink, dash: .shortDashed)))
        } else {
          let label = way.isEmpty ? "from an output to the next" : ""
          way.append(Mark(label, .line([point(from), point(to)]), look: .data))
        }
      }
    }
    return (way, skips)
  }

  /// A straight line between rows; within a row one that leads below the boxes, where it can be seen.
  private func skip(_ from: Point, _ to: Point) -> [Point] {
    guard from.y == to.y else { return [from, to] }
    let (left, right) = (from.x + 0.27, to.x - 0.27)
    return [
      Point(left, from.y), Point(left, from.y - 0.58), Point(right, from.y - 0.58),
      Point(right, from.y),
    ]
  }

  var marks: [Mark] {
    func boxes(_ isSigned: Bool) -> [Mark.Box] {
      places.filter { $0.isSigned == isSigned }.map { place in
        let (x, y) = (point(place).x, point(place).y)
        return Mark.Box(
          x: x - 0.42...x + 0.42, y: y - 0.27...y + 0.35, text: "\(place.channels)",
          name: place.node)
      }
    }
    func quantizers(_ isSigned: Bool) -> [Point] {
      places.filter { $0.isSigned == isSigned }.map { Point(point($0).x, point($0).y - 0.42) }
    }
    let note = "Numbers count channels."
    let edges = edges
    return edges.way + edges.skips + [
      Mark("values of both signs", .boxes(boxes(true)), look: Look(.soft), textNote: note),
      Mark("no negative values", .boxes(boxes(false)), look: Look(.soft, isHollow: true)),
      Mark(
        "unsigned quantizer", .points(quantizers(false)),
        look: Look(.ink, symbol: .circle, isHollow: true)),
      Mark("signed quantizer", .points(quantizers(true)), look: Look(.ink, symbol: .diamond)),
    ]
  }
}

/// What a quantized output comes from.
private enum LayerKind: String, CaseIterable {
  case other
  case convolution
  case expand
  case depthwise
  case project
  case add
  case concatenate

  /// Told from the operation behind the output and from its neighbours, not from names.
  init(_ name: String, in model: Model) {
    let source = LayerKind.source(of: name, in: model)
    switch source?.operation {
    case .add: self = .add
    case .concatenate: self = .concatenate
    case .depthwiseConvolution: self = .depthwise
    case .convolution(let convolution):
      let isPointwise = convolution.kernel.shape[0] == 1 && convolution.kernel.shape[1] == 1
      let widens = convolution.kernel.shape[3] > convolution.kernel.shape[2]
      let followsDepthwise =
        source?.inputs.first.flatMap { LayerKind.source(of: $0, in: model) }?.operation.isDepthwise
        == true
      if isPointwise, widens, !followsDepthwise, LayerKind.feedsDepthwise(name, in: model) {
        self = .expand
      } else if isPointwise, !widens, followsDepthwise {
        self = .project
      } else {
        self = .convolution
      }
    default: self = .other
    }
  }

  /// The layer that computes an output, behind its activation.
  private static func source(of name: String, in model: Model) -> Layer? {
    var layer = model[name]
    while let found = layer {
      switch found.operation {
      case .activation(.softmax), .activation(.sigmoid), .activation(.tanh): return found
      case .activation, .identity, .zeroPadding, .batchNormalization:
        layer = found.inputs.first.flatMap { model[$0] }
      default: return found
      }
    }
    return nil
  }

  private static func feedsDepthwise(_ name: String, in model: Model) -> Bool {
    model.consumers(of: name).contains { consumer in
      guard let layer = model[consumer] else { return false }
      if case .zeroPadding = layer.operation { return feedsDepthwise(consumer, in: model) }
      return layer.operation.isDepthwise
    }
  }
}

extension Operation {
  fileprivate var isDepthwise: Bool {
    if case .depthwiseConvolution = self { true } else { false }
  }
}
