import ArgumentParser
import Foundation
import Publishing
import Support
import WorkbookKit

/// Runs every chapter, or some.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run every chapter, pictures into Output/ (the default).")

  @Argument(help: "The chapters to run; all when none is named.")
  var chapters: [Int] = []

  @OptionGroup var options: ChapterOptions

  /// Words are checked when the command runs, so that a mistyped option is named before its value.
  private func checkChapters() throws {
    let all = RunCommand.numbers()
    if let number = chapters.first(where: { !all.contains($0) }) {
      let list = all.map(String.init).joined(separator: ", ")
      throw ValidationError("There is no chapter \(number); there are \(list).")
    }
  }

  /// The chapters of the package; without one, those whose programs lie beside this one.
  private static func numbers() -> [Int] {
    if let root = packageRoot(), let all = try? ChapterFolder.all(in: root), !all.isEmpty {
      return all.map(\.number)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: ownFolder.path)) ?? []
    return names.compactMap { name in
      name.wholeMatch(of: /chapter([0-9]+)/).flatMap { Int($0.1) }
    }.sorted()
  }

  /// The folder of this program, in which the chapters lie too.
  private static var ownFolder: URL {
    let program = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return program.resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// What was given to this command, with its name or without, since it is the default.
  private static var ownArguments: [String] {
    let all = CommandLine.arguments.dropFirst()
    return Array(all.first == configuration.commandName ? all.dropFirst() : all)
  }

  func run() throws {
    try checkChapters()
    _ = try OutputFolder(URL(fileURLWithPath: options.figures.output))
    let numbers = chapters.isEmpty ? RunCommand.numbers() : chapters
    let folder = try programFolder(for: numbers)
    var transcripts: [Int: String] = [:]
    for number in numbers {
      transcripts[number] = try runChapter(number, in: folder)
      if number != numbers.last { say("") }
    }
    if options.json { return }
    say("")
    try writePages(transcripts)
  }

  /// Runs one chapter, shows what it prints, and returns it.
  private func runChapter(_ number: Int, in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = folder.appendingPathComponent("chapter\(number)")
    process.arguments = ChapterOptions.arguments(amongOthers: RunCommand.ownArguments)
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch { throw ChapterNotStarted(number: number, error) }
    var printed = Data()
    while true {
      let piece = pipe.fileHandleForReading.availableData
      if piece.isEmpty { break }
      say(bytes: piece)
      printed += piece
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit else { throw ChapterCrashed(number: number) }
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    return String(decoding: printed, as: UTF8.self)
  }

  /// The chapter that sends its readers to the page on which thresholds can be moved.
  private static let chapterOnThresholds = 4

  /// All chapters on one page, with what this run printed and drew, and what lies beside it.
  private func writePages(_ transcripts: [Int: String]) throws {
    guard let root = packageRoot() else { return }
    let output = URL(fileURLWithPath: options.figures.output)
    var beside: [(file: String, title: String)] = []
    if transcripts[RunCommand.chapterOnThresholds] != nil {
      let page = try ExploreCommand.page(Workbook(options.data))
      try writeFile(Data(page.html().utf8), named: "explore.html", in: output)
      beside.append(("explore.html", "thresholds to move"))
    }
    // A copy for a class comes without the page that the slides are made from.
    for lesson in Lesson.allCases where SlidesCommand.areThere(in: root) {
      let deck = SlideDeck(package: root, lesson: lesson, pictures: output)
      let file = SlidesCommand.fileName(lesson)
      try writeFile(Data(deck.html().utf8), named: file, in: output)
      beside.append((file, "slides for \(lesson.minutes) minutes"))
    }
    let page = ProjectorPage(
      package: root, pictures: output, transcripts: transcripts, beside: beside)
    try writeFile(Data(page.html().utf8), named: "index.html", in: output)
    say("page \(options.figures.output)/index.html: all chapters, to project or to print")
    for (file, title) in beside { say("page \(options.figures.output)/\(file): \(title)") }
  }

  /// The folder of the chapters' programs; they are built when they are not there.
  private func programFolder(for numbers: [Int]) throws -> URL {
    let folder = RunCommand.ownFolder
    let missing = numbers.filter {
      !FileManager.default.isExecutableFile(
        atPath: folder.appendingPathComponent("chapter\($0)").path)
    }
    if missing.isEmpty { return folder }
    guard let root = packageRoot() else { throw ChaptersNotBuilt(missing: missing) }
    let isRelease = folder.lastPathComponent == "release"
    let build = Process()
    build.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    build.arguments = [
      "swift", "build", "--package-path", root.path, "--configuration",
      isRelease ? "release" : "debug",
    ]
    build.standardOutput = FileHandle.standardError
    try build.run()
    build.waitUntilExit()
    guard build.terminationStatus == 0 else { throw ChaptersNotBuilt(missing: missing) }
    return folder
  }
}

/// A chapter's program cannot be started.
struct ChapterNotStarted: Error, CustomStringConvertible {
  let description: String

  init(number: Int, _ error: any Error) {
    let reason = (error as NSError).localizedDescription
    description =
      "chapter\(number) cannot be started (\(oneLine(reason))); run it alone to see more"
  }
}

/// A chapter was ended by a signal.
struct ChapterCrashed: Error, CustomStringConvertible {
  let number: Int

  var description: String { "chapter\(number) was ended by a signal; run it alone to see more" }
}

/// The chapters' programs do not lie beside this one.
struct ChaptersNotBuilt: Error, CustomStringConvertible {
  let missing: [Int]

  var description: String {
    "chapter\(missing[0]) is not built; run “swift build” in the package's folder, then again"
  }
}
