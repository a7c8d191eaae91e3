import Foundation

/// The regions of a program that are marked to be shown, between `// snippet.name` and `// snippet.end`; in Python,
/// between `# snippet.name` and `# snippet.end`.
public struct ProgramSnippets {
  /// The lines of every region by its name, without the indentation that all of them share.
  public let regions: [String: [String]]

  /// Reads a program.
  ///
  /// - Throws: ``LoomError`` for a region that is doubled, nested, empty or not closed, and for a
  ///   comment that is nearly a marker.
  public init(_ lines: [String], file: String) throws {
    var result: [String: [String]] = [:]
    var open: (name: String, lines: [String], line: Int)?
    for (index, line) in lines.enumerated() {
      let place = "\(file):\(index + 1)"
      guard let name = try ProgramSnippets.marker(line, place: place) else {
        open?.lines.append(line)
        continue
      }
      if name == "end" {
        guard let region = open else {
          throw LoomError(place, "no snippet is open here; remove the marker")
        }
        if region.lines.allSatisfy(\.isEmpty) {
          throw LoomError(place, "the snippet \(region.name) is empty; remove its markers")
        }
        result[region.name] = ProgramSnippets.unindented(region.lines)
        open = nil
      } else {
        if let open {
          throw LoomError(
            place, "the snippet \(open.name) is still open here; close it with “// snippet.end”")
        }
        if result[name] != nil {
          throw LoomError(place, "there are two snippets called \(name); rename one")
        }
        open = (name, [], index + 1)
      }
    }
    if let open {
      throw LoomError(
        "\(file):\(open.line)",
        "the snippet \(open.name) is never closed; close it with “// snippet.end”")
    }
    regions = result
  }

  /// The name that a line marks, or `nil` for any other line.
  private static func marker(_ line: String, place: String) throws -> String? {
    let text = line.trimmingCharacters(in: .whitespaces)
    guard text.prefixMatch(of: /(\/\/+|#+)\s*[sS]nippet(?![A-Za-z0-9])/) != nil else { return nil }
    guard let match = text.wholeMatch(of: /(\/\/|#) snippet\.([a-z][A-Za-z0-9-]*)/) else {
      throw LoomError(
        place,
        "“\(text)” is no marker; write “// snippet.name” or “// snippet.end”, with # in Python")
    }
    return String(match.2)
  }

  private static func unindented(_ lines: [String]) -> [String] {
    let indent = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { String($0.dropFirst(min(indent, $0.count))) }
  }
}
