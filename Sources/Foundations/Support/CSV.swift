/// Rows of texts parted by commas.
///
/// A text with a comma, a quotation mark or a line break in it stands in quotation marks, its own ones
/// doubled. Files that are written end their rows with a line feed alone, as the other text files do; those
/// that are read may also end them with a carriage return, or with both.
///
/// ```
/// CSV.text([["0", "n01440764", "tench, Tinca tinca"]])   // "0,n01440764,\"tench, Tinca tinca\"\n"
/// try CSV.rows(of: "a,\"b \"\"c\"\"\"\r\n")               // [Row(line: 1, fields: ["a", "b \"c\""])]
/// ```
///
/// - Source: RFC 4180.
public enum CSV {
  /// One row of a file.
  public struct Row: Equatable, Sendable {
    /// The line that it starts on, from 1.
    public let line: Int
    /// Its texts, as they were before they were quoted.
    public let fields: [String]
  }

  /// The rows as a file holds them.
  public static func text(_ rows: [[String]]) -> String {
    rows.map { row in
      // An empty line would be no row.
      row == [""] ? "\"\"\n" : row.map(quoted).joined(separator: ",") + "\n"
    }.joined()
  }

  private static func quoted(_ field: String) -> String {
    // Scalars, not characters: a carriage return and a line feed together are one character.
    guard field.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else {
      return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  /// The rows of a file; empty lines are none, and neither is a byte order mark at the start.
  ///
  /// A text may have spaces outside of its quotation marks. A quotation mark inside of a text that does
  /// not start with one stands for itself.
  ///
  /// - Throws: ``CSVError``.
  public static func rows(of text: String) throws(CSVError) -> [Row] {
    var reader = Reader(text)
    return try reader.rows()
  }

  private struct Reader {
    private var rest: Substring.UnicodeScalarView
    private var line = 1

    init(_ text: String) {
      rest = text.unicodeScalars[...]
      if rest.first == "\u{FEFF}" { rest.removeFirst() }
    }

    mutating func rows() throws(CSVError) -> [Row] {
      var rows: [Row] = []
      while !rest.isEmpty {
        if endLine() { continue }
        let start = line
        var fields = [try field()]
        while rest.first == "," {
          rest.removeFirst()
          fields.append(try field())
        }
        _ = endLine()
        rows.append(Row(line: start, fields: fields))
      }
      return rows
    }

    /// Steps over the end of a line, if it is here.
    private mutating func endLine() -> Bool {
      switch rest.first {
      case "\r":
        rest.removeFirst()
        if rest.first == "\n" { rest.removeFirst() }
      case "\n": rest.removeFirst()
      default: return false
      }
      line += 1
      return true
    }

    private mutating func field() throws(CSVError) -> String {
      let plain = rest.prefix { !",\r\n".unicodeScalars.contains($0) }
      let spaces = plain.prefix { $0 == " " }
      guard plain.dropFirst(spaces.count).first == "\"" else {
        rest = rest[plain.endIndex...]
        return String(plain)
      }
      rest = rest[spaces.endIndex...].dropFirst()
      return try quotedField()
    }

    /// What stands up to the closing quotation mark.
    private mutating func quotedField() throws(CSVError) -> String {
      let start = line
      var field = String.UnicodeScalarView()
      while let scalar = rest.popFirst() {
        if scalar == "\"" {
          guard rest.first == "\"" else {
            rest = rest.drop { $0 == " " }
            if let next = rest.first, !",\r\n".unicodeScalars.contains(next) {
              throw CSVError(
                line: line, reason: "text follows the quotation mark that closes a field")
            }
            return String(field)
          }
          rest.removeFirst()
        }
        if scalar == "\n" || (scalar == "\r" && rest.first != "\n") { line += 1 }
        field.append(scalar)
      }
      throw CSVError(line: start, reason: "a quotation mark opens a field and none closes it")
    }
  }
}

/// A file that is no CSV.
public struct CSVError: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong there.
  public let reason: String

  /// The line and what is wrong.
  public var description: String { "line \(line): \(reason)" }
}
