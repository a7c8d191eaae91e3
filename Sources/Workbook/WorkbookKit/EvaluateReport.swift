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
  let classCount: Int
  let arithmetic: Arithmetic

  /// - Parameters:
  ///   - results: The float model's first.
  ///   - infos: How the others were quantized, in their order.
  ///   - classCount: How many classes the network tells apart.
  ///   - arithmetic: With which numbers the others were run.
  public init(
    results: [EvaluationResult], infos: [QuantizationInfo], images: [LabelledImage],
    skipped: [String], classCount: Int, arithmetic: Arithmetic = .float
  ) {
    self.results = results
    self.infos = infos
    self.images = images
    self.skipped = skipped
    self.classCount = classCount
    self.arithmetic = arithmetic
  }

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    func proportion(_ proportion: Proportion) -> OrderedJSON {
      .object([("correct", .integer(proportion.count)), ("of", .integer(proportion.total))])
    }
    return .object([
      ("schema", .integer(1)), ("images", .integer(images.count)),
      ("skipped", .integer(skipped.count)), ("arithmetic", .string(arithmetic.rawValue)),
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
  public func headline(of network: KerasModel, on platform: TargetPlatformCapabilities) -> String {
    let remark = arithmetic.remark.map { ", \($0)" } ?? ""
    let start = "\(oneLine(network.model.name)) on \(images.count) images\(remark)"
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

  /// What to know of the float network, or `nil`: it may be right by chance only.
  public var chanceNote: String? {
    guard let float = results.first?.top1, float.total >= 20,
      float.interval.lowerBound <= 1 / Double(classCount)
    else { return nil }
    return
      "the float network is right on \(float.count) of \(float.total) images, no more than chance among "
      + "\(classCount) classes may give; do --preprocessing, --resize and --input-size fit its training, and "
      + "--classes or the order of the folders its outputs?"
  }

  /// Every model's outputs, float32 `[models, images, outputs]`, as a NumPy file; the evaluation must have kept
  /// them.
  public var probabilities: Data {
    let outputs = results.flatMap(\.outputs)
    return numPyFile(
      shape: [results.count, images.count, outputs.count / max(results.count * images.count, 1)],
      values: outputs)
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
