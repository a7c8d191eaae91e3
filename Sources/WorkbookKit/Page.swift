import Foundation
import Imaging
import Plotting
import TargetPlatform

/// What a chapter prints: headings, sentences, tables and figures, on stdout as text or, at the end, as
/// JSON.
public final class Page {
  private let isJSON: Bool
  private let output: String
  private var folder: OutputFolder?
  private var sections: [OrderedJSON] = []
  private let number: Int
  private let title: String

  /// Creates a page.
  ///
  /// - Parameter output: The folder for figures.
  public init(number: Int, title: String, output: String, isJSON: Bool) {
    self.number = number
    self.title = title
    self.output = output
    self.isJSON = isJSON
    if !isJSON { Swift.print("Chapter \(number) · \(title)") }
  }

  /// Starts a section; its name is the anchor under which the prose shows what follows.
  public func section(_ name: String) {
    if isJSON {
      sections.append(.object([("section", .string(name))]))
    } else {
      Swift.print("\n== \(name) ==")
    }
  }

  /// Prints a line.
  public func print(_ line: String) {
    if isJSON {
      sections.append(.object([("text", .string(line))]))
    } else {
      Swift.print(line)
    }
  }

  /// Prints a table.
  public func print(_ table: Table) {
    if isJSON {
      sections.append(.object([("table", table.json)]))
    } else {
      Swift.print(table.text)
    }
  }

  /// Draws a figure and writes it as PNG.
  ///
  /// - Throws: ``OutputError``.
  public func figure(_ figure: Figure, as name: String) throws {
    try picture(
      figure.drawn(), as: name, title: figure.title,
      description: figure.markers.map(\.label).filter { !$0.isEmpty }.joined(separator: "; "))
  }

  /// Writes a picture as PNG.
  ///
  /// - Throws: ``OutputError``.
  public func picture(
    _ image: Image, as name: String, title: String, description: String = ""
  ) throws {
    let data = try image.pngData(texts: [("Title", title), ("Description", description)])
    try outputFolder().write(data, to: name)
    if isJSON {
      sections.append(.object([("figure", .string(name)), ("title", .string(title))]))
    } else {
      Swift.print("figure \(name): \(title)")
    }
  }

  /// Makes sure early that figures can be written.
  ///
  /// - Throws: ``OutputError``.
  @discardableResult
  public func outputFolder() throws -> OutputFolder {
    if let folder { return folder }
    let folder = try OutputFolder(URL(fileURLWithPath: output))
    self.folder = folder
    return folder
  }

  func finish() {
    guard isJSON else { return }
    let page = OrderedJSON.object([
      ("schema", .integer(1)), ("chapter", .integer(number)), ("title", .string(title)),
      ("content", .array(sections)),
    ])
    Swift.print(page.text(indent: 2))
  }
}

/// Runs a chapter: reads the command line, prints, and turns an error into one line and an exit status.
///
/// - Parameters:
///   - number: The chapter's number.
///   - title: The chapter's title.
///   - body: The chapter.
public func runChapter(
  _ number: Int, _ title: String, _ body: (_ page: Page, _ workbook: Workbook) throws -> Void
) {
  let options = ChapterOptions.parseOrExit()
  let page = Page(number: number, title: title, output: options.output, isJSON: options.json)
  do {
    try body(page, Workbook(options.data))
    page.finish()
  } catch {
    exit(reporting: error, program: "chapter\(number)")
  }
}
