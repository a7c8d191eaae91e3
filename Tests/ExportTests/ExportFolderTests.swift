import Export
import Foundation
import Support
import TestSupport
import Testing

struct ExportFolderTests {
  private func names(_ scratch: ScratchFolder) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: scratch.url.path).sorted()
  }

  @Test func filesAppearTogether() throws {
    let scratch = try ScratchFolder()
    let folder = try ExportFolder(scratch.url)
    try folder.write(Data("a".utf8), to: "a.txt")
    try folder.write(Data("b".utf8), to: "vectors/b.txt")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("a.txt").path))
    try folder.finish()
    #expect(try names(scratch) == ["a.txt", "vectors", "vectors/b.txt"])
  }

  @Test func nothingStaysOfWhatIsNotFinished() throws {
    let scratch = try ScratchFolder()
    let folder = try ExportFolder(scratch.url)
    try folder.write(Data("a".utf8), to: "a.txt")
    try folder.write(Data("b".utf8), to: "vectors/b.txt")
    folder.discard()
    #expect(try names(scratch).isEmpty)
  }

  @Test func aFolderInTheWayIsSaidBeforeAnythingIsWritten() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Data(), to: "a.txt/inside")
    let folder = try ExportFolder(scratch.url)
    #expect(throws: OutputError.self) { try folder.write(Data("a".utf8), to: "a.txt") }
  }

  @Test("what a killed run left behind in an inner folder goes with the next run")
  func staleFilesOfAnInnerFolder() throws {
    let scratch = try ScratchFolder()
    let incomplete = try IncompleteFile(beside: scratch.file("x").path)
    let own = try #require(try names(scratch).first)
    incomplete.discard()
    let gone = try Programs.runTool("sh", ["-c", "echo $$"]).output.trimmingCharacters(
      in: .whitespacesAndNewlines)
    let stale = own.replacingOccurrences(of: "-\(getpid())-", with: "-\(gone)-")
    #expect(stale != own)
    try scratch.write(Data("half".utf8), to: "vectors/" + stale)
    let folder = try ExportFolder(scratch.url)
    try folder.write(Data("b".utf8), to: "vectors/b.txt")
    try folder.finish()
    #expect(try names(scratch) == ["vectors", "vectors/b.txt"])
  }
}
