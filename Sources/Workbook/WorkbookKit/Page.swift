import Foundation
import Imaging
import Plotting
import Support
import TargetPlatform

/// What a chapter prints: headings, sentences, tables and figures, on stdout as text or, at the end, as
/// JSON.
public final class Page {
  private let isJSON: Bool
  private let output: String
  private let style: FigureStyle
  private var folder: OutputFolder?
  private var hasHeading = false
  private var sections: [OrderedJSON] = []
  private let number: Int
  private let title: String
  private let command: String?
  private let drawsDarkToo: Bool

  /// - Parameters:
  ///   - output: The folder for figures.
  ///   - style: How figures look.
  ///   - command: What was typed, to be printed first as it stands.
  ///   - drawsDarkToo: Whether a figure on white is drawn a second time, for dark pages.
  public init(
    number: Int, title: String, output: String, style: FigureStyle = FigureStyle(),
    command: String? = nil, drawsDarkToo: Bool = false, isJSON: Bool
  ) {
    self.command = command
    self.number = number
    self.title = title
    self.output = output
    self.style = style
    self.isJSON = isJSON
    self.drawsDarkToo = drawsDarkToo && style.theme == .light && style.format != .pdf
  }

  /// Prints, with the chapter's title before the first line: an error before that leaves stdout empty.
  private func write(_ text: String) {
    if !hasHeading {
      if let command { say(command) }
      say("Chapter \(number) · \(title)")
    }
    hasHeading = true
    say(text)
  }

  /// Starts a section; its name is the anchor under which the prose shows what follows.
  public func section(_ name: String) {
    if isJSON {
      sections.append(.object([("section", .string(name))]))
    } else {
      write("\n== \(name) ==")
    }
  }

  /// Prints a line.
  public func print(_ line: String) {
    if isJSON {
      sections.append(.object([("text", .string(line))]))
    } else {
      // A class's name in it may hold line feeds, and the lines behind them look like a section.
      write(oneLine(line, limit: .max))
    }
  }

  /// Prints a table.
  public func print(_ table: Table) {
    if isJSON {
      sections.append(.object([("table", table.json)]))
    } else {
      write(table.text)
    }
  }

  /// Prints a table with a row for each of some elements.
  ///
  /// - Parameters:
  ///   - columns: The column titles.
  ///   - row: An element's cells, one per column, or `nil` for an element that gets no row.
  public func table<Elements: Sequence>(
    _ columns: [String], of elements: Elements,
    row: (Elements.Element) throws -> [Table.Cell]?
  ) rethrows {
    self.print(Table(columns, rows: try elements.compactMap(row)))
  }

  /// Draws a figure and writes it, and beside it a CSV file with what it plots.
  ///
  /// - Parameter name: The file's name without the ending.
  /// - Throws: ``OutputError``, ``PlottingError``.
  public func figure(_ figure: Figure, as name: String) throws {
    let folder = try outputFolder()
    let file = try folder.write(figure, as: name, style: style, isDarkToo: drawsDarkToo)
    if isJSON {
      sections.append(
        .object([
          ("figure", .string(file)), ("title", .string(figure.title)),
          ("data", .string(file.dropLast(style.format.rawValue.count) + "csv")),
          ("description", .string(figure.altText)),
        ]))
    } else {
      write("figure \(file): \(figure.title)")
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
    say(page.text(indent: 2))
  }
}

/// Runs a chapter: reads the command line, prints, and turns an error into one line and an exit status.
///
/// - Parameters:
///   - number: The chapter's number.
///   - title: The chapter's title.
///   - choices: What the chapter may be told besides its data.
///   - body: The chapter.
public func runChapter(
  _ number: Int, _ title: String, choices: [ChapterChoice] = [],
  _ body: (_ page: Page, _ workbook: Workbook) throws -> Void
) {
  prepareStandardStreams()
  prepareProcessLimits()
  let command: ChapterCommand
  do { command = try ChapterCommand.parse() } catch { ChapterCommand.finish(error) }
  let options = command.options
  do {
    try command.check(choices, chapter: number)
    let workbook = Workbook(
      options.data, errorMethods: try options.methods.errorMethods(), layers: options.layers.layer)
    let page = Page(
      number: number, title: title, output: options.figures.output, style: options.figures.style,
      command: command.typed(choices, chapter: number),
      // The chapters together make a page, which may be read in the dark.
      drawsDarkToo: command.amongOthers && !options.json, isJSON: options.json)
    try body(page, workbook)
    page.finish()
    for note in try workbook.chapterNotes() {
      complain(oneLine("chapter\(number): note: \(note)"))
    }
  } catch {
    exit(reporting: error, program: "chapter\(number)")
  }
}
