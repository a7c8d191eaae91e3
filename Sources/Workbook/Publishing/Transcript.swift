import Foundation

/// What a chapter printed, in sections `== name ==`, behind the command that was typed: `$ swift run chapter3`.
///
/// A number is named by `section/row/column`: the first cell of its line and the title of its column.
/// Where the section has no such table, `section/label` names what stands behind `label:` on a line.
public struct Transcript {
  private let lines: [String]
  private let name: String

  /// Reads a transcript.
  ///
  /// - Parameter name: The file's name, for messages.
  public init(_ lines: [String], name: String) {
    self.lines = lines
    self.name = name
  }

  /// The command that printed it, with its prompt; `nil` when the first line is none.
  var command: String? { lines.first.flatMap { $0.hasPrefix("$ ") ? $0 : nil } }

  /// The names of the sections.
  var sections: [String] {
    lines.filter { $0.hasPrefix("== ") && $0.hasSuffix(" ==") }
      .map { String($0.dropFirst(3).dropLast(3)) }
  }

  /// The lines of a section, without empty ones at the end.
  ///
  /// - Throws: ``LoomError`` when there is none, or more than one.
  func section(_ section: String, place: String) throws -> [String] {
    let starts = lines.indices.filter { lines[$0] == "== \(section) ==" }
    guard let start = starts.first else {
      throw LoomError(
        place,
        "\(name) has no section “== \(section) ==”; it has "
          + sections.joined(separator: ", "))
    }
    if starts.count > 1 {
      throw LoomError(place, "\(name) has two sections “== \(section) ==”; rename one")
    }
    var result = lines[(start + 1)...].prefix { !$0.hasPrefix("== ") }
    while result.last?.isEmpty == true { result.removeLast() }
    return Array(result)
  }

  /// One number.
  ///
  /// - Throws: ``LoomError``, which says what there is instead.
  func number(_ keys: [String], place: String) throws -> String {
    guard keys.count == 2 || keys.count == 3 else {
      throw LoomError(
        place, "“\(keys.joined(separator: "/"))” should be section/row/column or section/label")
    }
    let lines = try section(keys[0], place: place)
    if keys.count == 2 {
      guard let line = lines.first(where: { $0.hasPrefix(keys[1] + ": ") }) else {
        throw LoomError(place, "the section \(keys[0]) has no line “\(keys[1]): …”")
      }
      return String(line.dropFirst(keys[1].count + 2))
    }
    guard let rule = lines.firstIndex(where: { $0.hasPrefix("──") }), rule > 0 else {
      throw LoomError(place, "the section \(keys[0]) has no table")
    }
    guard let row = lines[(rule + 1)...].map(Transcript.cells).first(where: { $0.first == keys[1] })
    else { throw LoomError(place, "the table \(keys[0]) has no row \(keys[1])") }
    var titles = Transcript.cells(lines[rule - 1])
    // The column of names may have no title.
    if titles.count == row.count - 1 { titles.insert("", at: 0) }
    guard let column = titles.firstIndex(of: keys[2]), row.indices.contains(column) else {
      throw LoomError(
        place,
        "the table \(keys[0]) has no column \(keys[2]); it has "
          + titles.joined(separator: ", "))
    }
    return row[column]
  }

  /// Cells are parted by two spaces or more.
  static func cells(_ line: String) -> [String] {
    line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
