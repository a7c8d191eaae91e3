import Foundation

/// A table that the class fills in: the chapter's page without the numbers of it, and the table alone.
struct BlankTable {
  let chapter: Int
  /// The section of the chapter's transcript.
  let section: String

  /// Every such table.
  static let all = [BlankTable(chapter: 0, section: "rounding")]

  /// Stands where a number was, until the page is HTML.
  static let gap = "\u{E000}"
  static let gapHTML = "<span class=\"gap\" role=\"img\" aria-label=\"to fill in\"></span>"

  private var marker: String { "<!-- output: Expected/transcript.txt#\(section) -->" }

  /// The page with an empty table, and gaps where its text shows the table's numbers.
  ///
  /// - Throws: ``LoomError``.
  func emptied(_ page: String, name: String) throws -> String {
    let found = try block(page, name: name)
    var lines = found.lines
    let titles = Transcript.cells(found.table[0])
    lines.replaceSubrange(found.range, with: emptied(found.table))
    return try lines.enumerated().map { index, line in
      try InlineNumbers.pieces(of: line, place: "\(name):\(index + 1)").map { piece in
        switch piece {
        case .text(let text): text
        case .number(_, let keys, let old):
          // The first column is what is asked about.
          keys.first == section && keys.last != titles.first ? BlankTable.gap : old
        }
      }.joined()
    }.joined(separator: "\n")
  }

  /// The empty table alone.
  ///
  /// - Throws: ``LoomError``.
  func emptyTable(_ page: String, name: String) throws -> String {
    emptied(try block(page, name: name).table).joined(separator: "\n")
  }

  /// A table in Markdown with the titles and the first column of a printed one.
  private func emptied(_ table: [String]) -> [String] {
    let titles = Transcript.cells(table[0])
    return [row(titles), row(titles.map { _ in "---:" })]
      + table.dropFirst(2).map { line in
        row(Transcript.cells(line).prefix(1) + titles.dropFirst().map { _ in BlankTable.gap })
      }
  }

  /// The table as it was printed, as a page of its own.
  ///
  /// - Throws: ``LoomError``.
  func filled(_ page: String, name: String) throws -> String {
    (["```text"] + (try block(page, name: name).table) + ["```"]).joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// The lines of a page, where the block with its marker lies among them, and the table in it.
  private func block(
    _ page: String, name: String
  ) throws -> (lines: [String], range: ClosedRange<Int>, table: [String]) {
    let lines = page.components(separatedBy: "\n")
    guard let start = lines.firstIndex(of: marker), start + 1 < lines.count,
      let fence = Fence(lines[start + 1]),
      let end = lines[(start + 2)...].firstIndex(where: fence.isClosed),
      let rule = lines[start..<end].firstIndex(where: { $0.hasPrefix("──") })
    else { throw LoomError(name, "there is no table behind “\(marker)”") }
    return (lines, start...end, Array(lines[(rule - 1)..<end]))
  }
}
