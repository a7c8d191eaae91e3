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

  @Flag(help: "Print the target platform as JSON, to start a file of your own from, and stop.")
  var printTpc = false

  func run() throws {
    let platform = try quantization.platform()
    if printTpc {
      say(platform.json.text(indent: 4))
      return
    }
    let workbook = Workbook(data)
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let configurations = try quantization.configurations()
    let weights = try calibration.quantizedWeights(configurations[0])
    let progress = ProgressBar("searching")
    var infos: [QuantizationInfo] = []
    for config in configurations {
      infos.append(try calibration.quantized(by: config, weights: weights).info)
      progress.update(done: infos.count, total: configurations.count)
    }
    progress.finish()
    let report = QuantizeReport(
      network: try workbook.network(), ledger: calibration.ledger, infos: infos,
      skipped: workbook.skipped)
    let lines = [report.headline(on: platform), report.table.text, report.note]
    say(json ? report.json.text(indent: 2) : lines.compactMap { $0 }.joined(separator: "\n"))
    try reportNotes(workbook)
  }
}
