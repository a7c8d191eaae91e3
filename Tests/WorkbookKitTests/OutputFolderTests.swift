import Foundation
import Plotting
import Support
import TestSupport
import Testing
import WorkbookKit

struct OutputFolderTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test func aFigureComesWithItsTable() throws {
    let folder = try OutputFolder(scratch.file("deep/Output"))
    let figure = Figure(
      title: "A figure", subtitle: "", altText: "nothing to see", source: "",
      panel: Panel(
        x: .init("x"), y: .init("y"),
        marks: [Mark("", .points([Point(1, 2)]), look: .series(0))]))
    let name = try folder.write(figure, as: "one", style: FigureStyle(format: .svg))
    #expect(name == "one.svg")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(files.sorted() == ["one.csv", "one.svg"])
    let table = try String(
      contentsOf: folder.url.appendingPathComponent("one.csv"), encoding: .utf8)
    #expect(table == figure.csv)
  }

  @Test func aPlaceThatCannotBeWrittenIsNamedBeforeAnyWork() throws {
    try scratch.write(Data([1]), to: "taken")
    let error = #expect(throws: OutputError.self) { try OutputFolder(scratch.file("taken/Output")) }
    #expect(error?.description.contains("taken/Output: cannot be written") == true)
    #expect(throws: OutputError.self) {
      try writeFile(Data([2]), to: scratch.file("taken/file"))
    }
    #expect(try Data(contentsOf: scratch.file("taken")) == Data([1]))
  }
}
