import Evaluation
import PostTrainingQuantization
import Quantization

/// What more and more pictures make of one output: one line per calibration.
///
/// - Throws: `QuantizationError` or `QuantizationRequestError`.
public func growthTable(
  of node: String, in calibrations: [Calibration], by methods: [QuantizationErrorMethod],
  bitWidth: Int
) throws -> Table {
  Table(
    ["pictures", "smallest", "largest"] + methods.map(\.title),
    rows: try calibrations.compactMap { calibration in
      guard let own = calibration.prepared[node],
        let statistics = calibration.ledger.statistics[node]
      else { return nil }
      return [
        .integer(calibration.ledger.images.count), .number(statistics.minimum, digits: 4),
        .number(statistics.maximum, digits: 4),
      ]
        + (try methods.map {
          .text(
            try calibration.search(
              own,
              config: QuantizationConfig(activationErrorMethod: $0, activationBitWidth: bitWidth)
            ).parameters.range.text)
        })
    })
}

/// What mistakes in the choice of pictures cost: one line per mistake, below one for the right pictures.
///
/// - Parameters:
///   - mistakes: All by the same method with the same bits.
///   - right: The network of the right pictures.
public func mistakesTable(
  _ mistakes: [MistakenCalibration], besides right: EvaluationResult
) -> Table {
  let first: [Table.Cell] = [
    .text("the right ones"), .none, .none, .none, .integer(right.top1.count), .none,
    .number(right.sqnrDecibels, digits: 1), .none, .none,
  ]
  return Table(
    [
      "pictures", "smaller t", "larger t", "other sign", "right answers", "p", "SQNR dB",
      "grids alone", "right input",
    ],
    rows: [first]
      + mistakes.map { mistake in
        [
          .text(mistake.mistake.title), .integer(mistake.moves.count(where: \.isDownward)),
          .integer(mistake.moves.count(where: \.isUpward)),
          .integer(mistake.moves.count(where: \.changesSign)),
          .integer(mistake.evaluation.top1.count),
          .chance(right.compared(with: mistake.evaluation).pValue),
          .number(mistake.evaluation.sqnrDecibels, digits: 1),
          .integer(mistake.thresholdsAlone.top1.count),
          mistake.withRightInput.map { .integer($0.top1.count) } ?? .none,
        ]
      })
}

/// The outputs whose thresholds some mistake moves: one line per output, one column per mistake. A grid that has a
/// sign only now is marked ±, one that has lost it +.
public func mistakenMovesTable(_ mistakes: [MistakenCalibration]) -> Table {
  let nodes = mistakes.first?.info.commonActivations.map(\.node) ?? []
  return Table(
    ["output", "right pictures"] + mistakes.map(\.mistake.title),
    rows: nodes.compactMap { node in
      let moves = mistakes.map { $0.moves.first { $0.node == node } }
      guard let some = moves.compactMap({ $0 }).first else { return nil }
      return [.text(node), .text(some.first.text)]
        + moves.map { move in
          let sign = move?.changesSign == true ? (move?.second.isSigned == true ? " ±" : " +") : ""
          return .text((move?.second.text ?? "") + sign)
        }
    })
}

/// One output's threshold for the right pictures and for the wrong ones: one line per set of pictures, one column
/// per method and bit width.
///
/// - Parameter right: The right pictures, in every way to judge.
public func mistakenChoicesTable(
  of node: String, _ right: [QuantizationInfo], _ mistakes: [MistakenCalibration]
) -> Table {
  func cells(_ infos: [QuantizationInfo]) -> [Table.Cell] {
    let statistics = infos.first?.ledger.statistics[node]
    return [
      statistics.map { .number($0.minimum, digits: 2) } ?? .none,
      statistics.map { .number($0.maximum, digits: 2) } ?? .none,
    ] + infos.map { info in info[node].map { .text($0.parameters.range.text) } ?? .none }
  }
  let kinds = mistakes.reduce(into: [CalibrationMistake]()) {
    if !$0.contains($1.mistake) { $0.append($1.mistake) }
  }
  return Table(
    ["pictures", "smallest", "largest"]
      + right.map { info in
        let bits = info.config.activationBitWidth.map { " \($0) bit" } ?? ""
        return info.config.activationErrorMethod.title + bits
      },
    rows: [[.text("the right ones")] + cells(right)]
      + kinds.map { kind in
        [.text(kind.title)] + cells(mistakes.filter { $0.mistake == kind }.map(\.info))
      })
}
