import Evaluation
import PostTrainingQuantization
import Quantization

extension StabilityReport {
  /// One line per number of pictures: what they move and how their networks answer, from the least to the most of
  /// all draws.
  public var growthTable: Table {
    Table(
      [
        "pictures", "calibrations", "thresholds that differ", "right answers",
        "same answer as with all", "same answer as float",
      ],
      rows: imageCounts.map { count in
        let samples = samples(of: count)
        return [
          .integer(count), .integer(samples.count),
          .span(samples.map(\.moves.count)), .span(samples.map(\.evaluation.top1.count)),
          .span(samples.map { $0.evaluation.agreement(with: whole.evaluation).count }),
          .span(samples.map(\.evaluation.agreesWithFloat)),
        ]
      })
  }

  /// One line per draw: how far the networks of the two halves agree.
  public var halvesTable: Table {
    Table(
      [
        "draw", "thresholds that differ", "coin tosses", "same answer", "as float", "right",
        "only one right", "p",
      ],
      rows: halves.map { halves in
        let (a, b) = (halves.first.evaluation, halves.second.evaluation)
        return [
          .integer(halves.draw), .integer(halves.moves.count),
          .integer(halves.moves.count(where: \.isCoinToss)), .integer(halves.agreement.count),
          .text("\(a.agreesWithFloat), \(b.agreesWithFloat)"),
          .text("\(a.top1.count), \(b.top1.count)"),
          .text("\(halves.pair.onlyFirst), \(halves.pair.onlySecond)"),
          .chance(halves.pair.pValue),
        ]
      })
  }

  /// One line per output whose threshold differs between the halves of a draw, with its margin.
  public var halvesMovesTable: Table {
    Table(
      ["draw", "output", "first half", "second half", "margin", ""],
      rows: halves.flatMap { halves in
        halves.moves.map { move in
          [
            .integer(halves.draw), .text(move.node), .text(move.first.text),
            .text(move.second.text + (move.changesSign ? " (other sign)" : "")), move.marginCell,
            .text(move.isCoinToss ? "coin toss" : ""),
          ]
        }
      })
  }
}

extension ThresholdMove {
  /// The margin as a factor.
  var marginCell: Table.Cell { margin.isFinite ? .number(margin, digits: 2) : .text("∞") }
}

extension QuantizationRange {
  /// The threshold, or both ends.
  var text: String {
    switch self {
    case .threshold: Table.Cell.exact(magnitude).text
    case .interval(let minimum, let maximum):
      "\(Table.Cell.number(minimum, digits: 3).text) … \(Table.Cell.number(maximum, digits: 3).text)"
    }
  }
}

extension Table.Cell {
  /// A number, or the smallest and the largest of several.
  static func span(_ numbers: [Int]) -> Table.Cell {
    guard let least = numbers.min(), let most = numbers.max() else { return .none }
    return least == most ? .integer(least) : .text("\(least) – \(most)")
  }
}
