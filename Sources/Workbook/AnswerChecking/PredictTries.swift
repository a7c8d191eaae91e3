import ExerciseChecks
import Foundation
import Support

/// The wrong numbers that a learner has predicted. What was expected is shown only after the third one.
///
/// They are kept in a file, by exercise, each number once: asking again with the same one is no new try.
public struct PredictTries {
  /// How many tries it takes until the expected number is shown.
  public static let wanted = 3

  private struct Record: Codable {
    var schema = 1
    var tries: [String: [String]]
  }

  private let file: URL?
  private var record: Record
  private var isChanged = false

  /// - Parameter file: Where the tries are kept; `nil` counts none.
  public init(_ file: URL?) {
    self.file = file
    record =
      file.flatMap { try? Data(contentsOf: $0) }
      .flatMap { try? JSONDecoder().decode(Record.self, from: $0) } ?? Record(tries: [:])
  }

  /// Counts a wrong prediction, and says how many more it takes until the expected number is shown.
  public mutating func triesLeft(after checked: CheckedExercise) -> Int {
    guard checked.item.kind == .predict, case .wrong(let difference) = checked.verdict else {
      return 0
    }
    guard file != nil else { return Self.wanted - 1 }
    var tries = record.tries[checked.item.id] ?? []
    if !tries.contains(difference.got) {
      tries.append(difference.got)
      record.tries[checked.item.id] = tries
      isChanged = true
    }
    return max(Self.wanted - tries.count, 0)
  }

  /// Writes the file, if there is a new try.
  ///
  /// - Throws: ``OutputError``.
  public func save() throws {
    guard isChanged, let file else { return }
    try makeFolder(file.deletingLastPathComponent())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try writeFile(encoder.encode(record) + Data("\n".utf8), to: file)
  }
}
