import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// What a quantizer does to some values: the values, a dot for each, the staircase below them, and the error.
///
/// - Parameters:
///   - grid: The quantizer.
///   - threshold: Its threshold t.
///   - values: All values.
public func staircaseFigure(grid: UniformGrid, threshold: Double, values: [Double]) -> Figure {
  let outside = values.count { $0 < grid.lower || $0 > grid.upper }
  let different = Set(values).sorted()
  let map = StaircaseMap(grid, threshold: threshold, ends: values)
  let worst = values.map { abs(grid($0) - $0) }.max() ?? 0
  let tallest = Dictionary(grouping: values) { $0 }.values.map(\.count).max() ?? 1
  return map.figure(
    name: "t = \(typeset(threshold)), \(counted(grid.bitWidth, "bit"))",
    outside: "\(outside == 0 ? "none" : "\(outside)") of \(counted(values.count, "value")) "
      + (outside < 2 ? "lies" : "lie"),
    subtitle: "steps of \(typeset(grid.step)); the largest error is \(typeset(worst))",
    marked: different, markedName: "",
    above: Panel(
      x: map.axis,
      y: .init(
        "number of values", range: 0...max(Double(tallest), 1),
        ticks: [.init(0, "0"), .init(Double(tallest), "\(tallest)")]),
      marks: [Mark("one value", .stacks(values), look: Look(.ink))], weight: 0.9))
}

/// What the quantizer of a node's output does, and how many of the values that calibration saw lie beyond
/// its grid.
///
/// - Parameters:
///   - node: The node's name.
///   - parameters: The quantizer.
///   - ledger: What calibration saw.
public func staircaseFigure(
  node: String, parameters: ActivationQuantizationParameters, ledger: CalibrationLedger
) -> Figure {
  let grid = parameters.grid
  let ends = ledger.statistics[node].map { [$0.minimum, $0.maximum] } ?? []
  let count = ledger.statistics[node]?.valueCount ?? 0
  let histogram = ledger.histogram(of: node)
  let share = ThresholdSearch.clippedShare(of: parameters, on: histogram)
  let threshold = parameters.range.magnitude
  // A threshold to its last digit, as its grid is drawn.
  let range =
    parameters.range.threshold.map { "t = \(typeset($0))" } ?? parameters.range.text
  let outside = "\(share == 0 ? "none" : percent(share)) of \(counted(count, "value")) "
  // Inside of the grid half a step at most, beyond its ends what is missing.
  let worst = ([grid.step / 2] + ends.map { abs(grid($0) - $0) }).max() ?? 0
  return StaircaseMap(grid, threshold: threshold, ends: ends).figure(
    name: "\(node), \(range), \(counted(grid.bitWidth, "bit"))",
    outside: histogram.hasValues ? outside + (share == 0 ? "lies" : "lie") : nil,
    subtitle:
      "\(counted(ledger.images.count, "image")); steps of \(typeset(grid.step)); errors up to "
      + typeset(worst, digits: 4),
    marked: ends, markedName: "smallest and largest value seen", subject: node,
    source: "calibration \(ledger.digest)")
}

/// A staircase and its error over one axis.
private struct StaircaseMap {
  let grid: UniformGrid
  let axis: Axis
  private let low: Double
  private let upper: Double

  init(_ grid: UniformGrid, threshold: Double, ends: [Double]) {
    self.grid = grid
    let lower = min(grid.lower, ends.min() ?? 0, 0)
    upper = max(threshold, ends.max() ?? 0) * 1.06
    low = lower < 0 ? lower * 1.06 : lower
    axis = Axis("activation value x", range: low...upper)
  }

  func figure(
    name: String, outside: String?, subtitle: String, marked: [Double], markedName: String,
    subject: String = "", source: String = "", above: Panel? = nil
  ) -> Figure {
    let end = typeset(grid.upper)
    let beyond = outside.map { " Of the values, \($0) beyond the grid." } ?? ""
    let dot = Look(.ink, symbol: markedName.isEmpty ? .circle : .triangle)
    let look = Look(.ink)
    let steps = stairs(from: low, to: upper)
    func marks(_ zero: Mark, _ line: [Point], _ height: (Double) -> Double) -> [Mark] {
      [
        zero, Mark("quantizer", .line(line), look: look),
        Mark(markedName, .points(marked.map { Point($0, height($0)) }), look: dot),
      ]
    }
    let diagonal = Mark(
      "no quantizer", .line([Point(low, low), Point(upper, upper)]),
      look: Look(.soft, dash: .dotted))
    let level = Mark(
      "", .line([Point(low, 0), Point(upper, 0)]), look: Look(.soft, dash: .dotted))
    return Figure(
      title: "\(name): the grid ends at \(end)" + (outside.map { "; \($0) beyond it" } ?? ""),
      subtitle: subtitle.prefix(1).uppercased() + subtitle.dropFirst(),
      altText:
        "A staircase that rises to \(end) and then stays flat; below it the error, a saw whose last tooth "
        + "grows without end." + beyond,
      subject: subject, source: source,
      content: .panels(
        (above.map { [$0] } ?? []) + [
          Panel(
            x: axis, y: .init("rounded value Q(x)"), marks: marks(diagonal, steps) { grid($0) },
            weight: 1.5),
          Panel(
            x: axis, y: .init("error Q(x) − x"),
            marks: marks(level, steps.map { Point($0.x, $0.y - $0.x) }) { grid($0) - $0 }),
        ], .belowEachOther))
  }

  /// The corners of the staircase. The error's teeth fall straight, so they have the same corners.
  private func stairs(from lower: Double, to upper: Double) -> [Point] {
    let levels = grid.values
    var points = [Point(min(lower, levels[0]), levels[0])]
    for (a, b) in zip(levels, levels.dropFirst()) {
      points += [Point((a + b) / 2, a), Point((a + b) / 2, b)]
    }
    return points + [Point(upper, levels[levels.count - 1])]
  }
}
