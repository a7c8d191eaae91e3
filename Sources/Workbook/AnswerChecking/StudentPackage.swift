import ExerciseChecks
import Foundation
import Support

/// A copy of the package for a class: it builds, runs the chapters and checks answers, and holds no solution.
///
/// Left out are the solutions, the tests (they hold right and wrong answers), what is for teachers, pages as well as
/// parts of pages, and what is for those who change the workbook. The manifest does without them. Links to what is left out become text.
public struct StudentPackage {
  /// What the copy has of the package's folder; whatever else lies there may be nobody's business.
  private static let entries = [
    ".devcontainer", ".gitignore", ".swift-format", "ARCHITECTURE.md", "CHANGELOG.md", "Chapters",
    "Data", "LICENSE", "Package.resolved", "Package.swift", "README.md", "SECURITY.md", "Sources",
  ]
  private static let leftOut = "Sources/Workbook/ExerciseSolutions"
  /// What to say in front of a class, and how to give points.
  private static let teachersPages: Set = ["Chapters/Grading.md", "Chapters/Slides.md"]
  /// The part of the guide that says how to teach.
  private static let teachersPart = "## How to teach"

  private let package: URL
  private let files: [String]

  /// - Parameter checksAnswers: Whether files that hold answers are an error.
  /// - Throws: ``AnswersNotEmpty`` when a file of answers holds some, or an error of the file system.
  public init(of package: URL, checksAnswers: Bool = true) throws {
    self.package = package
    for chapter in ExerciseCatalog.all where checksAnswers {
      try Self.check(chapter, in: package)
    }
    var files: [String] = []
    for entry in Self.entries {
      guard let state = FileState(package.appendingPathComponent(entry).path) else { continue }
      guard state.kind == .folder else {
        files.append(entry)
        continue
      }
      let below = try FileManager.default.subpathsOfDirectory(
        atPath: package.appendingPathComponent(entry).path)
      files += below.map { "\(entry)/\($0)" }
    }
    self.files = files.sorted().filter { path in
      !path.hasPrefix(Self.leftOut + "/") && !Self.teachersPages.contains(path)
        && !path.contains("/.build/")
        && !path.hasSuffix(".DS_Store")
        && FileState(package.appendingPathComponent(path).path)?.kind == .regular
    }
  }

  /// - Throws: ``AnswersNotEmpty`` when a chapter's folder of exercises holds answers, a decision, or other sources.
  static func check(_ chapter: ExerciseCatalog, in package: URL) throws {
    let (number, places) = (chapter.chapter, AnswerPlaces.own)
    let file = places.file(of: number, in: package)
    let text = try String(contentsOf: package.appendingPathComponent(file), encoding: .utf8)
    let answered = AnswerFile(text, functions: chapter.items.map(\.name))
      .answered.compactMap { name in chapter.items.first { $0.name == name }?.id }
    if !answered.isEmpty { throw AnswersNotEmpty(file: file, what: .answers(answered)) }
    let folder = AnswerPlaces.exercises(of: number, in: package)
    for log in try places.decisions(of: number, after: chapter.items.count, in: package)
    where log.words > 0 {
      throw AnswersNotEmpty(file: "\(folder)/\(log.file)", what: .decision(words: log.words))
    }
    if let other = try places.sources(of: number, in: package).dropFirst().first {
      throw AnswersNotEmpty(file: "\(folder)/\(other.lastPathComponent)", what: .ownSource)
    }
  }

  /// Writes the copy.
  ///
  /// - Parameter folder: A folder that is not there yet, or is empty.
  /// - Returns: How many files it has.
  /// - Throws: `OutputError`; then nothing is left of the copy. What a run leaves that was killed goes with the next
  ///   one.
  public func makeCopy(in folder: URL) throws -> Int {
    let incomplete = try IncompleteFolder(
      for: folder.path, advice: "name a folder that is not there yet with --exercises")
    for path in files { try copy(path, to: incomplete.url) }
    try incomplete.finish(as: folder.path)
    return files.count
  }

  private func copy(_ path: String, to folder: URL) throws {
    let (source, target) = (
      package.appendingPathComponent(path), folder.appendingPathComponent(path)
    )
    try makeFolder(target.deletingLastPathComponent())
    var data = try Data(contentsOf: source)
    if path.hasSuffix(".md") {
      data = Data(forStudents(String(decoding: data, as: UTF8.self), at: path).utf8)
    }
    try writeFile(data, to: target)
    if FileManager.default.isExecutableFile(atPath: source.path) {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: target.path)
    }
  }

  /// A page without teachers' notes, and without ways to what is left out.
  private func forStudents(_ text: String, at path: String) -> String {
    var page = text.replacing(
      /<details><summary>For teachers<\/summary>(?s:.*?)<\/details>\n*/, with: "")
    if path == "Chapters/README.md", let start = page.range(of: Self.teachersPart + "\n"),
      let end = page.range(of: "\n## ", range: start.upperBound..<page.endIndex)
    {
      page.removeSubrange(start.lowerBound..<page.index(after: end.lowerBound))
    }
    page = page.replacing(
      /With `--solutions` it checks \[[^\]]*\]\([^)]*\)\s+instead\.\s+/, with: "")
    // Code that is shown from there stays, and is not looked up there.
    page = page.replacing(/<!-- snippet: (?:\.\.\/)+Tests\/[^>]*-->\n/, with: "")
    let place = package.appendingPathComponent(path).deletingLastPathComponent()
    page = page.replacing(/(!?)\[([^\]]*)\]\(([^)#\s]+)(?:#[^)\s]*)?\)/) { match in
      let target = String(match.3)
      let isForTeachers = match.0.hasSuffix("#how-to-teach)")
      if target.contains("://") || target.hasPrefix("mailto:")
        || isHere(target, from: place) && !isForTeachers
      {
        return String(match.0)
      }
      return String(match.2)
    }
    if path == "README.md" { page = page.replacing("\n", with: Self.note, maxReplacements: 1) }
    return page.trimmingSuffix("\n") + "\n"
  }

  private func isHere(_ target: String, from folder: URL) -> Bool {
    let path = folder.appendingPathComponent(target.removingPercentEncoding ?? target)
      .standardizedFileURL.path
    let root = package.standardizedFileURL.path
    if path == root { return true }
    guard path.hasPrefix(root + "/") else { return false }
    let relative = path.dropFirst(root.count + 1)
    return files.contains { $0 == relative || $0.hasPrefix(relative + "/") }
  }

  /// What the copy's first page says below its title.
  private static let note = """


    This copy is for a class. It has the chapters, the library and the exercises, but neither solutions nor tests:
    `swift run workbook` and `swift run workbook exercises` work, `swift test` finds nothing to run.

    """
}

extension String {
  /// The text without a repeated ending.
  fileprivate func trimmingSuffix(_ ending: String) -> String {
    var text = self
    while text.hasSuffix(ending) { text.removeLast(ending.count) }
    return text
  }
}

extension AnswerFile {
  /// The functions with an answer: those that do more than say that they are not done.
  var answered: [String] {
    pieces.compactMap { piece in
      guard let function = piece.function else { return nil }
      let body = text(of: piece).split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      return body.suffix(2) == ["throw NotDone()", "}"] && body.dropLast(2).last?.last == "{"
        ? nil : function
    }
  }
}

/// The answers that students would get are not empty.
public struct AnswersNotEmpty: Error, CustomStringConvertible {
  /// What students should not get.
  enum Found {
    /// The numbers of exercises.
    case answers([String])
    case decision(words: Int)
    /// A file that a learner put beside the file of answers.
    case ownSource
  }

  let file: String
  let what: Found

  /// What was found, and what to do.
  public var description: String {
    switch what {
    case .answers(let exercises):
      "\(file) holds answers (\(exercises.joined(separator: ", "))); put “throw NotDone()” back, for example with "
        + "“git checkout \(file)”, and make the copy then"
    case .decision(let words):
      "\(file) holds a decision of \(counted(words, "word")); take it out, for example with “git checkout \(file)”, "
        + "and make the copy then"
    case .ownSource:
      "\(file) is not the workbook's, and may hold answers; move it out of the package, and make the copy then"
    }
  }
}
