import Foundation

/// The line that opens a fenced block: three backticks or more, and a language.
struct Fence {
  let indent: Int
  let language: String
  private let ticks: Int

  init?(_ line: String) {
    let body = line.drop { $0 == " " }
    ticks = body.prefix { $0 == "`" }.count
    guard ticks >= 3, !body.dropFirst(ticks).contains("`") else { return nil }
    indent = line.count - body.count
    language = body.dropFirst(ticks).trimmingCharacters(in: .whitespaces)
  }

  func isClosed(by line: String) -> Bool {
    let body = line.trimmingCharacters(in: .whitespaces)
    return body.count >= ticks && body.allSatisfy { $0 == "`" }
  }

  /// The lines that open and close the block around other lines: of more backticks when one of them would close it.
  func around(_ lines: [String]) -> (open: String, close: String) {
    let longest = lines.filter(isClosed).map { $0.count { $0 == "`" } }.max()
    let fence =
      String(repeating: " ", count: indent)
      + String(repeating: "`", count: longest.map { $0 + 1 } ?? ticks)
    return (fence + language, fence)
  }
}

/// A comment of a page that asks for a block of code or of output.
struct PageMarker {
  enum Kind: String { case snippet, output }

  let kind: Kind
  let file: String
  let region: String
  let indent: Int

  /// The language of the block behind the marker.
  var language: String {
    switch kind {
    case .snippet: file.hasSuffix(".py") ? "python" : "swift"
    case .output: "text"
    }
  }

  /// Reads a line; `nil` when it holds no comment but inline numbers.
  ///
  /// - Throws: ``LoomError`` for every other comment.
  init?(_ line: String, place: String) throws {
    let body = line.trimmingCharacters(in: .whitespaces)
    let others = line.replacing("<!--= ", with: "").replacing("<!--/-->", with: "")
    guard others.contains("<!--") else { return nil }
    guard let match = try? /<!-- (snippet|output): ([^#]+)#([^#]+) -->/.wholeMatch(in: body),
      let kind = Kind(rawValue: String(match.1))
    else {
      throw LoomError(
        place,
        "“\(body)” is no marker; write <!-- snippet: main.swift#name --> or "
          + "<!-- output: Expected/transcript.txt#section --> alone on its line")
    }
    self.kind = kind
    (file, region) = (String(match.2), String(match.3))
    indent = line.prefix { $0 == " " }.count
  }
}

/// The numbers of a line that are woven into its text.
enum InlineNumbers {
  enum Piece {
    case text(String)
    case number(file: String, keys: [String], old: String)
  }

  /// The line in pieces.
  ///
  /// - Throws: ``LoomError`` for a marker that is not closed, nested or malformed.
  static func pieces(of line: String, place: String) throws -> [Piece] {
    let (open, close) = ("<!--= ", "<!--/-->")
    var result: [Piece] = []
    var rest = line[...]
    while let start = rest.range(of: open) {
      guard let middle = rest[start.upperBound...].range(of: " -->"),
        let end = rest[middle.upperBound...].range(of: close)
      else { throw LoomError(place, "the number behind “\(open)” is not closed by “\(close)”") }
      let old = String(rest[middle.upperBound..<end.lowerBound])
      let path = String(rest[start.upperBound..<middle.lowerBound])
      if path.contains("<!--") || old.contains("<!--") {
        throw LoomError(place, "a number stands inside of another; close each with “\(close)”")
      }
      let parts = path.split(separator: "#", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw LoomError(place, "“\(path)” should be file#section/row/column")
      }
      result.append(.text(String(rest[..<start.lowerBound])))
      result.append(
        .number(file: parts[0], keys: parts[1].components(separatedBy: "/"), old: old))
      rest = rest[end.upperBound...]
    }
    if rest.contains(close) {
      throw LoomError(place, "“\(close)” closes no number; remove it, or open with “\(open)”")
    }
    return result + [.text(String(rest))]
  }
}
