import Evaluation
import Plotting
import PostTrainingQuantization
import Quantization

/// The threshold that a method chose.
public struct ChosenThreshold: Sendable {
  /// The method's title.
  public let method: String
  /// The threshold or range.
  public let range: QuantizationRange

  /// Creates an entry.
  public init(method: String, range: QuantizationRange) {
    self.method = method
    self.range = range
  }
}

/// The distribution of an activation with the thresholds that methods chose for it.
///
/// - Parameters:
///   - node: The node's name.
///   - statistics: What calibration saw.
///   - thresholds: What the methods chose; equal thresholds share a line.
public func distributionFigure(
  node: String, statistics: NodeStatistics, thresholds: [ChosenThreshold], images: Int
) -> Figure {
  let histogram = statistics.histogram ?? Histogram(edges: [0, 1], counts: [0])
  var groups: [(range: QuantizationRange, methods: [String])] = []
  for threshold in thresholds {
    if let index = groups.firstIndex(where: { $0.range == threshold.range }) {
      groups[index].methods.append(threshold.method)
    } else {
      groups.append((threshold.range, [threshold.method]))
    }
  }
  var markers: [Figure.Marker] = []
  for (index, group) in groups.enumerated() {
    let names = group.methods.joined(separator: ", ")
    switch group.range {
    case .threshold(let threshold, let isSigned):
      markers.append(
        .init(threshold, "\(names): t = \(figureNumber(threshold))", style: index + 1))
      if isSigned { markers.append(.init(-threshold, "", style: index + 1)) }
    case .interval(let minimum, let maximum):
      let ends = "\(fixed(minimum, digits: 3)) to \(fixed(maximum, digits: 3))"
      markers.append(.init(maximum, "\(names): \(ends)", style: index + 1))
      markers.append(.init(minimum, "", style: index + 1))
    }
  }
  let reach = markers.map { abs($0.x) }.max() ?? 1
  let lower = min(statistics.minimum, markers.map(\.x).min() ?? 0)
  let upper = max(statistics.maximum, markers.map(\.x).max() ?? 0)
  return Figure(
    title: "\(node): distribution and thresholds",
    subtitle: "\(images) images; logarithmic counts, so that the tail shows",
    x: .init("activation value", range: lower - 0.02 * reach...upper + 0.04 * reach),
    y: .init("values per bin (of 2048 bins)", scale: .log10),
    series: [.init("", .steps(edges: histogram.edges, heights: histogram.counts), style: 0)],
    markers: markers)
}

/// ERR(t) of every candidate of a search, the chosen one marked.
public func errorCurveFigure(title: String, subtitle: String, results: [ThresholdSearchResult])
  -> Figure
{
  var series: [Figure.Series] = []
  var choices: [(threshold: Double, methods: [String], style: Int)] = []
  for (index, result) in results.enumerated() {
    let points = result.candidates.compactMap { candidate -> Figure.Point? in
      guard candidate.error > 0, candidate.error.isFinite else { return nil }
      return Figure.Point(candidate.range.magnitude, candidate.error)
    }
    let method = result.errorMethod.title
    series.append(.init(method, .line(points), style: index + 1))
    let threshold = result.parameters.range.magnitude
    if let same = choices.firstIndex(where: { $0.threshold == threshold }) {
      choices[same].methods.append(method)
    } else {
      choices.append((threshold, [method], index + 1))
    }
  }
  let markers = choices.map { choice in
    let verb = choice.methods.count == 1 ? "chooses" : "choose"
    let names = choice.methods.joined(separator: ", ")
    return Figure.Marker(
      choice.threshold, "\(names) \(verb) t = \(figureNumber(choice.threshold))",
      style: choice.style)
  }
  return Figure(
    title: title, subtitle: subtitle, x: .init("threshold t (activation value)", scale: .log2),
    y: .init("ERR(t), logarithmic", scale: .log10), series: series, markers: markers)
}

/// Accuracy with Wilson intervals over the bit widths of the activations, one series per method.
///
/// - Parameter results: For every method its results, one per bit width.
public func accuracyFigure(
  float: EvaluationResult, bitWidths: [Int],
  results: [(method: String, results: [EvaluationResult])]
) -> Figure {
  let total = float.top1.total
  let ends = [Double(bitWidths.min() ?? 4) - 0.6, Double(bitWidths.max() ?? 8) + 0.6]
  let level = float.top1.fraction * 100
  // First, so that it covers nothing.
  var series: [Figure.Series] = [
    .init("float", .line([Figure.Point(ends[0], level), Figure.Point(ends[1], level)]), style: 0)
  ]
  for (index, entry) in results.enumerated() {
    // A little to the side of each other, so that intervals do not cover one another.
    let shift = (Double(index) - Double(results.count - 1) / 2) * 0.12
    let points = zip(bitWidths, entry.results).map {
      Figure.Point(Double($0) + shift, $1.top1.fraction * 100)
    }
    let intervals = entry.results.map {
      $0.top1.interval.lowerBound * 100...$0.top1.interval.upperBound * 100
    }
    series.append(.init(entry.method, .line(points), style: index + 1))
    series.append(.init("", .intervals(points, intervals), style: index + 1))
  }
  return Figure(
    title: "Top-1 accuracy by method and bit width",
    subtitle: "\(total) images, 95 % intervals",
    x: .init(
      "bit width of the activations", range: ends[0]...ends[1],
      ticks: bitWidths.map { Figure.Tick(Double($0), String($0)) }),
    y: .init("top-1 (% of images)", range: 0...100), series: series)
}

/// A number as figures show it: small powers of two with a raised exponent.
func figureNumber(_ number: Double) -> String {
  let text = exactNumber(number)
  guard text.hasPrefix("2^") else { return text }
  let digits: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
  return "2" + String(text.dropFirst(2).map { digits[$0] ?? $0 })
}
