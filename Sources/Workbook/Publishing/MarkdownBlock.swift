import Foundation

/// A block of a Markdown page.
struct MarkdownBlock: Equatable {
  indirect enum Kind: Equatable {
    case heading(level: Int, String)
    case paragraph(String)
    case code(language: String, [String])
    case formula(String)
    /// A list that counts from `start`, or one with dots.
    case list(start: Int?, items: [[MarkdownBlock]])
    case table(MarkdownTable)
    case quote([MarkdownBlock])
    case details(summary: String, isOpen: Bool, [MarkdownBlock])
    case rule
  }

  /// The line that it starts on, from 1.
  let line: Int
  let kind: Kind
}

/// A table of a Markdown page.
struct MarkdownTable: Equatable {
  enum Alignment: String { case left, center, right }

  var header: [String]
  var alignments: [Alignment]
  var rows: [[String]]

  /// Reads the lines of a table.
  ///
  /// - Throws: ``MarkdownError`` for a row with more or fewer cells than the header.
  init(_ lines: [(number: Int, text: String)]) throws {
    let cells = lines.map { MarkdownTable.cells($0.text) }
    guard lines.count >= 2, cells[1].allSatisfy({ $0.wholeMatch(of: /:?-+:?/) != nil }) else {
      throw MarkdownError(lines[0].number, "a table needs a line |---|---| under its header")
    }
    let width = cells[0].count
    for (line, row) in zip(lines, cells) where row.count != width {
      throw MarkdownError(
        line.number,
        "this row has \(row.count) cells, the header \(width); "
          + "a bar inside of a cell is written \\|")
    }
    header = cells[0]
    rows = Array(cells.dropFirst(2))
    alignments = cells[1].map { rule in
      switch (rule.hasPrefix(":"), rule.hasSuffix(":")) {
      case (true, true): .center
      case (false, true): .right
      default: .left
      }
    }
  }

  /// The cells of a row: bars part them, also inside of code, unless a backslash stands before.
  static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line.trimmingCharacters(in: .whitespaces).dropFirst() {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        if character == "|" { cells[cells.count - 1].removeLast() }
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.last?.isEmpty == true { cells.removeLast() }
    return cells.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
