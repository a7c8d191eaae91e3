import Plotting
import Quantization
import Support

/// What a quantizer does to every value: the staircase, and below it the error.
///
/// - Parameters:
///   - grid: The quantizer.
///   - threshold: Its threshold t.
///   - values: Values to mark.
///   - valuesName: What they are; “the ten values” or so when `nil`.
public func staircaseFigure(
  grid: UniformGrid, threshold: Double, values: [Double], named valuesName: String? = nil
) -> Figure {
  let lower = min(grid.lower, values.min() ?? 0, 0)
  let upper = max(threshold, values.max() ?? 0) * 1.06
  let low = lower < 0 ? lower * 1.06 : lower
  let axis = Axis("activation value x", range: low...upper)
  let stairs = staircase(grid, from: low, to: upper)
  let outside = values.filter { $0 < grid.lower || $0 > grid.upper }
  let look = QuantizationErrorMethod.mse.look
  let dot = Look(.ink, symbol: .circle)
  let name = valuesName ?? "the \(values.count) values"
  let worst = values.map { abs(grid($0) - $0) }.max() ?? 0
  let end = typeset(grid.upper)
  return Figure(
    title:
      "t = \(typeset(threshold)), \(grid.bitWidth) bits: the grid ends at \(end); beyond it "
      + (outside.isEmpty ? "no value" : "\(outside.count) of \(values.count) values"),
    subtitle:
      "Steps of \(typeset(grid.step)); the largest error is \(typeset(worst))",
    altText:
      "Above, a staircase that rises from 0 to \(end) and then stays flat; below, the error, a saw whose "
      + "last tooth grows without end.",
    content: .panels(
      [
        Panel(
          x: axis, y: .init("rounded value Q(x)"),
          marks: [
            Mark(
              "no quantizer", .line([Point(low, low), Point(upper, upper)]),
              look: Look(.soft, dash: .dotted)),
            Mark("quantizer", .line(stairs), look: look),
            Mark(name, .points(values.map { Point($0, grid($0)) }), look: dot),
          ], weight: 1.5),
        Panel(
          x: axis, y: .init("error Q(x) − x"),
          marks: [
            Mark("", .line([Point(low, 0), Point(upper, 0)]), look: Look(.soft, dash: .dotted)),
            Mark("quantizer", .line(sawtooth(stairs)), look: look),
            Mark(name, .points(values.map { Point($0, grid($0) - $0) }), look: dot),
          ]),
      ], .belowEachOther))
}

/// The corners of the staircase.
private func staircase(_ grid: UniformGrid, from lower: Double, to upper: Double) -> [Point] {
  let levels = grid.values
  var points = [Point(min(lower, levels[0]), levels[0])]
  for (a, b) in zip(levels, levels.dropFirst()) {
    points += [Point((a + b) / 2, a), Point((a + b) / 2, b)]
  }
  return points + [Point(upper, levels[levels.count - 1])]
}

/// The error along the staircase; its teeth fall straight, so the same corners do.
private func sawtooth(_ stairs: [Point]) -> [Point] { stairs.map { Point($0.x, $0.y - $0.x) } }
