import Evaluation
import KerasModels
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// What `workbook stability` found, for people and for programs.
public struct StabilityListing {
  let network: KerasModel
  let info: QuantizationInfo
  let reports: [StabilityReport]
  let draws: Int
  let seed: Int
  let skipped: [String]

  /// - Parameters:
  ///   - info: How all pictures quantize the network, in the first of the ways.
  ///   - reports: One for every way to judge activations.
  public init(
    network: KerasModel, info: QuantizationInfo, reports: [StabilityReport], draws: Int,
    seed: Int, skipped: [String]
  ) {
    self.network = network
    self.info = info
    self.reports = reports
    self.draws = draws
    self.seed = seed
    self.skipped = skipped
  }

  /// What was done, in a line to stand above the tables.
  public func headline(on platform: TargetPlatformCapabilities) -> String {
    let summary = QuantizationSummary([info], ledger: info.ledger, platform: platform)
    let evaluated = reports.first.map {
      "answers on \($0.evaluatedCount) \($0.isOnOtherImages ? "other pictures" : "pictures")"
    }
    let start = "\(oneLine(network.model.name)): \(summary.text)"
    return [start, "\(draws) draws, seed \(seed)", evaluated].compactMap { $0 }.joined(
      separator: "; ")
  }

  /// The report on every way to judge activations: halves, what moves, growth, and the conclusion.
  public var text: String {
    reports.map { report in
      var lines = ["\(report.title): two halves", report.halvesTable.text]
      if report.halves.contains(where: { !$0.moves.isEmpty }) {
        lines += ["", "thresholds that differ between the halves", report.halvesMovesTable.text]
      }
      lines += ["", "few pictures and many", report.growthTable.text, "", report.conclusion]
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    .object([
      ("schema", .integer(1)), ("images", .integer(info.ledger.images.count)),
      ("digest", .string(info.ledger.digest)), ("skipped", .integer(skipped.count)),
      ("draws", .integer(draws)), ("seed", .integer(seed)),
      ("evaluationImages", .integer(reports.first?.evaluatedCount ?? 0)),
      ("evaluatedOnOthers", .bool(reports.first?.isOnOtherImages ?? false)),
      ("runs", .array(reports.map(\.json))),
    ])
  }
}

extension StabilityReport {
  /// The method and the bit width in words, such as `MSE 8 bit`.
  public var title: String {
    config.activationErrorMethod.title + (config.activationBitWidth.map { " \($0) bit" } ?? "")
  }

  fileprivate var json: OrderedJSON {
    .object([
      ("errorMethod", .string(config.activationErrorMethod.name)),
      ("activationBits", config.activationBitWidth.map(OrderedJSON.integer) ?? .null),
      ("outputs", .integer(outputCount)), ("verdict", .string(verdict.rawValue)),
      ("sufficientImages", sufficientImageCount.map(OrderedJSON.integer) ?? .null),
      ("conclusion", .string(conclusion)), ("significance", .number(significance)),
      (
        "halves",
        .array(
          halves.map { halves in
            .object([
              ("draw", .integer(halves.draw)), ("sameAnswer", .integer(halves.agreement.count)),
              ("onlyFirstRight", .integer(halves.pair.onlyFirst)),
              ("onlySecondRight", .integer(halves.pair.onlySecond)),
              ("p", .number(halves.pair.pValue)),
              ("first", json(halves.first)), ("second", json(halves.second)),
              ("moves", .array(halves.moves.map(\.json))),
            ])
          })
      ),
      ("growth", .array(growth.map(json))),
    ])
  }

  private func json(_ sample: CalibrationSample) -> OrderedJSON {
    .object([
      ("images", .integer(sample.imageCount)), ("draw", .integer(sample.draw)),
      ("differ", .integer(sample.moves.count)),
      ("correct", .integer(sample.evaluation.top1.count)),
      ("sameAnswerAsAll", .integer(sample.evaluation.agreement(with: whole.evaluation).count)),
      ("agreesWithFloat", .integer(sample.evaluation.agreesWithFloat)),
    ])
  }
}

extension ThresholdMove {
  fileprivate var json: OrderedJSON {
    .object([
      ("node", .string(node)), ("first", first.json), ("second", second.json),
      ("margin", .number(margin)), ("coinToss", .bool(isCoinToss)),
    ])
  }
}

extension QuantizationRange {
  /// The threshold, or both ends.
  fileprivate var json: OrderedJSON {
    switch self {
    case .threshold(let threshold, _): .number(threshold)
    case .interval(let minimum, let maximum): .array([.number(minimum), .number(maximum)])
    }
  }
}
