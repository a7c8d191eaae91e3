import ArgumentParser
import Foundation
import WorkbookKit

/// Runs every chapter, or some.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run every chapter, pictures into Output/ (the default).")

  @Argument(help: "The chapters to run; all when none is named.")
  var chapters: [Int] = []

  @OptionGroup var options: ChapterOptions

  static let last = 6

  /// What a chapter may be told; the others ignore layers and methods.
  private static func choices(_ chapter: Int) -> [ChapterChoice] {
    switch chapter {
    case 1, 6: [.layers]
    case 3, 5: [.errorMethods]
    case 4: [.layers, .errorMethods]
    default: []
    }
  }

  func validate() throws {
    if let number = chapters.first(where: { !(0...RunCommand.last).contains($0) }) {
      throw ValidationError("There is no chapter \(number); there are 0 to \(RunCommand.last).")
    }
  }

  func run() throws {
    _ = try OutputFolder(URL(fileURLWithPath: options.output))
    let numbers = chapters.isEmpty ? Array(0...RunCommand.last) : chapters
    let folder = try programFolder(for: numbers)
    var transcripts: [Int: String] = [:]
    for number in numbers {
      transcripts[number] = try runChapter(number, in: folder)
      // Not buffered: the chapters' output goes the same way.
      if number != numbers.last { FileHandle.standardOutput.write(Data("\n".utf8)) }
    }
    if !options.json { try writePage(transcripts) }
  }

  /// Runs one chapter, shows what it prints, and returns it.
  private func runChapter(_ number: Int, in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = folder.appendingPathComponent("chapter\(number)")
    process.arguments = options.arguments(for: RunCommand.choices(number))
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var printed = Data()
    while true {
      let piece = pipe.fileHandleForReading.availableData
      if piece.isEmpty { break }
      FileHandle.standardOutput.write(piece)
      printed += piece
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    return String(decoding: printed, as: UTF8.self)
  }

  /// All chapters on one page, with what this run printed and drew.
  private func writePage(_ transcripts: [Int: String]) throws {
    guard let root = packageRoot() else { return }
    let output = URL(fileURLWithPath: options.output)
    let page = ProjectorPage(package: root, pictures: output, transcripts: transcripts)
    try writeFile(Data(page.html().utf8), to: output.appendingPathComponent("index.html"))
    print("\npage \(options.output)/index.html: all chapters, to project or to print")
  }

  /// The folder of this program, in which the chapters lie too; they are built when they do not.
  private func programFolder(for numbers: [Int]) throws -> URL {
    let program = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    let folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
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

/// The chapters' programs do not lie beside this one.
struct ChaptersNotBuilt: Error, CustomStringConvertible {
  let missing: [Int]

  var description: String {
    "chapter\(missing[0]) is not built; run “swift build” in the package's folder, then again"
  }
}
