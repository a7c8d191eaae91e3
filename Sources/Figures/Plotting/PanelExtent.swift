/// The values that decide the ranges of a panel's axes.
struct PanelExtent {
  private(set) var xs: [Double] = []
  private(set) var ys: [Double] = []

  init(_ panel: Panel) {
    xs = panel.rules.flatMap { [$0.x] + ($0.mirror.map { [$0] } ?? []) }
    for mark in panel.marks { add(mark.shape, isLinear: panel.y.scale == .linear) }
  }

  private mutating func add(_ shape: Mark.Shape, isLinear: Bool) {
    switch shape {
    case .bars(let edges, let heights):
      xs += edges
      ys += heights.filter { $0 > 0 } + (isLinear ? [0] : [])
    case .line(let points), .points(let points):
      xs += points.map(\.x)
      ys += points.map(\.y)
    case .intervals(let points, let intervals):
      xs += points.map(\.x)
      ys += intervals.flatMap { [$0.lowerBound, $0.upperBound] }
    case .stacks(let values):
      xs += values
      ys += [0, Double(Dictionary(grouping: values) { $0 }.values.map(\.count).max() ?? 0) + 0.5]
    case .band: break
    case .ticks(let values, let open): xs += values + open
    case .cells(let cells, _):
      xs += cells.map { Double($0.x) }
      ys += cells.map { Double($0.y) }
    case .boxes(let boxes):
      xs += boxes.flatMap { [$0.x.lowerBound, $0.x.upperBound] }
      ys += boxes.flatMap { [$0.y.lowerBound, $0.y.upperBound] }
    }
  }
}
