import Evaluation
import Foundation
import Imaging
import Support
import TargetPlatform

/// What `workbook evaluate` found, for people and for programs.
public struct EvaluateReport {
  let results: [EvaluationResult]
  let images: [LabelledImage]
  let skipped: [String]

  public init(results: [EvaluationResult], images: [LabelledImage], skipped: [String]) {
    self.results = results
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

  /// One line per model.
  public var table: Table { evaluationTable(results) }

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
