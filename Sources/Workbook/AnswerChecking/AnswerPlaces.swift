import ExerciseChecks
import Foundation
import Support

/// Whose answers are checked, and where they lie.
public enum AnswerPlaces: Equatable, Sendable {
  /// The learner's, beside the chapters' pages.
  case own
  /// The package's solutions.
  case solutions
  /// Somebody's, in a folder.
  case folder(URL)

  /// The type that answers a chapter.
  func type(of chapter: Int) -> String {
    self == .solutions ? "Solutions\(chapter)" : "Answers\(chapter)"
  }

  private static let solutionsFolder = "Sources/Workbook/ExerciseSolutions"

  /// The folder of a chapter's exercises, from the package's folder.
  public static func exercises(of chapter: Int, in package: URL) -> String {
    let number = chapter < 10 ? "0\(chapter)-" : "\(chapter)-"
    let chapters = package.appendingPathComponent("Chapters").path
    let folder = try? FileManager.default.contentsOfDirectory(atPath: chapters).sorted()
      .first { $0.hasPrefix(number) }
    return "Chapters/\(folder ?? number + "...")/Exercises"
  }

  /// The file of a chapter's answers, from the package's folder, or with its whole path.
  public func file(of chapter: Int, in package: URL) -> String {
    switch self {
    case .own: "\(Self.exercises(of: chapter, in: package))/Exercises\(chapter).swift"
    case .solutions: "\(Self.solutionsFolder)/Solutions\(chapter).swift"
    case .folder(let folder):
      Self.find("Exercises\(chapter).swift", in: folder)?.path
        ?? folder.appendingPathComponent("Exercises\(chapter).swift").path
    }
  }

  /// Whether there is a file of answers to some of the chapters.
  public func holdAnswers(to chapters: [Int], in package: URL) -> Bool {
    chapters.contains { chapter in
      let path = file(of: chapter, in: package)
      let isWhole = path.hasPrefix("/")
      return FileState(isWhole ? path : package.appendingPathComponent(path).path) != nil
    }
  }

  /// The chapter's decision log: its text, or `nil` when it is not there.
  ///
  /// - Throws: `InputFileError`.
  func decision(of chapter: Int, in package: URL) throws -> String? {
    let name = DecisionLog.file(chapter)
    let file: URL? =
      switch self {
      case .own:
        package.appendingPathComponent("\(Self.exercises(of: chapter, in: package))/\(name)")
      case .solutions: nil
      case .folder(let folder): Self.find(name, in: folder)
      }
    guard let file, FileState(file.path) != nil else { return nil }
    return try textOfLearner(file)
  }

  /// The chapter's decision logs: one from chapter 4 on, none among the solutions.
  ///
  /// - Throws: `InputFileError`.
  public func decisions(
    of chapter: Int, after exercises: Int, in package: URL
  ) throws -> [DecisionLog] {
    guard chapter >= DecisionLog.firstChapter, self != .solutions else { return [] }
    return [
      DecisionLog(
        chapter: chapter, after: exercises, text: try decision(of: chapter, in: package))
    ]
  }

  /// A file in a folder that somebody handed in: directly in it, or below, as in the package.
  private static func find(_ name: String, in folder: URL) -> URL? {
    let direct = folder.appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: direct.path) { return direct }
    let below = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return below.sorted().first { !$0.hasPrefix(".") && $0.hasSuffix("/" + name) }
      .map(folder.appendingPathComponent)
  }

  /// The sources of a chapter's answers: the file, and with it what else the learner put beside it.
  ///
  /// - Throws: ``AnswersMissing``.
  func sources(of chapter: Int, in package: URL) throws -> [URL] {
    let path = file(of: chapter, in: package)
    let main =
      path.hasPrefix("/") ? URL(fileURLWithPath: path) : package.appendingPathComponent(path)
    guard FileManager.default.fileExists(atPath: main.path) else {
      throw AnswersMissing(path: path, isSolution: self == .solutions)
    }
    guard self == .own else { return [main] }
    let folder = main.deletingLastPathComponent()
    let others = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return [main]
      + others.sorted().filter { $0.hasSuffix(".swift") && $0 != main.lastPathComponent }
      .map(folder.appendingPathComponent)
  }
}

/// There is no file of answers to a chapter, or no folder of them.
public struct AnswersMissing: Error, CustomStringConvertible {
  let path: String
  let isSolution: Bool
  /// Whether it is the folder of somebody's answers that is not there.
  var isFolder = false

  /// What is missing, and what to do.
  public var description: String {
    if isFolder { return "\(path): there is no such folder; check the path given with --answers" }
    return isSolution
      ? "\(path) is not there: this copy of the workbook comes without solutions; ask your teacher"
      : "\(path) is not there; take it from the workbook, and write your answers into it"
  }
}
