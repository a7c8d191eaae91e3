import ArgumentParser
import Benchmarking
import Support
import WorkbookKit

/// Measures how fast the workbook is on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast the parts of the workbook are on this machine.",
    discussion: "Medians of several repetitions; the repetitions of all parts take turns.")

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "What to measure: \(BenchmarkPart.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "May be repeated; else all.",
      valueName: "part"))
  var part: [String] = []

  @Option(help: "Images per batch of inference; may be repeated; else 1 and 32.")
  var batch: [Int] = []

  @Option(help: "How often every part runs.")
  var repetitions = 5

  @Option(
    help: ArgumentHelp(
      "Compare with a run that --json has printed into a file, of the same machine.",
      valueName: "file"),
    transform: inputPath)
  var against: String?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  func validate() throws {
    for name in part where BenchmarkPart(rawValue: name) == nil {
      throw ValidationError(
        "There is no part “\(name)”; there are "
          + BenchmarkPart.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    for batch in batch where !(1...1024).contains(batch) {
      throw ValidationError("--batch is \(batch), but must be between 1 and 1024.")
    }
    guard (1...1000).contains(repetitions) else {
      throw ValidationError("--repetitions is \(repetitions), but must be between 1 and 1000.")
    }
  }

  func run() throws {
    // Before minutes go by.
    let recorded = try against.map { try RecordedRun(path: $0) }
    let report = try Benchmark(
      Workbook(data),
      parts: part.isEmpty ? BenchmarkPart.allCases : part.compactMap(BenchmarkPart.init),
      batches: batch.isEmpty ? [1, 32] : batch, repetitions: repetitions
    ).run()
    let comparison = recorded.map { BenchmarkComparison(report, against: $0) }
    say(
      json
        ? report.json(with: comparison).text(indent: 2)
        : [report.text, comparison?.text].compactMap { $0 }.joined(separator: "\n\n"))
    if let note = comparison?.note { complain(oneLine("workbook: note: \(note)")) }
  }
}
