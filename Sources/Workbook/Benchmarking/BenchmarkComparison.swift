import Support
import WorkbookKit

/// This run beside a recorded one.
public struct BenchmarkComparison {
  let path: String
  let differences: [BenchmarkSetting.Difference]
  let changes: [BenchmarkChange]

  /// Compares all parts of a run.
  public init(_ report: BenchmarkReport, against recorded: RecordedRun) {
    path = recorded.path
    differences = report.setting.differences(from: recorded.setting)
    changes = report.results.map {
      BenchmarkChange(now: $0, recorded: recorded.part(like: $0))
    }
  }

  /// What differs beside the program, in a sentence; `nil` when nothing does.
  public var note: String? {
    guard !differences.isEmpty else { return nil }
    let words = differences.map {
      "\($0.key) was \($0.recorded.text()) and is \($0.now.text())"
    }
    return "\(path) was recorded under other conditions: \(words.joined(separator: "; ")); the "
      + "changes are not the program's alone"
  }

  /// A line per part.
  public var text: String {
    let table = Table(
      ["part", "ms", "recorded", "now", "change %", "verdict"], rows: changes.map(\.row))
    let conditions = differences.isEmpty ? "" : " (other conditions: \(keys))"
    return """
      against \(oneLine(path))\(conditions)

      \(table.text)
      """
  }

  private var keys: String { differences.map(\.key).joined(separator: ", ") }

  var json: OrderedJSON {
    .object([
      ("file", .string(path)),
      (
        "differences",
        .array(
          differences.map {
            .object([("key", .string($0.key)), ("recorded", $0.recorded), ("now", $0.now)])
          })
      ),
      ("missing", .array(changes.filter { $0.recorded == nil }.map { .string($0.now.name) })),
    ])
  }
}

/// One part of this run beside the same of a recorded one.
struct BenchmarkChange {
  let now: BenchmarkResult
  /// `nil` when the recorded run has no such part.
  let recorded: RecordedRun.Part?

  /// Images per repetition that times are divided by, then and now; 1 where a part has none.
  private var images: (recorded: Double, now: Double)? {
    guard let recorded else { return nil }
    guard let then = recorded.images, let now = now.images else { return (1, 1) }
    return (Double(then), Double(now))
  }

  /// The medians in milliseconds, per image where there are images.
  private var medians: (recorded: Double, now: Double)? {
    guard let recorded, let images else { return nil }
    return (recorded.milliseconds / images.recorded, now.milliseconds / images.now)
  }

  /// The median's change as a fraction of the recorded one; positive when it takes longer.
  var change: Double? { medians.map { $0.now / $0.recorded - 1 } }

  /// Whether all repetitions of one run are slower than all of the other; `nil` when that cannot be said.
  var exceedsSpread: Bool? {
    guard let images, images.recorded == images.now, let then = recorded?.repetitionMilliseconds,
      BenchmarkChange.suffices(then.count, now.seconds.count), let slowest = then.max(),
      let fastest = then.min()
    else { return nil }
    let times = now.seconds.map { 1000 * $0 }
    return times.allSatisfy { $0 > slowest } || times.allSatisfy { $0 < fastest }
  }

  /// Whether so many repetitions can tell anything: of two runs of the same program all of one are slower than
  /// all of the other in at most one of twenty cases, if the order of times is by chance. For runs of
  /// equal length these are four repetitions.
  static func suffices(_ count: Int, _ other: Int) -> Bool {
    var orders = 1.0
    for index in 0..<min(count, other) {
      orders *= Double(count + other - index) / Double(index + 1)
    }
    return 2 / orders <= 0.05
  }

  private var verdict: String {
    guard let recorded else { return "not in the file" }
    switch (exceedsSpread, change) {
    case (true?, let change?): return change > 0 ? "slower" : "faster"
    case (false?, _): return "within the spread"
    default:
      if let then = recorded.images, then != now.images { return "then with \(then) images" }
      return recorded.repetitionMilliseconds == nil
        ? "no single times in the file" : "too few repetitions"
    }
  }

  var row: [Table.Cell] {
    let own = now.perImage(now.milliseconds) ?? now.milliseconds
    return [
      .text(now.name), .text(now.images == nil ? "in all" : "per image"),
      medians.map { .number($0.recorded, digits: 3) } ?? .none, .number(own, digits: 3),
      change.map { .signed(100 * $0, digits: 1) } ?? .none, .text(verdict),
    ]
  }

  var json: OrderedJSON {
    guard let recorded, let change else { return .null }
    return .object([
      ("images", recorded.images.map(OrderedJSON.integer) ?? .null),
      ("milliseconds", .number(recorded.milliseconds)), ("change", .number(change)),
      ("exceedsSpread", exceedsSpread.map(OrderedJSON.bool) ?? .null),
    ])
  }
}
