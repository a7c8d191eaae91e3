import Foundation
import Support
import TestSupport
import Testing

struct OutputFileTests {
  let scratch: ScratchFolder
  init() throws { scratch = try ScratchFolder() }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: scratch.url.path)) ?? []).sorted()
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: scratch.file(name), encoding: .utf8)
  }

  @Test func aFileIsReplacedWholeAndKeepsItsPermissions() throws {
    try writeFile(Data("one".utf8), to: scratch.file("a"))
    #expect(chmod(scratch.file("a").path, 0o640) == 0)
    try writeFile(Data("two".utf8), to: scratch.file("a"))
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.file("a").path)[
      .posixPermissions]
    #expect(try text("a") == "two" && mode as? Int == 0o640 && names == ["a"])
  }

  @Test("a link is followed, not replaced, also when its end is not there yet")
  func links() throws {
    let manager = FileManager.default
    try writeFile(Data("one".utf8), to: scratch.file("a"))
    try manager.createSymbolicLink(atPath: scratch.file("l").path, withDestinationPath: "a")
    try manager.createSymbolicLink(atPath: scratch.file("m").path, withDestinationPath: "new")
    try writeFile(Data("two".utf8), to: scratch.file("l"))
    try writeFile(Data("three".utf8), to: scratch.file("m"))
    #expect(try text("a") == "two" && text("new") == "three")
    #expect(try manager.destinationOfSymbolicLink(atPath: scratch.file("l").path) == "a")
    #expect(names == ["a", "l", "m", "new"])
  }

  @Test("a device stays a device and a pipe stays a pipe")
  func whatIsNoRegularFile() throws {
    try writeFile(Data("x".utf8), to: URL(fileURLWithPath: "/dev/null"))
    #expect(FileState("/dev/null")?.kind == .other("a device"))
    let pipe = scratch.file("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    let reader = open(pipe.path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try writeFile(Data("through".utf8), to: pipe)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &bytes, 16) == 7 && names == ["pipe"])
  }

  @Test("a folder, a missing folder and a full device are told, and nothing is left")
  func failures() throws {
    try FileManager.default.createDirectory(
      at: scratch.file("folder"), withIntermediateDirectories: true)
    for path in [scratch.file("folder"), scratch.file("none/x")] {
      #expect(throws: OutputError.self) { try writeFile(Data([1]), to: path) }
      #expect(throws: OutputError.self) { try checkWritable(path) }
    }
    if FileState("/dev/full") != nil {
      let error = #expect(throws: OutputError.self) {
        try writeFile(Data([1]), to: URL(fileURLWithPath: "/dev/full"))
      }
      #expect(error?.reason.contains("no space") == true)
    }
    #expect(names == ["folder"])
  }

  @Test("why a folder cannot be made is told in the system's words")
  func folders() throws {
    try scratch.write(Data([1]), to: "file")
    for (name, reason) in [
      ("file", "something else of that name"), ("file/a/b", "something else of that name"),
      (String(repeating: "x", count: 300), "file name too long"),
    ] {
      let error = #expect(throws: OutputError.self) { try makeOutputFolder(scratch.file(name)) }
      #expect(error?.reason.contains(reason) == true, "\(name): \(error?.reason ?? "")")
    }
    try makeOutputFolder(scratch.file("a/b/c"))
    try makeOutputFolder(scratch.file("a/b/c"))
    #expect(FileState(scratch.file("a/b/c").path)?.kind == .folder)
  }

  @Test("what a killed run left behind goes with the next run, what a living one writes stays")
  func staleFiles() throws {
    let incomplete = try IncompleteFile(beside: scratch.file("x").path)
    try incomplete.write(Data("half".utf8))
    let own = try #require(names.first)
    // The same name with a process that is gone.
    let gone = try Programs.runTool("sh", ["-c", "echo $$"]).output.trimmingCharacters(
      in: .whitespacesAndNewlines)
    let stale = own.replacingOccurrences(of: "-\(getpid())-", with: "-\(gone)-")
    #expect(stale != own)
    try scratch.write(Data("half".utf8), to: stale)
    try makeOutputFolder(scratch.url)
    #expect(names == [own])
    try incomplete.finish(as: scratch.file("x").path)
    #expect(try names == ["x"] && text("x") == "half")
  }

  @Test("an error is one line of bounded length, whatever it quotes")
  func lines() {
    #expect(oneLine("a\nb\u{1B}[31m\u{7F}c\u{2028}d") == "a\\u{a}b\\u{1b}[31m\\u{7f}c\\u{2028}d")
    let long = oneLine("begin " + String(repeating: "é", count: 5000) + " end")
    #expect(long.utf8.count <= 1000 && long.hasPrefix("begin ") && long.hasSuffix(" end"))
  }
}
