import CalibrationRules
import Evaluation
import PostTrainingQuantization
import Quantization
import Support

/// One line per rule: whose it is, and what it looks at.
public func rulesTable(_ rules: [any CalibrationRule]) -> Table {
  Table(
    ["rule", "its grids", "looks at the bits"],
    rows: rules.map {
      [.text($0.title), .text($0.method.mctName), .text($0.looksAtBitWidth ? "yes" : "no")]
    })
}

/// One line per choice: the ends of the grid of one output, its step, and what it costs.
public func rangesTable(
  _ choices: [NamedQuantization], of node: String, on histogram: Histogram
) throws -> Table {
  Table(
    ["chosen by", "from", "to", "step", "clipped %", "MSE"],
    rows: try choices.compactMap { choice in
      guard let parameters = choice.quantization.info[node]?.parameters else { return nil }
      let grid = parameters.grid
      let mse = try ThresholdSearch(
        method: parameters.method, errorMethod: .mse, bitWidth: parameters.bitWidth)
      return [
        .text(choice.name), .number(grid.lower, digits: 3), .number(grid.upper, digits: 3),
        .number(grid.step, digits: 4),
        .percent(ThresholdSearch.clippedShare(of: parameters, on: histogram)),
        .number(mse.error(of: parameters.range, on: histogram), digits: 6),
      ]
    })
}

/// One line per choice: on how many outputs it clips, and how far its grids reach.
public func reachTable(_ choices: [NamedQuantization]) -> Table {
  Table(
    ["chosen by", "clips on", "of outputs", "median reach", "shortest reach"],
    rows: choices.map { choice in
      let reaches = choice.quantization.reaches.map(\.reach).sorted()
      return [
        .text(choice.name), .integer(reaches.count { $0 < clippingReach }),
        .integer(reaches.count),
        .number(reaches.isEmpty ? 0 : reaches[reaches.count / 2], digits: 3),
        .number(reaches.first ?? 0, digits: 3),
      ]
    })
}

/// A grid that ends less than a step below the largest value does not count as clipping.
private let clippingReach = 0.99

extension QuantizationResult {
  /// How far the grid of every searched output reaches, as a part of the largest distance from 0 that
  /// calibration saw.
  public var reaches: [(node: String, reach: Double)] {
    info.commonActivations.compactMap { search in
      guard search.result.reason != .boundedOutput,
        let statistics = info.ledger.statistics[search.node]
      else { return nil }
      let largest = max(abs(statistics.minimum), abs(statistics.maximum))
      let grid = search.result.parameters.grid
      guard largest > 0 else { return nil }
      return (search.node, max(abs(grid.lower), abs(grid.upper)) / largest)
    }
  }
}

extension QuantizationResult {
  /// The output whose grid reaches least far.
  var shortestReach: (node: String, reach: Double)? { reaches.min { $0.reach < $1.reach } }
}

/// One line per choice that ends far below the largest value of some output: which one, and the right answers
/// before and after another choice's range took its place there.
///
/// - Precondition: There are as many results of either kind as choices.
public func mendedTable(
  _ choices: [NamedQuantization], results: [EvaluationResult], mended: [EvaluationResult]
) -> Table {
  Table(
    ["chosen by", "output", "reach", "clipped %", "right", "with \(choices[0].name)'s there", "p"],
    rows: choices.indices.compactMap { index in
      let info = choices[index].quantization.info
      guard let shortest = choices[index].quantization.shortestReach, shortest.reach < 0.5,
        let own = info[shortest.node]?.parameters,
        own != choices[0].quantization.info[shortest.node]?.parameters,
        let histogram = info.ledger.statistics[shortest.node]?.histogram
      else { return nil }
      return [
        .text(choices[index].name), .text(shortest.node), .number(shortest.reach, digits: 3),
        .percent(ThresholdSearch.clippedShare(of: own, on: histogram)),
        .integer(results[index].top1.count), .integer(mended[index].top1.count),
        .chance(results[index].compared(with: mended[index]).pValue),
      ]
    })
}

/// One line per choice: right answers with their interval, and how they lie to those of the first.
///
/// - Precondition: All saw the same images.
public func comparedTable(_ results: [EvaluationResult], with first: EvaluationResult) -> Table {
  Table(
    [
      "chosen by", "right", "%", "95 % interval", "only \(first.name)", "only this", "p",
    ],
    rows: results.map { result in
      let interval = result.top1.interval
      let pair = first.compared(with: result)
      let isFirst = result.name == first.name
      return [
        .text(result.name), .integer(result.top1.count),
        .number(result.top1.fraction * 100, digits: 1),
        .text(
          "\(fixed(interval.lowerBound * 100, digits: 1)) to "
            + fixed(interval.upperBound * 100, digits: 1)),
        isFirst ? .none : .integer(pair.onlyFirst), isFirst ? .none : .integer(pair.onlySecond),
        isFirst ? .none : .chance(pair.pValue),
      ]
    })
}

/// One line per way to drop values: what is dropped of one output, what is clipped of it, and the right answers
/// at every bit width with the p of the paired test against one of the choices.
///
/// - Parameters:
///   - choices: At the first bit width.
///   - reference: The name of the choice that the others are tested against.
/// - Precondition: There are as many results as choices at every bit width.
public func droppedTable(
  _ choices: [NamedQuantization], of node: String, on histogram: Histogram,
  results: [(bits: Int, results: [EvaluationResult])], testedAgainst reference: String
) -> Table {
  Table(
    ["chosen by", "dropped %", "t", "clipped %"]
      + results.flatMap { ["right, \($0.bits) bits", "p, \($0.bits) bits"] },
    rows: choices.indices.compactMap { index in
      let (name, quantization) = choices[index]
      guard let parameters = quantization.info[node]?.parameters else { return nil }
      return [
        .text(name), .percent(quantization.droppedShare(of: histogram)),
        .exact(parameters.range.magnitude),
        .percent(ThresholdSearch.clippedShare(of: parameters, on: histogram)),
      ]
        + results.flatMap { entry -> [Table.Cell] in
          let own = entry.results[index]
          let other = entry.results.first { $0.name == reference && $0.name != own.name }
          return [
            .integer(own.top1.count), other.map { .chance(own.compared(with: $0).pValue) } ?? .none,
          ]
        }
    })
}

extension QuantizationResult {
  /// The share of values that the choice of a threshold does not look at.
  fileprivate func droppedShare(of histogram: Histogram) -> Double {
    if case .percentile(let percentage) = method { return 1 - percentage / 100 }
    let kept = histogram.removingOutliers(zThreshold: info.config.zThreshold)
    return max(0, 1 - kept.total / histogram.total)
  }
}

/// One line per bit width: the right answers of the families of grids, and for every two of them the p of the paired
/// test, by their numbers in order.
///
/// - Precondition: At every bit width there is one result per family.
public func familiesTable(
  _ families: [QuantizationMethod], results: [(bits: Int, results: [EvaluationResult])]
) -> Table {
  let pairs = families.indices.flatMap { first in
    families.indices.filter { $0 > first }.map { (first, $0) }
  }
  return Table(
    ["bits"] + families.map(\.mctName) + pairs.map { "p \($0 + 1)–\($1 + 1)" },
    rows: results.map { entry in
      [.integer(entry.bits)] + entry.results.map { .integer($0.top1.count) }
        + pairs.map { .chance(entry.results[$0].compared(with: entry.results[$1]).pValue) }
    })
}

/// One line per step of ``QuantizationResult/taking(stepByStep:)``: the right answers of every family of grids.
///
/// - Precondition: There is one group of results per family, with as many steps each.
public func givenBackTable(
  _ families: [QuantizationMethod], results: some Collection<[EvaluationResult]>
) -> Table {
  Table(
    ["8 bits at"] + families.map(\.mctName),
    rows: (results.first ?? []).indices.map { step in
      [.text(results.first?[step].name ?? "")] + results.map { .integer($0[step].top1.count) }
    })
}

/// The rules that choose one range for every output, as sentences.
public func sameRangesSentences(_ choices: [NamedQuantization]) -> [String] {
  func ranges(_ choice: NamedQuantization) -> [ActivationQuantizationParameters] {
    choice.quantization.info.activations.map(\.result.parameters)
  }
  var groups: [(ranges: [ActivationQuantizationParameters], names: [String])] = []
  for choice in choices {
    let own = ranges(choice)
    if let index = groups.firstIndex(where: { $0.ranges == own }) {
      groups[index].names.append(choice.name)
    } else {
      groups.append((own, [choice.name]))
    }
  }
  return groups.filter { $0.names.count > 1 }
    .map { "the same for every output: " + $0.names.joined(separator: "; ") }
}
