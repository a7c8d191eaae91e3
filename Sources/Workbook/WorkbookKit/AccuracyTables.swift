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
        .percent(interval), .integer(result.top5.count), .number(result.crossEntropy, digits: 4),
        .integer(result.agreesWithFloat),
        isFloat ? .none : .number(result.sqnrDecibels, digits: 1),
        isFloat ? .none : .chance(result.compared(with: results[0]).pValue),
      ]
    })
}

extension AccuracyComparison {
  /// The bit widths that were compared, in order of appearance.
  private var bitWidths: [Int] { distinct(entries.compactMap(\.quantization.bitWidth)) }

  /// One line per bit width, one column per method.
  public func table(
    _ methods: [QuantizationErrorMethod],
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
    _ first: QuantizationErrorMethod, _ second: QuantizationErrorMethod
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

extension AccuracyComparison {
  /// The float model and the quantizations at a bit width, with a mark where raw KL chose the thresholds.
  public func evaluationTable(atBitWidth bitWidth: Int) -> Table {
    let entries = entries(atBitWidth: bitWidth)
    let raw = entries.filter { $0.quantization.method == .kl() }
    return WorkbookKit.evaluationTable(
      [float] + entries.map(\.evaluation), unguarded: Set(raw.map(\.evaluation.name)))
  }

  /// One line per bit width: how many outputs a method moved, on how many of them its own error is
  /// smaller than at the other's threshold, and the right answers of both.
  ///
  /// - Throws: `QuantizationError`.
  public func ownErrorTable(
    _ method: QuantizationErrorMethod, besides other: QuantizationErrorMethod
  ) throws -> Table {
    Table(
      [
        "bits", "outputs \(method.title) moved", "own error smaller", "\(other.title) right",
        "\(method.title) right",
      ],
      rows: try bitWidths.compactMap { bits in
        guard let first = self[method, bits], let second = self[other, bits] else { return nil }
        let (own, reference) = (first.quantization.info, second.quantization.info)
        return [
          .integer(bits), .integer(own.compared(with: reference).moved),
          .integer(try own.smallerErrors(than: reference)), second.rightAnswers,
          first.rightAnswers,
        ]
      })
  }
}

/// One line per model: how many different answers it gives, and how often the most frequent one.
public func answersTable(_ results: [EvaluationResult]) -> Table {
  Table(
    ["model", "different answers", "most frequent answer", "top-1", "cross-entropy"],
    rows: results.map {
      [
        .text($0.name), .integer($0.differentAnswers), .integer($0.mostFrequentAnswerCount),
        .integer($0.top1.count), .number($0.crossEntropy, digits: 4),
      ]
    })
}

/// One line per bit width: the right answers of some quantizations.
///
/// - Precondition: At every bit width there are as many quantizations as columns, in their order.
public func rightAnswersTable(
  _ columns: [String], of quantizations: some Collection<EvaluatedQuantization>
) -> Table {
  let bitWidths = distinct(quantizations.compactMap(\.quantization.bitWidth))
  return Table(["bits"] + columns, rows: quantizations.map(\.rightAnswers).rows(bitWidths))
}

/// One line per bit width: the right answers of the quantizations that `exchanges` puts together.
public func exchangesTable(
  _ first: QuantizationErrorMethod, _ second: QuantizationErrorMethod,
  of quantizations: some Collection<EvaluatedQuantization>
) -> Table {
  rightAnswersTable(
    [
      first.title, second.title, "steps only", "no rounding: \(first.title)",
      "no rounding: \(second.title)", "signed only", "unsigned only",
    ], of: quantizations)
}

private func distinct(_ numbers: [Int]) -> [Int] {
  numbers.indices.filter { !numbers[..<$0].contains(numbers[$0]) }.map { numbers[$0] }
}

extension EvaluatedQuantization {
  /// How many images its model gets right.
  public var rightAnswers: Table.Cell { .integer(evaluation.top1.count) }
}
