import Evaluation
import Foundation
import Imaging
import KerasModels
import PostTrainingQuantization
import Support
import TargetPlatform

/// What `workbook evaluate` found, for people and for programs.
public struct EvaluateReport {
  let results: [EvaluationResult]
  let infos: [QuantizationInfo]
  let images: [LabelledImage]
  let skipped: [String]

  /// - Parameters:
  ///   - results: The float model's first.
  ///   - infos: How the others were quantized, in their order.
  public init(
    results: [EvaluationResult], infos: [QuantizationInfo], images: [LabelledImage],
    skipped: [String]
  ) {
    self.results = results
    self.infos = infos
    self.images = images
    self.skipped = skipped
  }

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    func proportion(_ proportion: Proportion) -> OrderedJSON {
      .object([("correct", .integer(proportion.count)), ("of", .integer(proportion.total))])
    }
    return .object([
      ("schema", .integer(1)), ("images", .integer(images.count)),
      ("skipped", .integer(skipped.count)),
      (
        "results",
        .array(
          results.map { result in
            .object([
              ("name", .string(result.name)), ("top1", proportion(result.top1)),
              ("top5", proportion(result.top5)), ("crossEntropy", .number(result.crossEntropy)),
              ("agreesWithFloat", .integer(result.agreesWithFloat)),
              ("sqnrDecibels", .number(result.sqnrDecibels)),
            ])
          })
      ),
    ])
  }

  /// What was done, in a line to stand above the table.
  public func headline(of network: MobileNetV2, on platform: TargetPlatformCapabilities) -> String {
    let start = "\(network.model.name) on \(images.count) images"
    guard let ledger = infos.first?.ledger else { return start }
    let summary = QuantizationSummary(infos, ledger: ledger, platform: platform)
    return "\(start); thresholds from \(summary.text)"
  }

  /// What the mark in the table means, or `nil` when there is none.
  public var note: String? { RawKL.note(on: infos.map(\.config.activationErrorMethod)) }

  /// One line per model.
  public var table: Table {
    let unguarded = zip(results.dropFirst(), infos)
      .filter { $1.config.activationErrorMethod == .kl() }.map(\.0.name)
    return evaluationTable(results, unguarded: Set(unguarded))
  }

  /// One row per image: path, class index, and every model's arg-max.
  public var predictions: Data {
    let header = ["path", "class"] + results.map(\.name)
    let rows = images.enumerated().map { index, image in
      [image.path, String(image.classIndex)]
        + results.map { String($0.predictions[index].classIndex) }
    }
    return Data(CSV.text([header] + rows).utf8)
  }
}
