import Plotting
import Quantization
import Support

/// ERR(t) over the threshold, one panel per method: where the error comes from, what was tried, and what
/// was chosen.
///
/// Every method has an axis of its own, because their errors have different units.
///
/// - Parameters:
///   - name: What the values are, such as a node's name.
///   - subtitle: What one has to know to read the figure.
///   - histogram: The values.
///   - results: The searches; those that compared nothing are left out.
///   - marksValley: Whether a band marks where the error is within one percent of the lowest one. The
///     curve of a few values is jagged, and its lowest point can lie between two that are drawn.
///   - source: Where the values come from.
public func errorCurveFigure(
  name: String, subtitle: String, histogram: Histogram, results: [ThresholdSearchResult],
  marksValley: Bool = true, source: String = ""
) throws -> Figure {
  let results = distinct(results.filter { !$0.candidates.isEmpty })
  // Errors that have parts share one range. KL's curve may have to reach further down.
  let shared = union(results.filter(\.errorMethod.hasParts).map(thresholdRange))
  let ranges = results.map { result in
    union([thresholdRange(result), result.errorMethod.hasParts ? shared : nil].compactMap { $0 })
      ?? thresholdRange(result)
  }
  let panels = try zip(results, ranges).map { result, range in
    try errorPanel(result, on: histogram, range: range, marksValley: marksValley)
  }
  let sentence = ErrorSentence(results)
  let title =
    results.isEmpty ? "\(name): no method compared thresholds" : "\(name): \(sentence.text)"
  return Figure(
    title: title,
    subtitle: [subtitle, sentence.note].filter { !$0.isEmpty }.joined(separator: "; "),
    footnote: Set(ranges.map(\.lowerBound)).count < 2
      ? "" : "KL's axis of t reaches further to the left.",
    altText:
      "The error over the threshold: high on the left, where values are clipped, rising on the right, "
      + "where steps are coarse. " + RangeGroups(results).sentence + ".",
    subject: name, source: source, content: .panels(panels, .besideEachOther))
}

/// One search per formula: LP with p = 2 is MSE, and with p = 1 MAE.
private func distinct(_ results: [ThresholdSearchResult]) -> [ThresholdSearchResult] {
  var kept: [ThresholdSearchResult] = []
  for result in results
  where !kept.contains(where: { $0.candidates == result.candidates }) { kept.append(result) }
  return kept
}

/// The thresholds to show: from below the smallest one chosen to the largest one tried.
private func thresholdRange(_ result: ThresholdSearchResult) -> ClosedRange<Double> {
  let tried = result.candidates.map(\.range.magnitude)
  let upper = tried.max() ?? 1
  let floor = tried.min() ?? upper / 2
  let lower = max((result.chosen?.range.magnitude ?? upper) / 16, floor)
  return min(lower, upper / 2) / 1.2...upper * 1.2
}

/// The range that holds all of some.
private func union(_ ranges: [ClosedRange<Double>]) -> ClosedRange<Double>? {
  guard let first = ranges.first else { return nil }
  return ranges.reduce(first) {
    min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
  }
}

private func errorPanel(
  _ result: ThresholdSearchResult, on histogram: Histogram, range: ClosedRange<Double>,
  marksValley: Bool
) throws -> Panel {
  let method = result.errorMethod
  let parameters = result.parameters
  let search = try ThresholdSearch(
    method: parameters.method, errorMethod: method, bitWidth: parameters.bitWidth)
  let chosen = result.chosen?.range.magnitude
  let curve = ErrorCurve(search, isSigned: parameters.range.isSigned, histogram, range)
  let tried = result.candidates.filter { range.contains($0.range.magnitude) }
    .map { Point($0.range.magnitude, $0.error) }
  let positive = (curve.total + tried).map(\.y).filter { $0 > 0 && $0.isFinite }
  // Parts that are far below every error are no part of the story.
  let floor = (positive.min() ?? 1) / 8
  let ceiling = (positive.max() ?? 1) * 2
  var marks: [Mark] = []
  if marksValley, let plateau = curve.plateau {
    marks.append(
      Mark("error within 1 % of the lowest point", .band(plateau), look: Look(.data, alpha: 0.35)))
  }
  if curve.hasParts {
    marks += [
      Mark("clipping part", .line(curve.clipping), look: Look(.ink, dash: .shortDashed)),
      Mark("rounding part", .line(curve.rounding), look: Look(.ink, dash: .dotted)),
    ]
  }
  var line = method.look
  line.dash = .solid
  var ring = method.look
  (ring.symbol, ring.isHollow) = (.circle, true)
  var star = method.look
  star.symbol = .star
  marks += [
    Mark("", .line(curve.total), look: line),
    Mark("tried", .points(tried.filter { $0.x != chosen && $0.y != 0 }), look: ring),
  ]
  let zeros = tried.filter { $0.y == 0 && $0.x != chosen }
  if !zeros.isEmpty {
    marks.append(
      Mark("error 0", .points(zeros), look: Look(method.look.hue, symbol: .cross)))
  }
  if let chosen = result.chosen {
    marks.append(
      Mark("chosen", .points([Point(chosen.range.magnitude, chosen.error)]), look: star))
  }
  return Panel(
    title: "\(method.title) chooses t = \(typeset(parameters.range.magnitude))",
    x: .init("threshold t (activation value)", scale: .log2, range: range),
    y: .init(
      method.errorLabel, scale: .log10, range: floor...ceiling,
      showsZero: tried.contains { $0.y == 0 }),
    marks: marks)
}

extension QuantizationErrorMethod {
  /// Whether the error is a sum over values, and so has a clipping and a rounding part.
  fileprivate var hasParts: Bool { if case .kl = self { false } else { true } }

  /// ERR(t) with its unit, for an axis.
  fileprivate var errorLabel: String {
    switch self {
    case .noClipping, .percentile: "ERR(t)"
    case .mse: "ERR(t) in squared values"
    case .mae: "ERR(t) in values"
    case .kl: "ERR(t) in nats"
    case .lp(let p): "ERR(t) in values to the power \(typeset(p))"
    }
  }
}

/// The error between and beyond the thresholds that a search tries.
private struct ErrorCurve {
  private(set) var total: [Point] = []
  private(set) var clipping: [Point] = []
  private(set) var rounding: [Point] = []
  let hasParts: Bool

  init(
    _ search: ThresholdSearch, isSigned: Bool, _ histogram: Histogram, _ range: ClosedRange<Double>
  ) {
    hasParts = search.errorMethod.hasParts
    // Sixteen to the octave, the powers of two among them.
    var threshold = nextPowerOfTwo(range.upperBound)
    while threshold > range.upperBound { threshold /= ErrorCurve.ratio }
    while threshold >= range.lowerBound {
      let candidate = QuantizationRange.threshold(threshold, isSigned: isSigned)
      total.append(Point(threshold, search.error(of: candidate, on: histogram)))
      if hasParts {
        let parts = search.errorParts(of: candidate, on: histogram)
        clipping.append(Point(threshold, parts.clipping))
        rounding.append(Point(threshold, parts.rounding))
      }
      threshold /= ErrorCurve.ratio
    }
  }

  private static let ratio = 0x1.0b5586cf9890fp0  // 2^(1/16)

  /// Where the error is within one percent of its minimum, without a break; none for KL, whose minimum may
  /// be a free 0.
  var plateau: ClosedRange<Double>? {
    guard hasParts, let best = total.indices.min(by: { total[$0].y < total[$1].y }),
      total[best].y > 0
    else { return nil }
    let limit = 1.01 * total[best].y
    var (first, last) = (best, best)
    while first > 0, total[first - 1].y <= limit { first -= 1 }
    while last + 1 < total.count, total[last + 1].y <= limit { last += 1 }
    // Thresholds descend; a little room makes one single threshold visible.
    return total[last].x / 1.02...total[first].x * 1.02
  }
}
