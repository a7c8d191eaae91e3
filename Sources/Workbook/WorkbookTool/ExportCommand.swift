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
    case encodings
  }

  @OptionGroup var data: DataOptions
  @OptionGroup var quantization: QuantizationOptions

  @Option(
    help: ArgumentHelp(
      "tflite, an int8 model for LiteRT and TensorFlow Lite, or encodings, the grids as JSON. May be repeated. "
        + "(default: tflite)",
      valueName: "format"))
  var format: [Format] = []

  @Option(help: "float, uint8 or int8: what the model takes and gives.")
  var input = "float"

  @Option(
    help:
      "How many pictures, the first ones, go through every layer into the folder vectors.")
  var vectors = 2

  @Option(help: "The folder for the files.")
  var output: String

  func validate() throws {
    _ = try numbers()
    _ = try config()
    guard vectors >= 0 else {
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
    let folder = try ExportFolder(URL(fileURLWithPath: output))
    let workbook = Workbook(data)
    let platform = try quantization.platform()
    let pictures = try workbook.images(first: vectors)
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let config = try config()
    let result = try calibration.quantized(
      by: config, weights: calibration.quantizedWeights(config))
    let lines = try (format.isEmpty ? [.tflite] : format).map { format in
      switch format {
      case .tflite: try writeModel(result, pictures, workbook, to: folder)
      case .encodings: try writeEncodings(result, to: folder)
      }
    }
    try folder.finish()
    say(lines.joined(separator: "\n"))
    try reportNotes(workbook)
  }

  /// - Returns: What to say about it.
  private func writeEncodings(
    _ result: QuantizationResult, to folder: ExportFolder
  ) throws -> String {
    try folder.write(encodingsFile(of: result), to: "encodings.json")
    return "\(output)/encodings.json: the grids of \(result.info.activations.count) outputs and "
      + "\(result.info.kernels.count) kernels"
  }

  /// - Returns: What to say about it.
  private func writeModel(
    _ result: QuantizationResult, _ pictures: [LabelledImage], _ workbook: Workbook,
    to folder: ExportFolder
  ) throws -> String {
    let network = try IntegerNetwork(result, profile: .liteRT)
    let made =
      "activation-threshold-workbook, \(result.title), calibration \(result.info.ledger.digest)"
    let file = try tfliteFile(of: network, numbers: numbers(), description: made)
    try folder.write(file, to: "model.tflite")
    try writeVectors(of: network, pictures, workbook, to: folder)
    let report = ExportReport(
      network: network, made: made, numbers: try numbers(), byteCount: file.count,
      vectors: vectors)
    try folder.write(Data(report.readme.utf8), to: "README.md")
    return report.text(folder: output)
  }

  private func writeVectors(
    of network: IntegerNetwork, _ images: [LabelledImage], _ workbook: Workbook,
    to folder: ExportFolder
  ) throws {
    guard vectors > 0 else { return }
    let file = try TestVectors(of: network, count: images.count, in: folder)
    let input = try workbook.input()
    let progress = ProgressBar("computing in integers")
    defer { progress.finish() }
    // A few at a time: the codes of all layers of a picture are some megabytes.
    for start in stride(from: 0, to: images.count, by: 8) {
      let part = images[start..<min(start + 8, images.count)]
      try file.add(
        preprocessedImages(part, for: input, on: workbook.machine), on: workbook.machine)
      progress.update(done: part.endIndex, total: images.count)
    }
  }
}
