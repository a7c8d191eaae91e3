import Exercises
import ExerciseChecks
import Foundation
import Support

/// What the tool asks of a process that checks one answer, and what that process says.
///
/// The process is the tool itself, called with these words. It loads the library of answers, so a mistake that
/// ends the process ends nothing else.
public struct AnswerRequest: Equatable {
  /// The word that a command line of this kind begins with.
  static let word = "--check-answer"

  let library: String
  let chapter: Int
  /// The exercise's position in its chapter, from 0.
  let position: Int
  /// The file in which the process writes down what it found.
  let result: String
  /// After so many seconds the process ends even if nobody stops it.
  let seconds: Int

  var arguments: [String] {
    [Self.word, library, "\(chapter)", "\(position)", result, "\(seconds)"]
  }

  init(library: String, chapter: Int, position: Int, result: String, seconds: Int) {
    self.library = library
    self.chapter = chapter
    self.position = position
    self.result = result
    self.seconds = seconds
  }

  /// Reads a command line; `nil` when it asks for something else.
  public init?(_ line: [String]) {
    guard line.count == 7, line[1] == Self.word, let chapter = Int(line[3]),
      let position = Int(line[4]), let seconds = Int(line[6])
    else { return nil }
    self.init(
      library: line[2], chapter: chapter, position: position, result: line[5], seconds: seconds)
  }

  /// Checks the answer and writes down what became of it.
  ///
  /// - Throws: An error of the workbook's data, ``LibraryUnusable``, or ``OutputError``.
  public func answer() throws {
    AnswerProcess.prepare(seconds: seconds)
    try ProcessFolder.noting(beside: URL(fileURLWithPath: result), writeVerdict)
  }

  private func writeVerdict() throws {
    guard let catalog = ExerciseCatalog.all.first(where: { $0.chapter == chapter }),
      let sheet = catalog.sheet(answers: try AnswerLibrary.answers(library, chapter)),
      sheet.items.indices.contains(position)
    else { throw LibraryUnusable(reason: "it does not answer chapter \(chapter)") }
    let record = VerdictRecord(try sheet.verdict(at: position, ExerciseData()))
    try writeFile(JSONEncoder().encode(record), to: URL(fileURLWithPath: result))
  }
}

/// A verdict on its way from one process to another.
struct VerdictRecord: Codable, Equatable {
  let word: String
  var input: String?
  var expected: String?
  var got: String?
  var advice: String?

  init(_ verdict: Verdict) {
    word = verdict.word
    if case .wrong(let difference) = verdict {
      (input, expected) = (difference.input, difference.expected)
      (got, advice) = (difference.got, difference.advice)
    }
  }

  /// `nil` when the record is none that a check writes.
  var verdict: Verdict? {
    switch word {
    case Verdict.done.word: .done
    case Verdict.notDone.word: .notDone
    default:
      if let expected, let got {
        .wrong(Difference(input: input, expected: expected, got: got, advice: advice))
      } else {
        nil
      }
    }
  }
}

/// Loads libraries of answers.
enum AnswerLibrary {
  /// The answers that a library holds.
  ///
  /// - Throws: ``LibraryUnusable``.
  static func answers(_ path: String, _ chapter: Int) throws -> Any {
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(library, AnswerBuild.entry(chapter))
    else {
      throw LibraryUnusable(reason: dlerror().map { String(cString: $0) } ?? "it cannot be loaded")
    }
    typealias Entry = @convention(c) () -> UnsafeMutableRawPointer
    let entry = unsafeBitCast(symbol, to: Entry.self)
    return Unmanaged<AnswerBox>.fromOpaque(entry()).takeRetainedValue().answers
  }
}

/// A library of answers does not fit the tool.
public struct LibraryUnusable: Error, CustomStringConvertible {
  let reason: String

  /// What is wrong, and what to do.
  public var description: String {
    "the answers were built, but they cannot be used: \(reason); run “swift build”, then again"
  }
}
