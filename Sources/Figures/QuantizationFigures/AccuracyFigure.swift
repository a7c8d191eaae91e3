import Evaluation
import FastExecution
import Imaging
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// Accuracy and agreement with the float model over the bit width of the activations.
///
/// - Parameters:
///   - comparison: What was measured.
///   - methods: The methods to show.
///   - bitWidths: The bit widths to show, in bits.
///   - source: Where the thresholds come from.
public func accuracyFigure(
  _ comparison: AccuracyComparison, methods: [QuantizationErrorMethod], bitWidths: [Int],
  source: String
) -> Figure {
  let float = comparison.float
  let results = methods.map { method in
    (method: method, results: bitWidths.compactMap { comparison[method, $0]?.evaluation })
  }
  let total = float.top1.total
  let ends = [Double(bitWidths.min() ?? 4) - 0.5, Double(bitWidths.max() ?? 8) + 0.5]
  let level = float.top1.fraction * 100
  let axis = Axis(
    "bits per activation", range: ends[0]...ends[1],
    ticks: bitWidths.sorted().map { Axis.Tick(Double($0), String($0)) })
  func marks(_ proportion: (EvaluationResult) -> Proportion) -> [Mark] {
    results.enumerated().flatMap { index, entry -> [Mark] in
      // A little to the side of each other, so that intervals do not cover one another.
      let shift = (Double(index) - Double(results.count - 1) / 2) * 0.6
      let points = zip(bitWidths, entry.results).map {
        Point(Double($0), proportion($1).fraction * 100)
      }
      let intervals = entry.results.map {
        let interval = proportion($0).interval
        return interval.lowerBound * 100...interval.upperBound * 100
      }
      let title = entry.method.title
      return [
        Mark(title, .line(points), look: entry.method.look, shift: shift),
        Mark(title, .intervals(points, intervals), look: entry.method.look, shift: shift),
      ]
    }
  }
  let floatLine = Mark(
    "float", .line([Point(ends[0], level), Point(ends[1], level)]),
    look: Look(.ink, dash: .shortDashed))
  let sentence = accuracySentence(bitWidths, results, float: float.top1.fraction)
  return Figure(
    title: sentence,
    subtitle: "\(total) images; bars are 95 % intervals",
    footnote: "Marks of the same bit width stand side by side, so that none hides another.",
    altText:
      "Two plots over the bit width: the share of correct answers and the share of answers that are the "
      + "float model's. \(sentence).",
    source: source,
    content: .panels(
      [
        Panel(
          title: "Correct answers", x: axis, y: .init("top-1 (% of images)", range: 0...100),
          marks: [floatLine] + marks(\.top1)),
        Panel(
          title: "The float model's answers", x: axis,
          y: .init("agreement (% of images)", range: 0...100),
          marks: marks { Proportion($0.agreesWithFloat, of: $0.predictions.count) }),
      ], .besideEachOther))
}

/// Where the methods lie together and where they part. A method that is never right on half as many images
/// as the float model does not decide where; it is named at the end.
private func accuracySentence(
  _ bitWidths: [Int], _ results: [(method: QuantizationErrorMethod, results: [EvaluationResult])],
  float: Double
) -> String {
  func share(_ result: EvaluationResult) -> Double { result.top1.fraction * 100 }
  func best(_ results: [EvaluationResult]) -> Double { results.map(share).max() ?? 0 }
  let alive = results.filter { best($0.results) >= float * 50 }
  let judged = alive.isEmpty ? results : alive
  let ruined = results.filter { entry in !judged.contains { $0.method == entry.method } }
    .map { "; \($0.method.title) never on more than \(fixed(best($0.results), digits: 1)) %" }
    .joined()
  func tops(_ index: Int) -> [(title: String, share: Double)] {
    judged.filter { index < $0.results.count }
      .map { ($0.method.title, share($0.results[index])) }
      .sorted { $0.share > $1.share }
  }
  func spread(_ index: Int) -> Double {
    (tops(index).first?.share ?? 0) - (tops(index).last?.share ?? 0)
  }
  func bits(_ index: Int) -> String { counted(bitWidths[index], "bit") }
  let order = bitWidths.indices.sorted { bitWidths[$0] > bitWidths[$1] }
  guard let most = order.first, let widest = order.max(by: { spread($0) < spread($1) }),
    let first = tops(widest).first
  else { return "Nothing was measured" }
  let others = tops(widest).dropFirst().map { "\($0.title) on \(fixed($0.share, digits: 1)) %" }
  let found =
    "at \(bits(widest)) \(first.title) is right on \(fixed(first.share, digits: 1)) %"
    + others.map { ", \($0)" }.joined() + ruined
  guard widest != most, judged.count > 1 else { return "A" + found.dropFirst() }
  return "At \(bits(most)) the methods are \(fixed(spread(most), digits: 1)) points apart; " + found
}

/// Accuracy and agreement of several methods at several bit widths, measured.
///
/// - Parameters:
///   - calibration: What the quantizations start from.
///   - float: The float model.
///   - configurations: How to quantize, each with a bit width: one per method and bit width. What the first one says of
///     kernels holds for all.
///   - images: What to measure on.
///   - progress: Called with the images done.
/// - Throws: ``QuantizationError``, ``QuantizationRequestError``, ``ImageError``, ``EvaluationError``.
public func accuracyFigure(
  of calibration: Calibration, float: FastExecutor, configurations: [QuantizationConfig],
  images: [LabelledImage], progress: (_ done: Int) -> Void
) throws -> Figure {
  let weights = try calibration.quantizedWeights(configurations.first ?? QuantizationConfig())
  let comparison = try evaluate(
    float: float,
    quantizations: try configurations.map { try calibration.quantized(by: $0, weights: weights) },
    images: images, as: calibration.ledger.input, on: calibration.machine, progress: progress)
  var methods: [QuantizationErrorMethod] = []
  for config in configurations where !methods.contains(config.activationErrorMethod) {
    methods.append(config.activationErrorMethod)
  }
  let widths = Set(configurations.compactMap(\.activationBitWidth)).sorted(by: >)
  var figure = accuracyFigure(
    comparison, methods: methods, bitWidths: widths,
    source: "calibration \(calibration.ledger.digest)")
  let wishes = configurations.first.map(furtherWishes) ?? []
  figure.subtitle = ([figure.subtitle] + wishes).joined(separator: "; ")
  return figure
}

/// What was asked for beside a method and a bit width.
private func furtherWishes(_ config: QuantizationConfig) -> [String] {
  let own = config.overrides.count
  let wishes: [String?] = [
    config.activationQuantizationMethod?.words,
    config.zThreshold.isFinite ? "z-threshold \(typeset(config.zThreshold))" : nil,
    own > 0 ? "\(counted(own, "output")) quantized as given" : nil,
  ]
  return wishes.compactMap { $0 }
}
