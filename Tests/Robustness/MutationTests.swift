import Foundation
import Support
import TestSupport
import Testing
import WorkbookKit

/// Files that were changed at random are read or refused: no crash, no hang, no wrong status.
///
/// The short run tries the same files every time. `Tests/Robustness/run --minutes N` goes on with other
/// seeds for as long, and says how many files it tried.
struct MutationTests {
  /// How long one file may take.
  private static let patience = Duration.seconds(10)

  /// How much memory the process may have in the long run, in megabytes: all files that are read at one time,
  /// and the tests themselves.
  private static let memory = 500

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
  }

  @Test(
    "changed files are read, or refused with the status of bad data",
    arguments: InputKind.all)
  func changedFiles(kind: InputKind) throws {
    let scratch = try ScratchFolder()
    let originals = try kind.originals(scratch).map { [UInt8]($0) }
    try #require(!originals.isEmpty)
    for (index, original) in originals.enumerated() {
      let file = scratch.file("original")
      try Data(original).write(to: file)
      #expect(throws: Never.self, "\(kind.name) \(index) is a good file") { try kind.read(file) }
    }
    let firstSeed = Self.number("ROBUSTNESS_SEED") ?? 1
    let end = Self.number("ROBUSTNESS_SECONDS").map { ContinuousClock.now + .seconds($0) }
    // Where the file lies that is being read, should the process end with it.
    let folder = ProcessInfo.processInfo.environment["ROBUSTNESS_KEEP"].map(
      URL.init(fileURLWithPath:))
    let name = kind.name.replacingOccurrences(of: " ", with: "-")
    let file = folder?.appendingPathComponent("last-" + name) ?? scratch.file("changed")
    var (count, refused, mostMemory) = (0, 0, 0)
    while end.map({ ContinuousClock.now < $0 }) ?? (count < kind.shortCount) {
      let seed = UInt64(firstSeed + count)
      var mutator = Mutator(seed: seed)
      let changed = kind.changed(&mutator, originals[count % originals.count])
      // Every other file has right checksums, so that more than these are tried.
      try Data(count % 2 == 0 ? changed : kind.repaired(changed)).write(to: file)
      PeakMemory.reset()
      let start = ContinuousClock.now
      do {
        try kind.read(file)
      } catch {
        refused += 1
        let (text, status) = (oneLine("\(error)"), ExitStatus(error))
        #expect(
          status == .badData, "\(kind.name), seed \(seed): status \(status.rawValue): \(text)")
      }
      let time = ContinuousClock.now - start
      #expect(time < Self.patience, "\(kind.name), seed \(seed): \(time)")
      // Only then the process does nothing else.
      if end != nil, let peak = PeakMemory.megabytes {
        #expect(peak < Self.memory, "\(kind.name), seed \(seed): \(peak) MB")
        mostMemory = max(mostMemory, peak)
      }
      count += 1
    }
    if end != nil {
      print(
        "\(kind.name): \(count) files, \(refused) refused, from seed \(firstSeed), at most \(mostMemory) MB"
      )
    }
    if let folder, folder != scratch.url { try? FileManager.default.removeItem(at: file) }
    // A net through which everything falls, or nothing, catches nothing.
    #expect(refused > count / 20 && refused < count, "\(kind.name): \(refused) of \(count) refused")
  }

  @Test("a mutation follows from its seed alone")
  func seeds() {
    let bytes = (0..<500).map { UInt8(truncatingIfNeeded: $0) }
    var (one, same, other) = (Mutator(seed: 5), Mutator(seed: 5), Mutator(seed: 6))
    let first = one.changed(bytes)
    #expect(first == same.changed(bytes) && first != other.changed(bytes) && first != bytes)
  }
}
