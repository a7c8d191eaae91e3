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

  private func figure(_ value: Float) -> Figure {
    Figure(
      title: "A figure", subtitle: "", altText: "nothing to see", source: "",
      panel: Panel(
        x: .init("x"), y: .init("y"),
        marks: [Mark("", .points([Point(1, 2), Point(2, Double(value))]), look: .series(0))]))
  }

  private func names(_ folder: OutputFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  /// A page would show the old picture as this run's.
  @Test func picturesOfOtherNumbersDoNotStay() throws {
    let folder = try OutputFolder(scratch.file("Output"))
    for name in ["a.svg", "a-dark.svg", "a-dark.png", "a.pdf", "a.txt", "ab.svg", "b-a.svg"] {
      try folder.write(Data([1]), to: name)
    }
    // No table says that these pictures are figures.
    _ = try folder.write(figure(1), as: "a", style: FigureStyle())
    #expect(try names(folder).contains("a.svg"))
    _ = try folder.write(figure(2), as: "a", style: FigureStyle())
    let left = ["a.csv", "a.pdf", "a.png", "a.txt", "ab.svg", "b-a.svg"]
    #expect(try names(folder) == left)
    // The same numbers in another format are the same figure.
    _ = try folder.write(figure(2), as: "a", style: FigureStyle(format: .svg))
    #expect(try names(folder).contains("a.png"))
    _ = try folder.write(figure(3), as: "a", style: FigureStyle(format: .svg))
    #expect(try !names(folder).contains("a.png"))
  }

  @Test func aFigureWhoseNameEndsInDarkStays() throws {
    let folder = try OutputFolder(scratch.file("Output"))
    _ = try folder.write(figure(1), as: "a-dark", style: FigureStyle(format: .svg))
    _ = try folder.write(figure(1), as: "a", style: FigureStyle(format: .svg))
    _ = try folder.write(figure(2), as: "a", style: FigureStyle(format: .svg))
    #expect(try names(folder) == ["a-dark.csv", "a-dark.svg", "a.csv", "a.svg"])
  }

  @Test func whatTheRunReadsIsNotRemoved() throws {
    let folder = try OutputFolder(scratch.file("Output"))
    _ = try folder.write(figure(1), as: "read", style: FigureStyle(format: .svg))
    try folder.write(Data([1]), to: "read.png")
    protectInput(folder.url.appendingPathComponent("read.png").path)
    _ = try folder.write(figure(2), as: "read", style: FigureStyle(format: .svg))
    #expect(try names(folder) == ["read.csv", "read.png", "read.svg"])
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
