import Foundation
import Plotting
import Quantization
import Support

/// ERR(t) over the threshold, one panel per method: where the error comes from, what was tried, and what
/// was chosen.
///
/// A range with two ends is a point of a plane. Shown is one line through it: both ends of the chosen range times the
/// same factor, over the larger end. What was tried lies beside that line; of each sixteenth of an octave the best is
/// shown.
///
/// Every method has an axis of its own, because their errors have different units.
///
/// - Parameters:
///   - name: What the values are, such as a node's name.
///   - subtitle: What one has to know to read the figure.
///   - histogram: The values that the searches saw: without those that were dropped before, and before negative ones
///     are shifted.
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
  let areIntervals = results.contains { $0.parameters.range.threshold == nil }
  let ranges = results.map { result in
    let isShared = areIntervals || result.errorMethod.hasParts
    return union([thresholdRange(result), isShared ? shared : nil].compactMap { $0 })
      ?? thresholdRange(result)
  }
  let panels = try zip(results, ranges).map { result, range in
    try errorPanel(result, on: histogram, range: range, marksValley: marksValley)
  }
  let sentence = ErrorSentence(results)
  let isGiven = results.contains { $0.reason == .given }
  var notes: [String] = []
  let usual = shared?.lowerBound ?? ranges.map(\.lowerBound).max() ?? 0
  if let other = ranges.firstIndex(where: { $0.lowerBound != usual }) {
    let isLower = ranges[other].lowerBound < usual
    let way = isLower ? "reaches further to the left" : "begins further to the right"
    let axis = areIntervals ? "axis" : "axis of t"
    notes.append("\(results[other].errorMethod.title)'s \(axis) \(way).")
  }
  if areIntervals {
    notes.append(
      "Curves: both ends of the \(isGiven ? "given" : "chosen") range times one factor. Tried: the best "
        + "of each sixteenth of an octave.")
  }
  let place = areIntervals ? "larger end of the range" : "threshold"
  let title =
    results.isEmpty ? "\(name): no method compared thresholds" : "\(name): \(sentence.text)"
  return Figure(
    title: title,
    subtitle: [subtitle, sentence.note].filter { !$0.isEmpty }.joined(separator: "; "),
    footnote: notes.joined(separator: " "),
    altText:
      "The error over the \(place): high on the left, where values are clipped, rising on the right, "
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

/// The thresholds to show: from below the smallest one chosen to the largest one tried. One that is given is shown,
/// too.
private func thresholdRange(_ result: ThresholdSearchResult) -> ClosedRange<Double> {
  let given = result.reason == .given ? result.parameters.range.magnitude : nil
  let tried = result.candidates.map(\.range.magnitude) + (given.map { [$0] } ?? [])
  let upper = tried.max() ?? 1
  let floor = tried.min() ?? upper / 2
  let lower = max((given ?? result.chosen?.range.magnitude ?? upper) / 16, floor)
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
  let isGiven = result.reason == .given
  let search = try ThresholdSearch(
    method: parameters.method, errorMethod: method, bitWidth: result.candidateBitWidth)
  let chosen = isGiven ? nil : result.chosen
  let judged = result.judgedRange
  let isInterval = judged.threshold == nil
  let curve = ErrorCurve(search, ranges(like: judged, over: range), on: histogram)
  let shown = result.candidates.filter { range.contains($0.range.magnitude) }
  let tried = (isInterval ? bestOfNeighbours(shown) : shown)
    .map { Point($0.range.magnitude, $0.error) }
  let others = tried.filter { $0.x != chosen?.range.magnitude }
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
    Mark("tried", .points(others.filter { $0.y != 0 }), look: ring),
  ]
  let zeros = others.filter { $0.y == 0 }
  if !zeros.isEmpty {
    marks.append(
      Mark("error 0", .points(zeros), look: Look(method.look.hue, symbol: .cross)))
  }
  if let chosen {
    marks.append(
      Mark("chosen", .points([Point(chosen.range.magnitude, chosen.error)]), look: star))
  } else if isGiven {
    let error = search.error(of: judged, on: histogram)
    marks.append(
      Mark("given", .points([Point(judged.magnitude, error)]), look: Look(.ink, symbol: .star)))
  }
  // A threshold to its last digit: there are few of them.
  let choice = isInterval ? judged.text : "t = \(typeset(judged.magnitude))"
  // Short, so that it has room below each of three panels; the footnote says that both ends are scaled.
  let label = isInterval ? "larger end (activation value)" : "threshold t (activation value)"
  return Panel(
    title: isGiven
      ? "\(method.title): \(judged.text) is given" : "\(method.title) chooses \(choice)",
    x: .init(label, scale: .log2, range: range),
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

extension ThresholdSearchResult {
  /// The range as candidates were judged: values that are shifted afterwards lose their sign, and keep their threshold.
  fileprivate var judgedRange: QuantizationRange {
    guard let threshold = parameters.range.threshold, let tried = candidates.first else {
      return parameters.range
    }
    return .threshold(threshold, isSigned: tried.range.isSigned)
  }
}

private let sixteenthOfAnOctave = 0x1.0b5586cf9890fp0  // 2^(1/16)

/// Ranges of one kind over an axis, from its upper end down, sixteen to the octave.
///
/// Powers of two are among thresholds. Intervals are the one that is given, scaled: itself is among them, bit by bit.
private func ranges(
  like range: QuantizationRange, over axis: ClosedRange<Double>
) -> [QuantizationRange] {
  switch range {
  case .threshold(_, let isSigned):
    var ranges: [QuantizationRange] = []
    var threshold = nextPowerOfTwo(axis.upperBound)
    while threshold > axis.upperBound { threshold /= sixteenthOfAnOctave }
    while threshold >= axis.lowerBound {
      ranges.append(.threshold(threshold, isSigned: isSigned))
      threshold /= sixteenthOfAnOctave
    }
    return ranges
  case .interval(let minimum, let maximum):
    let size = range.magnitude
    guard size > 0 else { return [] }
    var (above, below): ([Double], [Double]) = ([], [])
    var factor = 1.0
    while factor * size <= axis.upperBound {
      above.append(factor)
      factor *= sixteenthOfAnOctave
    }
    factor = 1 / sixteenthOfAnOctave
    while factor * size >= axis.lowerBound {
      below.append(factor)
      factor /= sixteenthOfAnOctave
    }
    return (Array(above.reversed()) + below).map { factor in
      QuantizationRange.interval(minimum: factor * minimum, maximum: factor * maximum)
    }
  }
}

/// The best candidate of every sixteenth of an octave in which there is one, from the smallest to the largest.
private func bestOfNeighbours(
  _ candidates: [ThresholdSearchResult.Candidate]
) -> [ThresholdSearchResult.Candidate] {
  var best: [Int: ThresholdSearchResult.Candidate] = [:]
  for candidate in candidates where candidate.range.magnitude > 0 {
    let place = Int((16 * log2(candidate.range.magnitude)).rounded(.down))
    if let other = best[place], other.error <= candidate.error { continue }
    best[place] = candidate
  }
  return best.sorted { $0.key < $1.key }.map(\.value)
}

/// The error between and beyond the ranges that a search tries.
private struct ErrorCurve {
  private(set) var total: [Point] = []
  private(set) var clipping: [Point] = []
  private(set) var rounding: [Point] = []
  let hasParts: Bool

  /// - Parameter ranges: In the order of descending magnitudes.
  init(_ search: ThresholdSearch, _ ranges: [QuantizationRange], on histogram: Histogram) {
    hasParts = search.errorMethod.hasParts
    for range in ranges {
      total.append(Point(range.magnitude, search.error(of: range, on: histogram)))
      guard hasParts else { continue }
      let parts = search.errorParts(of: range, on: histogram)
      clipping.append(Point(range.magnitude, parts.clipping))
      rounding.append(Point(range.magnitude, parts.rounding))
    }
  }

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
