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

  func validate() throws {
    if let number = chapters.first(where: { !(0...RunCommand.last).contains($0) }) {
      throw ValidationError("There is no chapter \(number); there are 0 to \(RunCommand.last).")
    }
  }

  func run() throws {
    _ = try OutputFolder(URL(fileURLWithPath: options.output))
    let numbers = chapters.isEmpty ? Array(0...RunCommand.last) : chapters
    let folder = try programFolder(for: numbers)
    for number in numbers {
      let process = Process()
      process.executableURL = folder.appendingPathComponent("chapter\(number)")
      process.arguments = arguments
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
      // Not buffered: the chapters write to the same place.
      if number != numbers.last { FileHandle.standardOutput.write(Data("\n".utf8)) }
    }
  }

  /// The options as a chapter takes them.
  private var arguments: [String] {
    let data = options.data
    var arguments = ["--output", options.output, "--model", data.model]
    if let weights = data.weights { arguments += ["--weights", weights] }
    if let images = data.images { arguments += ["--images", images] }
    if let classes = data.classes { arguments += ["--classes", classes] }
    if let size = data.inputSize { arguments += ["--input-size", String(size)] }
    if let seed = data.shuffleSeed { arguments += ["--shuffle-seed", String(seed)] }
    if data.skipUnreadable { arguments.append("--skip-unreadable") }
    if options.json { arguments.append("--json") }
    arguments += ["--calibration-images", String(data.calibrationImages)]
    arguments += ["--batch-size", String(data.batchSize)]
    return arguments
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
