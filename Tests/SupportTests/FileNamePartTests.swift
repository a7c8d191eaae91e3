import Foundation
import Support
import TestSupport
import Testing

/// Names that a model brings become files' names.
struct FileNamePartTests {
  @Test(arguments: ["Conv1_relu", "block 1", "größe", "..", "tf.nn.relu:0"])
  func mostNamesStayAsTheyAre(name: String) {
    #expect(fileNamePart(name) == name)
  }

  @Test("a slash leads nowhere, and a control character is not written")
  func otherNames() {
    let part = fileNamePart("chapter4-../../../escaped")
    #expect(part.hasPrefix("chapter4-.._.._.._escaped-") && part.utf8.count == 34)
    #expect(fileNamePart("a\n").hasPrefix("a_-"))
  }

  @Test("no two names become one")
  func different() {
    let names = ["a/b", "a_b", "a\nb", String(repeating: "x", count: 300)]
    let longer = names + [String(repeating: "x", count: 301)]
    let parts = Set(longer.map(fileNamePart))
    #expect(parts.count == 5)
    #expect(parts.allSatisfy { $0.utf8.count < 180 })
  }

  @Test("what a folder is given stays in it", arguments: ["../x", "a/../../x", "/tmp/x"])
  func inside(name: String) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("folder")
    try makeOutputFolder(folder)
    #expect(throws: OutputError.self) { try writeFile(Data([1]), named: name, in: folder) }
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
    #expect(left == ["folder"])
  }
}
