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

  @Option(
    help: ArgumentHelp(
      "With which numbers quantized networks are run: float, on the grids of the activations; integer, 8-bit "
        + "integers with LiteRT's roundings; integer-onnx, with ONNX Runtime's.",
      valueName: "numbers"))
  var arithmetic: Arithmetic = .float

  @Option(help: "How many images to evaluate on, the first ones in order; else all.")
  var evaluationImages: Int?

  @Option(
    help: ArgumentHelp("Write every model's class for every image.", valueName: "file.csv"),
    transform: givenPath)
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "Write every model's outputs for every image, float32 [models, images, outputs], the float model first.",
      valueName: "file.npy"),
    transform: givenPath)
  var probabilities: String?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  func validate() throws {
    if let evaluationImages, evaluationImages < 1 {
      throw ValidationError(
        "--evaluation-images is \(evaluationImages), but must be at least 1.")
    }
    if arithmetic != .float, let bits = quantization.activationBits.first(where: { $0 != 8 }) {
      throw ValidationError("--activation-bits is \(bits), but integer networks have 8.")
    }
  }

  func run() throws {
    let workbook = Workbook(data)
    try checkFiles()
    let network = try workbook.network()
    let images = try workbook.labelledImages(first: evaluationImages)
    let platform = try quantization.platform()
    let configurations = try quantization.configurations(for: workbook)
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let weights = try calibration.quantizedWeights(configurations[0])
    let severalWidths = Set(configurations.map(\.activationBitWidth)).count > 1
    let quantizations = try configurations.map {
      try calibration.quantized(by: $0, weights: weights)
    }
    let models = try quantizations.map { result in
      let bits = severalWidths ? result.bitWidth.map { "-\($0)bit" } ?? "" : ""
      let executor = try arithmetic.executor(of: result, on: workbook.machine)
      return (name: result.method.name + bits, model: executor)
    }
    let progress = ProgressBar("evaluating")
    let results = try evaluate(
      float: FastExecutor(model: network.model, on: workbook.machine), quantized: models,
      images: images, as: try workbook.input(), keepsOutputs: probabilities != nil,
      on: workbook.machine,
      progress: { progress.update(done: $0, total: images.count) })
    progress.finish()
    let report = EvaluateReport(
      results: results, infos: quantizations.map(\.info), images: images,
      skipped: workbook.skipped, classCount: network.model.classCount, arithmetic: arithmetic)
    // The table first: it is not lost when a file cannot be written.
    let lines = [report.headline(of: network, on: platform), report.table.text, report.note]
    say(json ? report.json.text(indent: 2) : lines.compactMap { $0 }.joined(separator: "\n"))
    if let note = report.chanceNote { complain(oneLine("workbook: note: \(note)", limit: 4000)) }
    try reportNotes(workbook)
    for file in files { try file.write(file.content(report)) }
  }

  /// Before the long computation, so that it does not end in vain.
  private func checkFiles() throws {
    for file in files { try file.check() }
    if let predictions, let probabilities, leadToSameFile(predictions, probabilities) {
      throw OutputError(
        path: probabilities, reason: "--predictions leads to the same file",
        advice: "give two places", isConflict: true)
    }
  }

  /// The files that were asked for.
  private var files: [ResultFile] {
    [
      predictions.map {
        ResultFile(path: $0, option: "--predictions", content: \.predictions)
      },
      probabilities.map {
        ResultFile(path: $0, option: "--probabilities", content: \.probabilities)
      },
    ].compactMap { $0 }
  }
}

/// A file that an evaluation leaves.
private struct ResultFile {
  let path: String
  let option: String
  let content: (EvaluateReport) -> Data

  private var url: URL { URL(fileURLWithPath: path) }

  func check() throws {
    do {
      if FileState(path) == nil { try makeOutputFolder(url.deletingLastPathComponent()) }
      try checkWritable(url)
    } catch {
      throw error.advising("choose another place with \(option)")
    }
  }

  func write(_ data: Data) throws {
    do {
      try writeFile(data, to: url)
    } catch {
      throw error.advising("choose another place with \(option)")
    }
  }
}

/// Says on stderr what a reader of the results should know: which images were left out, whether the network is the one
/// that was meant, and whether calibration saw few classes.
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
  notes += [workbook.ownNetworkNote()].compactMap { $0.map { "note: " + $0 } }
  notes += try workbook.networkNotes().map { "note: " + $0 }
  notes += try [
    workbook.fewImagesNote(), workbook.calibrationNote(), workbook.fileNameNote(),
  ].compactMap { $0.map { "note: " + $0 } }
  for note in notes {
    complain(oneLine("workbook: \(note)", limit: 4000))
  }
}
