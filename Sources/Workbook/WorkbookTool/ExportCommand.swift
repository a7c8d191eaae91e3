import ArgumentParser
import Export
import Foundation
import Imaging
import IntegerNetwork
import PostTrainingQuantization
import Support
import WorkbookKit

/// Writes a quantized network to a file that another program runs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a quantized network in 8-bit integers to a file that other programs run.")

  /// A kind of file.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case tflite
    case onnx
    case encodings

    /// What the file is, when it is a model.
    var model: ModelFormat? {
      switch self {
      case .tflite: .tflite
      case .onnx: .onnx
      case .encodings: nil
      }
    }

    var fileName: String { model?.fileName ?? "encodings.json" }
  }

  @OptionGroup var data: DataOptions
  @OptionGroup var quantization: QuantizationOptions

  @Option(
    help: ArgumentHelp(
      "tflite, an int8 model for LiteRT and TensorFlow Lite, onnx, one for ONNX Runtime, or encodings, the grids as "
        + "JSON. May be repeated. (default: tflite)",
      valueName: "format"))
  var format: [Format] = []

  @Option(help: "float, uint8 or int8: what the model takes and gives.")
  var input = "float"

  @Option(
    help: ArgumentHelp(
      "How many pictures, the first ones, go through every layer into a folder beside the model. "
        + "(default: 2, or 1 when there is one)"))
  var vectors: Int?

  @Option(help: "The folder for the files.", transform: outputFolderPath("--output"))
  var output: String

  func validate() throws {
    _ = try numbers()
    _ = try config()
    if let vectors, vectors < 0 {
      throw ValidationError("--vectors is \(vectors), but must be 0 or more.")
    }
  }

  private func numbers() throws -> NumberType {
    guard let numbers = NumberType(rawValue: input) else {
      throw ValidationError("There is no input “\(input)”; there are float, uint8 and int8.")
    }
    return numbers
  }

  /// The one way to quantize: MSE with 8 bits unless another was asked for.
  private func config() throws -> QuantizationConfig {
    if let bits = quantization.activationBits.first(where: { $0 != 8 }) {
      throw ValidationError("--activation-bits is \(bits), but integer networks have 8.")
    }
    let configurations = try quantization.configurations()
    guard !quantization.methods.errorMethod.isEmpty else {
      return configurations.first { $0.activationErrorMethod == .mse } ?? configurations[0]
    }
    guard configurations.count == 1 else {
      throw ValidationError("A file holds one network; give one --error-method.")
    }
    return configurations[0]
  }

  func run() throws {
    let workbook = Workbook(data)
    try workbook.checkThatNetworkIsMeant()
    let folder = try ExportFolder(URL(fileURLWithPath: output))
    try checkFiles(in: folder.url)
    let platform = try quantization.platform()
    let pictures = try workbook.images(first: vectors ?? 2, orFewer: vectors == nil)
    var config = try config()
    config.overrides = try workbook.overrides(quantization.overrides, on: platform)
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let result = try calibration.quantized(
      by: config, weights: calibration.quantizedWeights(config))
    let made = ExportProvenance(of: result, weightsDigest: try workbook.network().weightsDigest)
    var models: [ExportedModel] = []
    for format in formats.compactMap(\.model) {
      let model = try writeModel(format, result, made, to: folder)
      try writeVectors(of: model, result, pictures, workbook, to: folder)
      models.append(model)
    }
    if !models.isEmpty {
      let report = ExportReport(
        models: models, of: result, made: made, use: try ModelUse(of: workbook), on: platform,
        numbers: try numbers(), vectors: pictures.count)
      try folder.write(Data(report.readme.utf8), to: ExportReport.fileName)
    }
    var lines = [ExportReport.headline(of: result, on: platform)]
    lines += models.map { $0.text(folder: output) }
    if formats.contains(.encodings) { lines.append(try writeEncodings(result, to: folder)) }
    try folder.finish()
    say(lines.joined(separator: "\n"))
    try reportNotes(workbook)
  }

  /// The kinds asked for, each once.
  private var formats: [Format] {
    format.isEmpty
      ? [.tflite]
      : format.reduce(into: []) {
        if !$0.contains($1) { $0.append($1) }
      }
  }

  /// Before the computation: what lies in the folder and is not an export's stays.
  private func checkFiles(in folder: URL) throws {
    for format in formats { try checkWritable(folder.appendingPathComponent(format.fileName)) }
    if formats.contains(where: { $0.model != nil }) { try ExportReport.checkPage(in: folder) }
  }

  /// - Returns: What to say about it.
  private func writeEncodings(
    _ result: QuantizationResult, to folder: ExportFolder
  ) throws -> String {
    try folder.write(encodingsFile(of: result), to: Format.encodings.fileName)
    return
      "\(output)/\(Format.encodings.fileName): the grids of \(result.info.activations.count) outputs and "
      + "\(result.info.kernels.count) kernels"
  }

  private func writeModel(
    _ format: ModelFormat, _ result: QuantizationResult, _ made: ExportProvenance,
    to folder: ExportFolder
  ) throws -> ExportedModel {
    let network = try IntegerNetwork(result, profile: format.profile)
    let file =
      switch format {
      case .tflite: try tfliteFile(of: network, numbers: numbers(), description: made.text)
      case .onnx:
        onnxFile(
          of: network, numbers: try numbers(), producer: made.producer, description: made.text,
          metadata: [
            "method": made.method, "calibration": made.calibration, "weightsDigest": made.weights,
          ])
      }
    try folder.write(file, to: format.fileName)
    return ExportedModel(format: format, network: network, byteCount: file.count)
  }

  private func writeVectors(
    of model: ExportedModel, _ result: QuantizationResult, _ images: [LabelledImage],
    _ workbook: Workbook, to folder: ExportFolder
  ) throws {
    guard !images.isEmpty else { return }
    let file = try TestVectors(
      of: model.network, count: images.count, in: folder, named: model.format.vectorsName)
    let input = try workbook.input()
    let progress = ProgressBar("computing in integers")
    defer { progress.finish() }
    // A few at a time: the codes of all layers of a picture are some megabytes.
    for start in stride(from: 0, to: images.count, by: 8) {
      let part = images[start..<min(start + 8, images.count)]
      let pictures = try preprocessedImages(part, for: input, on: workbook.machine)
      try file.add(
        pictures, answers: result.model.output(for: pictures),
        on: workbook.machine)
      progress.update(done: part.endIndex, total: images.count)
    }
  }
}
