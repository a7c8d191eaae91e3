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
      let shift = (Double(index) - Double(results.count - 1) / 2) * 0.1
      let points = zip(bitWidths, entry.results).map {
        Point(Double($0) + shift, proportion($1).fraction * 100)
      }
      let intervals = entry.results.map {
        let interval = proportion($0).interval
        return interval.lowerBound * 100...interval.upperBound * 100
      }
      let title = entry.method.title
      return [
        Mark(title, .line(points), look: entry.method.look),
        Mark(title, .intervals(points, intervals), look: entry.method.look),
      ]
    }
  }
  let floatLine = Mark(
    "float", .line([Point(ends[0], level), Point(ends[1], level)]),
    look: Look(.ink, dash: .shortDashed))
  let chosenBits = bitsWithLargestSpread(bitWidths, results.map(\.results))
  let found = results.compactMap { entry -> String? in
    guard let index = bitWidths.firstIndex(of: chosenBits), index < entry.results.count else {
      return nil
    }
    return "\(entry.method.title) \(fixed(entry.results[index].top1.fraction * 100, digits: 1))"
  }
  return Figure(
    title: "Correct at \(chosenBits) bits: \(found.joined(separator: ", ")) % of the images",
    subtitle: "\(total) images; bars are 95 % intervals",
    altText:
      "Two plots over the bit width: the share of correct answers and the share of answers that are the "
      + "float model's. At \(chosenBits) bits: \(found.joined(separator: ", ")) percent correct.",
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

/// The bit width at which the methods' accuracies lie furthest apart.
private func bitsWithLargestSpread(_ bitWidths: [Int], _ results: [[EvaluationResult]]) -> Int {
  let spreads = bitWidths.indices.map { index -> Int in
    let counts = results.compactMap { index < $0.count ? $0[index].top1.count : nil }
    return (counts.max() ?? 0) - (counts.min() ?? 0)
  }
  let largest = spreads.max() ?? 0
  return zip(bitWidths, spreads).first { $0.1 == largest }?.0 ?? 0
}

/// Accuracy and agreement of several methods at several bit widths, measured.
///
/// - Throws: ``QuantizationError``, ``QuantizationRequestError``, ``ImageError``, ``EvaluationError``.
public func accuracyFigure(
  of calibration: Calibration, float: FastExecutor, methods: [QuantizationErrorMethod],
  bitWidths: [Int], images: [LabelledImage], progress: (_ done: Int) -> Void
) throws -> Figure {
  let weights = try calibration.quantizedWeights()
  let comparison = try evaluate(
    float: float,
    quantizations: try calibration.quantized(by: methods, bitWidths: bitWidths, weights: weights),
    images: images, as: calibration.ledger.input, on: calibration.machine, progress: progress)
  return accuracyFigure(
    comparison, methods: methods, bitWidths: bitWidths,
    source: "calibration \(calibration.ledger.digest)")
}
