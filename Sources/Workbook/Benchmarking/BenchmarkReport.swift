import Support
import WorkbookKit

/// What `workbook bench` measured, for people and for programs.
public struct BenchmarkReport {
  /// What the times belong to.
  let setting: BenchmarkSetting
  /// What every report says of the network.
  let model: OrderedJSON
  let repetitions: Int
  /// The fastest rate of multiply-adds of so many threads, in 10⁹ operations per second.
  let peak: Double
  let results: [BenchmarkResult]

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  ///
  /// - Parameter comparison: This run beside a recorded one.
  public func json(with comparison: BenchmarkComparison? = nil) -> OrderedJSON {
    let changes = comparison?.changes.map(\.json) ?? results.map { _ in .null }
    return .object([
      ("schema", .integer(1)),
      (
        "machine",
        .object([
          ("processor", .string(setting.processor)), ("cores", .integer(setting.cores)),
          ("instructionSet", .string(setting.instructionSet)), ("build", .string(setting.build)),
        ])
      ),
      ("threads", .integer(setting.threads)), ("repetitions", .integer(repetitions)),
      ("peakGFLOPS", .number(peak)), ("model", model),
      ("against", comparison?.json ?? .null),
      (
        "parts",
        .array(zip(results, changes).map { .object($0.jsonFields(peak: peak) + [("against", $1)]) })
      ),
    ])
  }

  /// The machine in a line, then one line per part.
  public var text: String {
    let table = Table(
      [
        "part", "images", "ms", "ms per image", "best", "images/s", "GFLOP/s", "% of peak",
        "% memory", "bound by", "peak MB",
      ],
      rows: results.map { $0.row(peak: peak) })
    return """
      \(setting.processor), \(setting.cores) cores, \(setting.threads) threads, \
      \(setting.instructionSet), \(setting.build) build
      peak of multiply-adds: \(fixed(peak, digits: 0)) GFLOP/s; medians of \(repetitions)

      \(table.text)
      """
  }
}
