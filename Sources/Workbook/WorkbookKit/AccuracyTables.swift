import Evaluation
import Quantization
import Support

/// One line per model: accuracy with its interval, loss, agreement, and a paired test against float.
///
/// - Parameters:
///   - results: The float model's first.
///   - unguarded: The names of those whose thresholds raw KL chose; they get a mark.
public func evaluationTable(
  _ results: [EvaluationResult], unguarded: Set<String> = []
) -> Table {
  Table(
    [
      "model", "top-1", "%", "95 % interval", "top-5", "cross-entropy", "agrees", "SQNR dB",
      "p vs float",
    ],
    rows: results.map { result in
      let interval = result.top1.interval
      let isFloat = result.name == results[0].name
      return [
        .text(result.name + (unguarded.contains(result.name) ? RawKL.mark : "")),
        .integer(result.top1.count),
        .number(result.top1.fraction * 100, digits: 1),
        .text(
          "\(fixed(interval.lowerBound * 100, digits: 1)) to "
            + fixed(interval.upperBound * 100, digits: 1)),
        .integer(result.top5.count), .number(result.crossEntropy, digits: 4),
        .integer(result.agreesWithFloat),
        isFloat ? .none : .number(result.sqnrDecibels, digits: 1),
        isFloat ? .none : .chance(result.compared(with: results[0]).pValue),
      ]
    })
}

extension AccuracyComparison {
  /// One line per bit width, one column per method.
  public func table(
    _ methods: [QuantizationErrorMethod], bitWidths: [Int],
    cell: (EvaluatedQuantization) -> Table.Cell
  ) -> Table {
    Table(
      ["bits"] + methods.map(\.title),
      rows: bitWidths.map { bits in
        [.integer(bits)] + methods.map { self[$0, bits].map(cell) ?? .none }
      })
  }

  /// One line per bit width: on how many images one of two methods is right and the other wrong.
  public func pairTable(
    _ first: QuantizationErrorMethod, _ second: QuantizationErrorMethod, bitWidths: [Int]
  ) -> Table {
    Table(
      ["bits", "only \(first.title) right", "only \(second.title) right", "p"],
      rows: bitWidths.compactMap { bits in
        guard let a = self[first, bits], let b = self[second, bits] else { return nil }
        let pair = a.evaluation.compared(with: b.evaluation)
        return [
          .integer(bits), .integer(pair.onlyFirst), .integer(pair.onlySecond),
          .chance(pair.pValue),
        ]
      })
  }
}

extension EvaluatedQuantization {
  /// How many images its model gets right.
  public var rightAnswers: Table.Cell { .integer(evaluation.top1.count) }
}
