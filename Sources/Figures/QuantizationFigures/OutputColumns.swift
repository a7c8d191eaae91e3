import Plotting

/// Outputs as columns of a figure: some of a network's nodes, in its order, and how the axis below names them. The CSV
/// file has the whole names.
struct OutputColumns {
  /// All nodes of the network that have a threshold.
  let nodes: [String]
  /// The positions of those that have a column.
  let columns: [Int]
  /// Whether every column has a label of its own.
  let isNamed: Bool

  /// - Parameter namesEach: Whether every column has a label of its own, where there is room for that.
  init(_ nodes: [String], _ columns: [Int], namesEach: Bool) {
    self.nodes = nodes
    self.columns = columns
    isNamed = namesEach && columns.count <= 24
  }

  /// The axis below the columns.
  var axis: Axis {
    Axis(
      "", scale: .categories, range: -0.5...Double(max(columns.count, 1)) - 0.5,
      ticks: isNamed ? nodeTicks : groupTicks, hasUprightTicks: true,
      names: .init("output", columns.map { nodes[$0] }))
  }

  /// Lines under the columns of the groups that the labels name; none where columns have their own.
  var brackets: [Mark] {
    guard !isNamed else { return [] }
    let boxes = groups.map { group in
      Mark.Box(
        x: Double(group.nodes.lowerBound) - 0.4...Double(group.nodes.upperBound - 1) + 0.4,
        y: -0.5 ... -0.44)
    }
    return [Mark("", .boxes(boxes), look: Look(.soft))]
  }

  /// The parts of the network that the columns belong to, in places of these columns.
  private var groups: [NodeGroups.Group] {
    let all = NodeGroups(nodes)
    return columns.enumerated().reduce(into: []) { groups, entry in
      let name = all.groups[all.index(of: entry.element)].name
      if let last = groups.last, last.name == name {
        groups[groups.count - 1].nodes = last.nodes.lowerBound..<entry.offset + 1
      } else {
        groups.append(.init(name: name, nodes: entry.offset..<entry.offset + 1))
      }
    }
  }

  /// One label per group, over the middle of its columns.
  private var groupTicks: [Axis.Tick] {
    groups.map { group in
      let middle = Double(group.nodes.lowerBound + group.nodes.upperBound - 1) / 2
      return Axis.Tick(middle, shortened(group.name))
    }
  }

  private var nodeTicks: [Axis.Tick] {
    columns.enumerated().map { Axis.Tick(Double($0), OutputColumns.label(of: nodes[$1])) }
  }

  /// A name that leaves room for data above it. Long names often begin alike, so it is the middle that is left out.
  static func label(of node: String) -> String {
    node.count <= longestLabel ? node : "\(node.prefix(13))…\(node.suffix(14))"
  }

  /// As many letters as the longest of MobileNetV2's names.
  private static let longestLabel = 28
}

extension ColorScale {
  /// For thresholds that are compared with others: half, the same, twice.
  ///
  /// - Parameter quantity: What is divided by what.
  static func ratios(_ quantity: String) -> ColorScale {
    let stops = [
      (0.25, "a quarter or less"), (0.5, "half"), (1, "the same"), (2, "twice"),
      (4, "four times or more"),
    ]
    .map { ColorScale.Stop($0.0, $0.1) }
    return ColorScale(.diverging, stops: stops, isLogarithmic: true, quantity: quantity)
  }
}
