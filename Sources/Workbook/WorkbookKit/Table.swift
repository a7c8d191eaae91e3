import Support
import TargetPlatform

/// Rows and columns to print, or to hand to a program.
public struct Table: Sendable {
  /// One entry.
  public enum Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A text, on the left of its column.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number with so many digits behind the point.
    case number(Double, digits: Int)
    /// A difference, with its sign also when it is positive.
    case signed(Double, digits: Int)
    /// A number with as many digits as it needs, such as a power of two.
    case exact(Double)
    /// The chance of something, with four digits; one that would be written as 0 says below what it is.
    case chance(Double)
    /// Nothing.
    case none

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }

    var text: String {
      switch self {
      case .text(let text): Table.spelled(text)
      case .integer(let number): String(number)
      case .number(let number, let digits): fixed(number, digits: digits)
      case .signed(let number, let digits):
        (number > 0 ? "+" : "") + fixed(number, digits: digits)
      case .exact(let number): compact(number)
      case .chance(let number): number < 0.00005 ? "< 0.0001" : fixed(number, digits: 4)
      case .none: "–"
      }
    }

    var isText: Bool { if case .text = self { true } else { false } }

    var json: OrderedJSON {
      switch self {
      case .text(let text): .string(text)
      case .integer(let number): .integer(number)
      case .number(let number, _), .signed(let number, _), .exact(let number), .chance(let number):
        .number(number)
      case .none: .null
      }
    }
  }

  /// The column titles.
  public var columns: [String]
  /// The rows, each with one cell per column.
  public var rows: [[Cell]]

  public init(_ columns: [String], rows: [[Cell]] = []) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "every row has \(columns.count) cells")
    self.columns = columns
    self.rows = rows
  }

  /// The table in columns of equal width, numbers on the right.
  public var text: String {
    let columns = columns.map(Table.spelled)
    let cells = rows.map { $0.map(\.text) }
    let widths = columns.indices.map { column in
      ([columns[column]] + cells.map { $0[column] }).map(\.count).max() ?? 0
    }
    let isText = columns.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { $0[column].isText }
    }
    func line(_ texts: [String]) -> String {
      let padded = texts.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return isText[column] ? text + space : space + text
      }
      var line = padded.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "──")
    return ([line(columns), rule] + cells.map(line)).joined(separator: "\n")
  }

  /// A class's name, say, is whatever somebody called a folder: a line feed in it would tear the table.
  private static func spelled(_ text: String) -> String { oneLine(text, limit: .max) }

  var json: OrderedJSON {
    .object([
      ("columns", .array(columns.map(OrderedJSON.string))),
      ("rows", .array(rows.map { .array($0.map(\.json)) })),
    ])
  }
}

extension [Table.Cell] {
  /// The cells in rows of equal length, each behind the number that it is about.
  ///
  /// - Precondition: There are as many cells for every number.
  public func rows(_ numbers: [Int]) -> [[Table.Cell]] {
    let length = count / Swift.max(numbers.count, 1)
    precondition(length * numbers.count == count, "rows of equal length")
    return numbers.enumerated().map { row, number in
      [.integer(number)] + self[row * length..<(row + 1) * length]
    }
  }
}
