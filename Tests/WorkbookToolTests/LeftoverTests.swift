import Foundation
import TestSupport
import Testing

/// What a run leaves that cannot do what it was asked for.
struct LeftoverTests {
  let small: SmallModelFolder
  init() throws { small = try SmallModelFolder() }

  private var entries: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: small.scratch.url.path) }
  }

  @Test(
    "bad input leaves no output folder behind",
    arguments: ["chapter2", "chapter4", "chapter5", "workbook plot distribution"])
  func emptyFolders(command: String) throws {
    let before = try entries.sorted()
    let words = command.split(separator: " ").map(String.init)
    let output = small.scratch.file("deep/er/Output").path
    for (option, path) in [("--weights", "none.h5"), ("--images", "none")] {
      let wrong = [option, small.scratch.file(path).path, "--output", output]
      let outcome = try Programs.run(words[0], Array(words.dropFirst()) + small.options + wrong)
      #expect(outcome.status == 66, "\(outcome.errors)")
      #expect(try entries.sorted() == before)
    }
  }

  @Test("a folder that was there before stays, and so does what lies in it")
  func foldersOfOthers() throws {
    try small.scratch.write(Data([1]), to: "full/file")
    let empty = small.scratch.file("empty")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    for folder in ["full", "empty"] {
      let outcome = try Programs.run(
        "chapter2",
        small.options + ["--weights", "/none.h5", "--output", small.scratch.file(folder).path])
      #expect(outcome.status == 66)
    }
    #expect(FileManager.default.fileExists(atPath: empty.path))
    #expect(try Data(contentsOf: small.scratch.file("full/file")) == Data([1]))
  }

  @Test("a line of a class list that is quoted is bounded")
  func longLines() throws {
    let line = "5,n,\(String(repeating: "long ", count: 100_000))\u{1B}[2J"
    try small.scratch.write(Data("index,wnid,label\n\(line)\n".utf8), to: "classes.csv")
    let outcome = try Programs.run(
      "workbook",
      [
        "evaluate", "--evaluation-images", "12", "--classes",
        small.scratch.file("classes.csv").path,
      ]
        + small.options)
    #expect(outcome.status == 65)
    #expect(outcome.errors.utf8.count < 1200 && outcome.errors.hasSuffix("\n"))
    #expect(outcome.errors.contains("index counting from 0"), "\(outcome.errors.suffix(200))")
    #expect(!outcome.errors.contains("\u{1B}"))
  }
}
