import ArgumentParser
import Foundation
import KerasModels
import Support
import WorkbookKit

/// Says what was understood of a model.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what was understood of a model: its layers, and what will be quantized.",
    discussion: """
      No picture is needed. A model that can be computed but not quantized is described too, with the reason.
      """)

  @Option(
    help:
      "A Keras model: a .keras, .h5 or .weights.h5 file; else the one that comes with the workbook.",
    transform: inputPath)
  var weights: String?

  @Option(
    help:
      "The model's description, a JSON file with what model.to_json() gives; for files of weights alone.",
    transform: inputPath)
  var architecture: String?

  @Option(
    help: ArgumentHelp(
      "Rows and columns of the model's input in pixels, one number or 96x128, where the file leaves them open.",
      valueName: "size"))
  var inputSize: InputSize?

  @OptionGroup var platform: PlatformOptions

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  func validate() throws {
    if architecture != nil, weights == nil {
      throw ValidationError("--architecture describes the model of --weights; give both.")
    }
  }

  func run() throws {
    let platform = try platform.platform()
    let report = try DescribeReport(network: network(), platform: platform)
    say(json ? report.json.text(indent: 2) : report.text)
  }

  private func network() throws -> KerasModel {
    guard let weights else {
      // The workbook's own, in another size if that was asked for.
      let size = inputSize.map { ["--input-size", $0.description] } ?? []
      return try Workbook(DataOptions.parse(size)).network()
    }
    return try KerasModel(
      contentsOf: URL(fileURLWithPath: weights),
      architecture: architecture.map { URL(fileURLWithPath: $0) }, size: inputSize?.size)
  }
}
