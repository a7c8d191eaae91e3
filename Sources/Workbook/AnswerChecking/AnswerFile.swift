import Foundation

/// A file of answers in pieces, so that the one that the compiler rejects can be left out.
struct AnswerFile {
  /// Some lines of the file.
  struct Piece: Equatable {
    /// The function of the contract that they answer, or `nil` for what stands beside and between answers.
    let function: String?
    /// The lines, counted from 1.
    let lines: ClosedRange<Int>
    /// The line on which its function begins, or its first one.
    let start: Int
    /// What is wrong with the piece even before it is compiled: its braces do not match.
    var mistake: String?
    /// Whether the rest of the file can do without it.
    let isOptional: Bool
  }

  /// The whole file, from its first line to its last one.
  let pieces: [Piece]
  private let lines: [String]
  /// Whether a brace closes the type. A file that was cut off has none.
  private let isClosed: Bool

  /// - Parameter functions: The names that the contract asks for.
  init(_ text: String, functions: [String]) {
    let lines = text.components(separatedBy: "\n")
    self.lines = lines
    let starts = functions.compactMap { name in
      Self.line(of: name, in: lines).map { (name: name, line: $0) }
    }.sorted { $0.line < $1.line }
    // The brace that closes the type stands at the beginning of a line.
    let closing = lines.lastIndex { $0.hasPrefix("}") }
    isClosed = starts.isEmpty || closing ?? -1 > starts[starts.count - 1].line
    let lastBrace = isClosed ? closing ?? lines.count : lines.count
    var pieces: [Piece] = []
    func add(
      _ function: String?, _ range: Range<Int>, start: Int? = nil, isOptional: Bool,
      mistake: String? = nil
    ) {
      guard !range.isEmpty else { return }
      pieces.append(
        Piece(
          function: function, lines: range.lowerBound + 1...range.upperBound,
          start: (start ?? range.lowerBound) + 1, mistake: mistake, isOptional: isOptional))
    }
    var done = 0
    for (position, start) in starts.enumerated() {
      let comment = AnswerFile.firstLine(above: start.line, in: lines, notBefore: done)
      add(nil, done..<comment, isOptional: position > 0)
      let next =
        position + 1 < starts.count
        ? AnswerFile.firstLine(above: starts[position + 1].line, in: lines, notBefore: start.line)
        : max(lastBrace, start.line + 1)
      let end = Braces.end(of: lines[start.line..<next])
      if let end, Braces.areBalanced(lines[(end + 1)..<next]) {
        add(start.name, comment..<end + 1, start: start.line, isOptional: true)
        done = end + 1
      } else {
        add(
          start.name, comment..<next, start: start.line, isOptional: true,
          mistake: "the braces { } of this answer do not match")
        done = next
      }
    }
    add(nil, done..<lines.count, isOptional: false)
    self.pieces = pieces
  }

  /// The piece that a line is in.
  func piece(at line: Int) -> Piece? { pieces.first { $0.lines.contains(line) } }

  /// The file with empty lines in place of some pieces; all others keep their numbers. A type that nothing closes is
  /// closed, so that what is cut off costs no more than its own function.
  func text(without left: [Piece]) -> String {
    let kept = lines.enumerated().map { index, line in
      left.contains { $0.lines.contains(index + 1) } ? "" : line
    }
    return (isClosed ? kept : kept + ["}"]).joined(separator: "\n")
  }

  /// The lines of a piece.
  func text(of piece: Piece) -> String {
    lines[(piece.lines.lowerBound - 1)..<piece.lines.upperBound].joined(separator: "\n")
  }

  private static func line(of name: String, in lines: [String]) -> Int? {
    lines.firstIndex { line in
      guard let match = line.firstMatch(of: /^\s*(?:[@\w]+\s+)*func\s+(\w+)\s*[(<]/) else {
        return false
      }
      return match.1 == name
    }
  }

  /// The first line of the comments and attributes above a function.
  private static func firstLine(
    above function: Int, in lines: [String], notBefore first: Int
  ) -> Int {
    var line = function
    while line > first {
      let above = lines[line - 1].trimmingCharacters(in: .whitespaces)
      guard above.hasPrefix("//") || above.hasPrefix("@") else { break }
      line -= 1
    }
    return line
  }
}

/// Counts braces where they are code: not in comments, not in texts.
enum Braces {
  /// The index of the line on which the first brace is closed, or `nil` when it is not.
  static func end(of lines: ArraySlice<String>) -> Int? {
    var depth = 0
    var seen = false
    var scanner = Scanner()
    for index in lines.indices {
      for change in scanner.changes(in: lines[index]) {
        depth += change
        seen = seen || change > 0
        if seen, depth == 0 { return index }
      }
    }
    return nil
  }

  /// Whether as many are closed as are opened, and none before it is opened.
  static func areBalanced(_ lines: ArraySlice<String>) -> Bool {
    var depth = 0
    var scanner = Scanner()
    for line in lines {
      for change in scanner.changes(in: line) {
        depth += change
        if depth < 0 { return false }
      }
    }
    return depth == 0 && scanner.commentDepth == 0
  }

  private struct Scanner {
    var commentDepth = 0
    private var isInText = false
    private var isInLongText = false

    /// `1` for every brace that opens and `−1` for every one that closes, in order.
    mutating func changes(in line: String) -> [Int] {
      var changes: [Int] = []
      var rest = Substring(line)
      // A text between single quotation marks ends with its line.
      isInText = false
      while let character = rest.first {
        if commentDepth > 0 {
          if rest.hasPrefix("*/") { commentDepth -= 1 }
          if rest.hasPrefix("/*") { commentDepth += 1 }
          rest.removeFirst(rest.hasPrefix("*/") || rest.hasPrefix("/*") ? 2 : 1)
          continue
        }
        if rest.hasPrefix("\"\"\""), !isInText {
          isInLongText.toggle()
          rest.removeFirst(3)
          continue
        }
        rest.removeFirst()
        if isInText || isInLongText {
          if character == "\\" { rest = rest.dropFirst() }
          if character == "\"", isInText { isInText = false }
          continue
        }
        switch character {
        case "\"": isInText = true
        case "/" where rest.first == "/": return changes
        case "/" where rest.first == "*":
          rest.removeFirst()
          commentDepth += 1
        case "{": changes.append(1)
        case "}": changes.append(-1)
        default: break
        }
      }
      return changes
    }
  }
}
