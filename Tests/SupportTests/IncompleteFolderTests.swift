import Foundation
import TestSupport
import Testing

@testable import Support

/// A folder that appears as a whole.
struct IncompleteFolderTests {
  private let scratch: ScratchFolder
  private var target: String { scratch.file("copy").path }

  init() throws { scratch = try ScratchFolder() }

  private func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.file(folder).path).sorted()
  }

  private func write(_ name: String, to folder: IncompleteFolder) throws {
    try writeFile(Data([1]), to: folder.url.appendingPathComponent(name))
  }

  @Test func itAppearsWhenItIsFinished() throws {
    let folder = try IncompleteFolder(for: target, advice: "")
    try write("a", to: folder)
    #expect(FileState(target) == nil)
    try folder.finish(as: target)
    #expect(try names() == ["copy"] && names("copy") == ["a"])
  }

  @Test func nothingStaysOfWhatIsNotFinished() throws {
    try write("a", to: try IncompleteFolder(for: target, advice: ""))
    #expect(try names() == [])
  }

  /// Who is in it stays in it.
  @Test func anEmptyFolderIsFilled() throws {
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    let before = FileState(target)?.identity
    let folder = try IncompleteFolder(for: target, advice: "")
    try write("a", to: folder)
    try folder.finish(as: target)
    #expect(try names() == ["copy"] && names("copy") == ["a"])
    #expect(FileState(target)?.identity == before)
    let error = #expect(throws: OutputError.self) {
      try IncompleteFolder(for: target, advice: "go")
    }
    #expect(error?.reason == "there is something already" && error?.advice == "go")
    #expect(try names("copy") == ["a"])
  }

  @Test(
    "what a killed run has left goes with the next one, inside of the folder and beside it",
    arguments: [false, true])
  func leftovers(isThere: Bool) throws {
    if isThere {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    }
    let own = try IncompleteFolder(for: target, advice: "").url
    let gone = try Programs.runTool("sh", ["-c", "echo $$"]).output.trimmingCharacters(
      in: .whitespacesAndNewlines)
    let stale = own.path.replacingOccurrences(of: "-\(getpid())-", with: "-\(gone)-")
    #expect(stale != own.path)
    try FileManager.default.createDirectory(
      atPath: stale + "/deep", withIntermediateDirectories: true)
    let folder = try IncompleteFolder(for: target, advice: "")
    #expect(FileState(stale) == nil)
    try write("b", to: folder)
    try folder.finish(as: target)
    #expect(try names() == ["copy"] && names("copy") == ["b"])
  }
}
