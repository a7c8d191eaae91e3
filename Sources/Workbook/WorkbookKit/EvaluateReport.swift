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

  /// Creates a report.
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

/// One line per model: accuracy with its interval, loss, agreement, and a paired test against float.
public func evaluationTable(_ results: [EvaluationResult]) -> Table {
  Table(
    [
      "model", "top-1", "%", "95 % interval", "top-5", "cross-entropy", "agrees", "SQNR dB",
      "p vs float",
    ],
    rows: results.map { result in
      let interval = result.top1.interval
      let ends = fixed(interval.lowerBound * 100...interval.upperBound * 100, digits: 1)
      let isFloat = result.name == results[0].name
      return [
        .text(result.name), .integer(result.top1.count),
        .number(result.top1.fraction * 100, digits: 1),
        .text("\(ends.lower) to \(ends.upper)"),
        .integer(result.top5.count), .number(result.crossEntropy, digits: 4),
        .integer(result.agreesWithFloat),
        isFloat ? .none : .number(result.sqnrDecibels, digits: 1),
        isFloat ? .none : .number(result.compared(with: results[0]).pValue, digits: 4),
      ]
    })
}
