import Parallelism
import Support
import WorkbookKit

/// What `workbook bench` measured, for people and for programs.
public struct BenchmarkReport {
  let description: MachineDescription
  let machine: Machine
  let repetitions: Int
  /// The fastest rate of multiply-adds of so many threads, in 10⁹ operations per second.
  let peak: Double
  let results: [BenchmarkResult]

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    .object([
      ("schema", .integer(1)),
      (
        "machine",
        .object([
          ("processor", .string(description.processor)), ("cores", .integer(description.cores)),
          ("instructionSet", .string(machine.instructionSet.rawValue)),
          ("build", .string(description.build)),
        ])
      ),
      ("threads", .integer(machine.threads)), ("repetitions", .integer(repetitions)),
      ("peakGFLOPS", .number(peak)), ("parts", .array(results.map { $0.json(peak: peak) })),
    ])
  }

  /// The machine in a line, then one line per part.
  public var text: String {
    let table = Table(
      [
        "part", "images", "ms", "ms per image", "best", "images/s", "GFLOP/s", "% of peak",
        "peak MB",
      ],
      rows: results.map { $0.row(peak: peak) })
    return """
      \(description.processor), \(description.cores) cores, \(machine.threads) threads, \
      \(machine.instructionSet.rawValue), \(description.build) build
      peak of multiply-adds: \(fixed(peak, digits: 0)) GFLOP/s; medians of \(repetitions)

      \(table.text)
      """
  }
}
