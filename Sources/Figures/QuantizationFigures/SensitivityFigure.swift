import Evaluation
import Plotting
import Support

/// The outputs that make most noise in the logits when they alone are rounded, and what is gained when they alone are
/// not.
///
/// - Parameters:
///   - report: What rounding every output costs.
///   - count: How many outputs are drawn.
///   - title: How the network is quantized, such as `MSE 8 bit`.
///   - source: Where the numbers come from.
public func sensitivityFigure(
  _ report: SensitivityReport, first count: Int = 15, title: String, source: String = ""
) -> Figure {
  let worst = Array(report.ranked.prefix(count))
  let shares = worst.map { 100 * report.share(of: $0) }
  let gains = worst.enumerated().compactMap { index, output in
    report.gain(of: output).flatMap { $0.isFinite ? Point(Double(index), $0) : nil }
  }
  let ticks = worst.enumerated().map { Axis.Tick(Double($0), OutputColumns.label(of: $1.node)) }
  let range = -0.5...Double(max(worst.count, 1)) - 0.5
  func axis(_ label: String) -> Axis {
    Axis(
      label, scale: .categories, range: range, ticks: ticks, hasUprightTicks: true,
      names: .init("output", worst.map(\.node)))
  }
  let three = fixed(shares.prefix(3).reduce(0, +), digits: 0)
  let pictures = report.unrounded.predictions.count
  let first = worst.first?.node ?? ""
  let sentence =
    "\(title): the three worst outputs, \(first) first, make \(three) % of the noise of all "
    + "\(report.outputs.count)"
  return Figure(
    title: sentence,
    subtitle:
      "On \(counted(pictures, "picture")). Top: only this output is rounded. Bottom: all but this one are",
    footnote: "Noise is the sum of squared changes of the logits. 3 dB more is half the noise."
      + beyondTheAxis(worst, in: report),
    altText:
      "Two plots over the \(worst.count) worst outputs: each one's part of the noise, and the decibels gained without "
      + "its rounding. \(sentence).",
    source: source,
    content: .panels(
      [
        Panel(
          title: "Rounded alone", x: axis(""),
          y: Axis("part of the noise (%)", range: 0...max((shares.max() ?? 1) * 1.1, 1e-9)),
          marks: [
            Mark("", bars(shares), look: .data)
          ]),
        Panel(
          title: "All but this one rounded", x: axis(""),
          y: Axis("gain (dB)", range: gainRange(gains.map(\.y))),
          marks: [Mark("", .points(gains), look: .series(0))]),
      ], .belowEachOther))
}

/// Bars with room between them: every second one has no height.
private func bars(_ heights: [Double]) -> Mark.Shape {
  .bars(
    edges: heights.indices.flatMap { [Double($0) - 0.35, Double($0) + 0.35] },
    heights: Array(heights.map { [$0, 0] }.joined().dropLast()))
}

/// The outputs that have no point among the gains because their gain is no finite number, as sentences.
private func beyondTheAxis(_ outputs: [OutputSensitivity], in report: SensitivityReport) -> String {
  let gains = outputs.compactMap { output in report.gain(of: output).map { (output.node, $0) } }
  let silent = gains.filter { $0.1 == .infinity }.map(\.0)
  let others = gains.filter { !$0.1.isFinite && $0.1 != .infinity }.map(\.0)
  var text = ""
  if !silent.isEmpty {
    let names = silent.joined(separator: ", or without rounding ")
    text += " No noise is left without rounding \(names): there is no point for an infinite gain."
  }
  if !others.isEmpty {
    text += " Of \(listed(others)) no gain can be told: there is no point."
  }
  return text
}

/// From 0, or below where there are losses, to a little above the largest gain.
private func gainRange(_ gains: [Double]) -> ClosedRange<Double> {
  let lower = min(gains.min() ?? 0, 0)
  let upper = max(gains.max() ?? 0, lower + 0.1)
  let room = 0.1 * (upper - lower)
  return (lower < 0 ? lower - room : 0)...upper + room
}
