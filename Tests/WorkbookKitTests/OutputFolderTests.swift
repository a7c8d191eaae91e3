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

  /// Draws a figure as a run of its own does.
  @discardableResult
  private func run(
    _ figure: Figure, as name: String, _ format: FigureFormat = .png
  ) throws -> OutputFolder {
    let folder = try OutputFolder(scratch.file("Output"))
    _ = try folder.write(figure, as: name, style: FigureStyle(format: format))
    return folder
  }

  /// A page would show the old picture as this run's.
  @Test func picturesOfOtherNumbersDoNotStay() throws {
    let folder = try OutputFolder(scratch.file("Output"))
    for name in ["a.svg", "a-dark.svg", "a-dark.png", "a.pdf", "a.txt", "ab.svg", "b-a.svg"] {
      try folder.write(Data([1]), to: name)
    }
    // No table says that these pictures are figures.
    try run(figure(1), as: "a")
    #expect(try names(folder).contains("a.svg"))
    try run(figure(2), as: "a")
    let left = ["a.csv", "a.pdf", "a.png", "a.txt", "ab.svg", "b-a.svg"]
    #expect(try names(folder) == left)
    // The same numbers in another format are the same figure.
    try run(figure(2), as: "a", .svg)
    #expect(try names(folder).contains("a.png"))
    try run(figure(3), as: "a", .svg)
    #expect(try !names(folder).contains("a.png"))
  }

  @Test func aFigureWhoseNameEndsInDarkStays() throws {
    try run(figure(1), as: "a-dark", .svg)
    try run(figure(1), as: "a", .svg)
    let folder = try run(figure(2), as: "a", .svg)
    #expect(try names(folder) == ["a-dark.csv", "a-dark.svg", "a.csv", "a.svg"])
  }

  /// A layer `x-errors` beside a layer `x`, whose errors are drawn too.
  @Test func figuresOfOneNameAllStay() throws {
    let folder = try OutputFolder(scratch.file("Output"))
    let style = FigureStyle(format: .svg)
    let files = try ["x-errors", "x", "x-errors", "x-errors", "x-dark"].map {
      try folder.write(figure(1), as: $0, style: style, isDarkToo: $0 == "x")
    }
    #expect(
      files == ["x-errors.svg", "x.svg", "x-errors-2.svg", "x-errors-3.svg", "x-dark-2.svg"])
    #expect(try names(folder).count == 2 * files.count + 1)
  }

  /// It is the user's.
  @Test func aLinkIsNotRemoved() throws {
    let folder = try run(figure(1), as: "linked", .svg)
    try scratch.write(Data([1]), to: "mine.png")
    let link = folder.url.appendingPathComponent("linked.png")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: scratch.file("mine.png"))
    try run(figure(2), as: "linked", .svg)
    #expect(try names(folder) == ["linked.csv", "linked.png", "linked.svg"])
  }

  @Test func whatTheRunReadsIsNotRemoved() throws {
    let folder = try run(figure(1), as: "read", .svg)
    try folder.write(Data([1]), to: "read.png")
    protectInput(folder.url.appendingPathComponent("read.png").path)
    try run(figure(2), as: "read", .svg)
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
