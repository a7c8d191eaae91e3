/// Places the labels of rules in rows above a plot, so that no label covers another one or a line that
/// reaches up to a higher row.
///
/// A label stands to the right of its line, to the left of it, or, where neither fits, above its end.
struct RuleLabels {
  enum Side: CaseIterable { case right, left, above }

  struct Placement: Equatable {
    /// The label's left edge.
    var left: Double
    /// The row, counted from the plot upwards.
    var row: Int
    /// Whether the line ends below the label instead of beside it.
    var isAbove: Bool
  }

  /// One per label.
  let placements: [Placement]
  /// How many rows there are.
  let rows: Int
  /// Whether all labels are inside the room, and no line crosses one.
  let isClean: Bool

  /// - Parameters:
  ///   - labels: Where the lines are, and how wide the labels are.
  ///   - bounds: The room for labels.
  ///   - gap: The room between a line and its label.
  init(_ labels: [(x: Double, width: Double)], bounds: ClosedRange<Double>, gap: Double) {
    var best: (cost: Int, placements: [Placement], rows: Int)?
    for sides in RuleLabels.choices(labels.count) {
      let spans = zip(labels, sides).map { label, side in
        RuleLabels.span(label, side, bounds: bounds, gap: gap)
      }
      var cost = zip(sides, spans).reduce(0) { sum, pair in
        let price = pair.0 == .right ? 0 : pair.0 == .left ? 1 : 4
        let isOutside =
          pair.1.lowerBound < bounds.lowerBound - 1e-6
          || pair.1.upperBound > bounds.upperBound + 1e-6
        return sum + price + (isOutside ? 1000 : 0)
      }
      guard let rows = RuleLabels.rows(spans, lines: labels.map(\.x), gap: gap) else { continue }
      let count = (rows.max() ?? -1) + 1
      cost += 10 * count
      if cost < best?.cost ?? .max {
        let placements = zip(zip(spans, rows), sides).map {
          Placement(left: $0.0.lowerBound, row: $0.1, isAbove: $1 == .above)
        }
        best = (cost, placements, count)
      }
    }
    if let best, best.cost < 1000 {
      (placements, rows, isClean) = (best.placements, best.rows, true)
      return
    }
    // Where lines and labels are in each other's way whatever the order, labels at least never meet.
    isClean = labels.isEmpty
    rows = labels.count
    placements =
      labels.enumerated().map { index, label in
        let span = RuleLabels.span(label, .above, bounds: bounds, gap: gap)
        return Placement(left: span.lowerBound, row: index, isAbove: true)
      }
  }

  /// Every way to choose a side for every label; beyond six labels only the likely ones.
  private static func choices(_ count: Int) -> [[Side]] {
    var result: [[Side]] = [[]]
    for index in 0..<count {
      let sides: [Side] = index < 6 ? Side.allCases : [.above]
      result = result.flatMap { choice in sides.map { choice + [$0] } }
    }
    return result
  }

  private static func span(
    _ label: (x: Double, width: Double), _ side: Side, bounds: ClosedRange<Double>, gap: Double
  ) -> ClosedRange<Double> {
    let left: Double =
      switch side {
      case .right: label.x + gap
      case .left: label.x - gap - label.width
      case .above:
        max(min(label.x - label.width / 2, bounds.upperBound - label.width), bounds.lowerBound)
      }
    return left...left + label.width
  }

  /// The rows, or `nil` when every order makes some line cross some label.
  private static func rows(
    _ spans: [ClosedRange<Double>], lines: [Double], gap: Double
  ) -> [Int]? {
    // A label that covers another one's line must stand above that line's end.
    func covers(_ a: Int, _ b: Int) -> Bool {
      a != b && lines[b] > spans[a].lowerBound - gap / 2
        && lines[b] < spans[a].upperBound + gap / 2
        && abs(lines[a] - lines[b]) > gap / 2
    }
    func meets(_ a: Int, _ b: Int) -> Bool {
      spans[a].lowerBound < spans[b].upperBound + 2 * gap
        && spans[b].lowerBound < spans[a].upperBound + 2 * gap
    }
    var rows = [Int?](repeating: nil, count: spans.count)
    var left = Set(spans.indices)
    while !left.isEmpty {
      // The lowest labels first: those that need not stand above one that has no row yet.
      guard let next = left.sorted().first(where: { a in !left.contains { covers(a, $0) } })
      else { return nil }
      var row = 0
      for other in spans.indices {
        guard let taken = rows[other] else { continue }
        if covers(next, other) || meets(next, other) { row = max(row, taken + 1) }
      }
      rows[next] = row
      left.remove(next)
    }
    return rows.compactMap { $0 }
  }
}
