import ArgumentParser
import PostTrainingQuantization
import Support
import WorkbookKit

/// Searches thresholds and prints them.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Search the thresholds of a network and print them.")

  @OptionGroup var data: DataOptions
  @OptionGroup var quantization: QuantizationOptions

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Flag(help: "Print the integers of the kernels too, with --json.")
  var codes = false

  @Flag(help: "Print the target platform as JSON, to start a file of your own from, and stop.")
  var printTpc = false

  func validate() throws {
    if codes, !json {
      throw ValidationError("--codes is for --json; the table has no kernels.")
    }
  }

  func run() throws {
    let platform = try quantization.platform()
    if printTpc {
      say(platform.json.text(indent: 4))
      return
    }
    let workbook = Workbook(data)
    let configurations = try quantization.configurations(for: workbook)
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let weights = try calibration.quantizedWeights(configurations[0])
    let progress = ProgressBar("searching")
    var results: [QuantizationResult] = []
    for config in configurations {
      results.append(try calibration.quantized(by: config, weights: weights))
      progress.update(done: results.count, total: configurations.count)
    }
    progress.finish()
    let report = QuantizeReport(
      network: try workbook.network(), ledger: calibration.ledger, results: results,
      skipped: workbook.skipped)
    let lines = [report.headline(on: platform), report.table.text, report.note]
    say(
      json
        ? report.json(codes: codes).text(indent: 2)
        : lines.compactMap { $0 }.joined(separator: "\n"))
    try reportNotes(workbook)
  }
}
