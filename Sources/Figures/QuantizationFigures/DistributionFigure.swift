import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// The distribution of one activation, with the thresholds that methods chose for it.
///
/// Counts are logarithmic, because the tail decides. The values that the first method clips have its
/// colour; the ticks below the axis are the values of its grid.
///
/// - Parameters:
///   - node: The node's name.
///   - ledger: What calibration saw.
///   - results: What the methods chose; equal choices share a line.
public func distributionFigure(
  node: String, ledger: CalibrationLedger, results: [ThresholdSearchResult]
) -> Figure {
  let statistics = ledger.statistics[node]
  let histogram = ledger.histogram(of: node)
  let bars = VisualHistogram(histogram)
  let all = RangeGroups(results)
  var marks = [Mark("", .bars(edges: bars.edges, heights: bars.counts), look: .data)]
  var footnote = ""
  if let first = results.first {
    let grid = first.parameters.grid
    let share = ThresholdSearch.clippedShare(of: first.parameters, on: histogram)
    let isGiven = first.reason == .given
    let look = isGiven ? Look(.ink) : first.errorMethod.look
    if share > 0 {
      let name = isGiven ? first.parameters.range.givenName : first.errorMethod.title
      marks.append(
        Mark(
          "clipped by \(name): \(percent(share))",
          .bars(edges: bars.edges, heights: bars.counts(outside: grid)), look: Look(look.hue)))
    }
    let ticks = GridTicks(grid, range: first.parameters.range)
    marks.append(Mark("", .ticks(ticks.values, open: ticks.missing), look: look))
    footnote = ticks.description(
      of: isGiven ? "the given grid" : "\(first.errorMethod.title)'s grid")
  }
  if let statistics {
    marks.append(
      Mark(
        "smallest and largest value seen",
        .points([Point(statistics.minimum, 0), Point(statistics.maximum, 0)]),
        look: Look(.ink, symbol: .triangle)))
  }
  let rules = all.groups.map { group -> Rule in
    let share = ThresholdSearch.clippedShare(of: group.results[0].parameters, on: histogram)
    let names = group.names
    let details = [group.text] + (histogram.hasValues ? ["clips \(percent(share))"] : [])
    switch group.range {
    case .threshold(let threshold, let isSigned):
      return Rule(threshold, mirror: isSigned ? -threshold : nil, names: names, details: details)
    case .interval(let minimum, let maximum):
      return Rule(maximum, mirror: minimum, names: names, details: details)
    }
  }
  let tallest = bars.counts.max() ?? 1
  return Figure(
    title: DistributionSentence(node, results, histogram: histogram, statistics: statistics).text,
    subtitle: distributionSubtitle(ledger, statistics, results.first?.parameters),
    footnote: footnote,
    altText:
      "A histogram of the values of \(node) with vertical lines at the thresholds: \(all.sentence).",
    subject: node, source: "calibration \(ledger.digest)",
    panel: Panel(
      x: .init("activation value", range: bars.range(with: rules)),
      y: .init(
        "values per bar, logarithmic", scale: .log10, range: 0.7...max(tallest * 1.4, 2),
        showsZero: true),
      marks: marks, rules: rules))
}

/// The same distribution in the tutorial's own form: linear counts, 100 bars, one dashed line per method.
///
/// Only the colours are the workbook's: a method keeps its own in every figure.
public func tutorialFigure(
  node: String, ledger: CalibrationLedger, results: [ThresholdSearchResult]
) -> Figure {
  let histogram = ledger.histogram(of: node)
  let bars = VisualHistogram(histogram, bars: 100)
  let tallest = bars.counts.max() ?? 1
  var marks = [
    Mark("activation values", .bars(edges: bars.edges, heights: bars.counts), look: .data)
  ]
  let isGiven = RangeGroups(results).given != nil
  // A range that is given is one line, and no method's.
  for result in isGiven ? Array(results.prefix(1)) : results {
    let threshold = result.parameters.range.magnitude
    let text = threshold < 0.01 ? typeset(threshold) : fixed(threshold, digits: 2)
    let name = isGiven ? "given" : "QuantizationErrorMethod.\(result.errorMethod.title)"
    marks.append(
      Mark(
        "\(name): \(text)",
        .line([Point(threshold, 0), Point(threshold, tallest * 1.05)]),
        look: Look(isGiven ? .ink : result.errorMethod.look.hue, dash: .dashed)))
  }
  let furthest = results.map(\.parameters.range.magnitude).max() ?? bars.edges[0]
  let reach = max(furthest, bars.edges.last ?? 1)
  let room = 0.03 * (reach - bars.edges[0])
  // A bar of less than this part of the tallest is thinner than the axis.
  let low = bars.counts.count { $0 > 0 && $0 < tallest / 200 }
  let all = bars.counts.count { $0 > 0 }
  let sentence =
    low > 0
    ? "\(low) of \(counted(all, "bar")) are too low to be seen"
    : all > 0 ? "every bar can be seen" : "no values were counted"
  return Figure(
    title: "\(node) as the tutorial draws it: \(sentence)",
    subtitle: "\(counted(ledger.images.count, "image")); counts are linear",
    altText: "A histogram of \(node) with linear counts; \(sentence).",
    subject: node, source: "calibration \(ledger.digest)",
    panel: Panel(
      x: .init("Activation Value", range: bars.edges[0] - room...reach + room),
      y: .init("Frequency (values per bar)", range: 0...tallest * 1.05), marks: marks))
}

private func distributionSubtitle(
  _ ledger: CalibrationLedger, _ statistics: NodeStatistics?,
  _ parameters: ActivationQuantizationParameters?
) -> String {
  guard let statistics, let parameters else { return counted(ledger.images.count, "image") }
  let sign = parameters.range.isSigned ? "signed" : "unsigned"
  let ends = [statistics.minimum, statistics.maximum].map { typeset($0, digits: 2) }
  return "\(counted(statistics.valueCount, "value")) from \(ends[0]) to \(ends[1]) in "
    + "\(counted(ledger.images.count, "image")); \(parameters.bitWidth) bits, \(sign)"
}

/// The values of a grid, thinned so that they can be seen apart.
private struct GridTicks {
  let values: [Double]
  let missing: [Double]
  private let grid: UniformGrid
  private let step: Int

  init(_ grid: UniformGrid, range: QuantizationRange) {
    let all = grid.values
    var step = 1
    while all.count / step > 64 { step *= 2 }
    self.grid = grid
    self.step = step
    values = stride(from: 0, to: all.count, by: step).map { all[$0] }
    missing = range.threshold.map { [$0] } ?? []
  }

  func description(of name: String) -> String {
    let count = 1 << grid.bitWidth
    let which =
      switch step {
      case 1: "Every one"
      case 2: "Every second"
      case 4: "Every fourth"
      default: "One in \(step)"
      }
    let ends = [grid.lower, grid.upper].map { typeset($0) }
    let ring = missing.isEmpty ? "" : " The ring is at t, which is no level."
    return
      "\(which) of the \(count) levels of \(name), \(ends[0]) to \(ends[1]), has a tick.\(ring)"
  }
}
