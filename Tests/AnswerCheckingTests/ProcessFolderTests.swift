import Foundation
import TestSupport
import Testing

@testable import AnswerChecking

/// Whose error it was that ended a process with answers.
struct ProcessFolderTests {
  let scratch: ScratchFolder
  let program: URL

  init() throws {
    scratch = try ScratchFolder()
    program = scratch.file("workbook")
  }

  private func failing() throws -> LimitedRun {
    try LimitedRun(
      URL(fileURLWithPath: "/bin/sh"),
      ["-c", "echo 'workbook: error: the disk is full' >&2; exit 65"], seconds: 10, bytes: 100)
  }

  @Test func whatAnAnswerPrintsIsNotTheToolsError() throws {
    let folder = try ProcessFolder(of: program)
    let failure = try AnswerProcess(program: program, seconds: 1).failure(of: failing(), in: folder)
    #expect(failure == .crashed("it ended the program with status 65"))
  }

  @Test func theToolsOwnErrorIsNoted() throws {
    let folder = try ProcessFolder(of: program)
    #expect(throws: LibraryUnusable.self) {
      try ProcessFolder.noting(beside: folder.result) { throw LibraryUnusable(reason: "old\nnew") }
    }
    let process = AnswerProcess(program: program, seconds: 1)
    let error = #expect(throws: DataFailure.self) {
      _ = try process.failure(of: failing(), in: folder)
    }
    #expect(error?.status == 65)
    #expect(error?.line.hasPrefix("workbook: error: the answers were built") == true)
    #expect(error?.line.contains("\n") == false)
  }

  /// What a killed check has left goes with the next one, and nothing else.
  @Test func oldFoldersAreRemoved() throws {
    let own = "process-\(UUID().uuidString)"
    let young = "process-\(UUID().uuidString)"
    let link = "process-\(UUID().uuidString)"
    let names = [own, young, "process-mine", "build-1"]
    for name in names { try scratch.write(Data([1]), to: "Answers/\(name)/result.json") }
    let files = FileManager.default
    let target = scratch.file("Answers/process-mine")
    try files.createSymbolicLink(at: scratch.file("Answers/\(link)"), withDestinationURL: target)
    let old = Date(timeIntervalSinceNow: -4000)
    for name in [own, "process-mine", "build-1"] {
      let path = scratch.file("Answers/\(name)").path
      try files.setAttributes([.modificationDate: old], ofItemAtPath: path)
    }
    let folder = try ProcessFolder(of: program)
    let left = try files.contentsOfDirectory(atPath: scratch.file("Answers").path)
    let expected = [young, link, "process-mine", "build-1", folder.url.lastPathComponent]
    #expect(left.sorted() == expected.sorted())
  }

  @Test func itLiesBesideTheProgramAndIsRemoved() throws {
    var folder: ProcessFolder? = try ProcessFolder(of: program)
    let path = try #require(folder?.url.path)
    #expect(path.hasPrefix(scratch.file("Answers").path))
    #expect(folder?.environment["TMPDIR"] == path)
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
