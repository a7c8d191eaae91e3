import ArgumentParser
import Evaluation
import FastExecution
import Foundation
import Graph
import PostTrainingQuantization
import Support
import WorkbookKit

/// Compares the float network with quantized ones on labelled images.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare the float network with quantized ones on labelled images.")

  @OptionGroup var data: DataOptions
  @OptionGroup var quantization: QuantizationOptions

  @Option(help: "How many images to evaluate on, the first ones in order; else all.")
  var evaluationImages: Int?

  @Option(help: ArgumentHelp("Write every model's class for every image.", valueName: "file.csv"))
  var predictions: String?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  private static let otherPlace = "choose another place with --predictions"

  func validate() throws {
    if let evaluationImages, evaluationImages < 1 {
      throw ValidationError(
        "--evaluation-images is \(evaluationImages), but must be at least 1.")
    }
  }

  func run() throws {
    if let predictions {
      // Before the long computation, so that it does not end in vain.
      let url = URL(fileURLWithPath: predictions)
      do {
        if FileState(predictions) == nil { try makeOutputFolder(url.deletingLastPathComponent()) }
        try checkWritable(url)
      } catch {
        throw error.advising(Self.otherPlace)
      }
    }
    let workbook = Workbook(data)
    let network = try workbook.network()
    let images = try workbook.images(first: evaluationImages)
    let platform = try quantization.platform()
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let configurations = try quantization.configurations()
    let weights = try calibration.quantizedWeights(configurations[0])
    let severalWidths = Set(configurations.map(\.activationBitWidth)).count > 1
    let quantizations = try configurations.map {
      try calibration.quantized(by: $0, weights: weights)
    }
    let models = quantizations.map { result in
      let bits = severalWidths ? result.bitWidth.map { "-\($0)bit" } ?? "" : ""
      return (name: result.method.name + bits, model: result.model as any Executor)
    }
    let progress = ProgressBar("evaluating")
    let results = try evaluate(
      float: FastExecutor(model: network.model, on: workbook.machine), quantized: models,
      images: images, on: workbook.machine,
      progress: { progress.update(done: $0, total: images.count) })
    progress.finish()
    let report = EvaluateReport(
      results: results, infos: quantizations.map(\.info), images: images,
      skipped: workbook.skipped)
    // The table first: it is not lost when the file cannot be written.
    let lines = [report.headline(of: network, on: platform), report.table.text, report.note]
    say(json ? report.json.text(indent: 2) : lines.compactMap { $0 }.joined(separator: "\n"))
    try reportNotes(workbook)
    guard let predictions else { return }
    do {
      try writeFile(report.predictions, to: URL(fileURLWithPath: predictions))
    } catch {
      throw error.advising(Self.otherPlace)
    }
  }
}

/// Says on stderr what a reader of the results should know: which images were left out, and whether
/// calibration saw few classes.
///
/// - Throws: What loading the images throws.
func reportNotes(_ workbook: Workbook) throws {
  var notes: [String] = []
  let skipped = workbook.skipped
  if !skipped.isEmpty {
    let noun = skipped.count == 1 ? "image" : "images"
    let shown = skipped.prefix(20).joined(separator: ", ")
    let rest = skipped.count > 20 ? " and \(skipped.count - 20) more" : ""
    notes.append("left out \(skipped.count) unreadable \(noun): \(shown)\(rest)")
  }
  if let note = try workbook.fewImagesNote() { notes.append("note: " + note) }
  if let note = try workbook.calibrationNote() { notes.append("note: " + note) }
  if let note = workbook.fileNameNote() { notes.append("note: " + note) }
  for note in notes {
    complain(oneLine("workbook: \(note)", limit: 4000))
  }
}
