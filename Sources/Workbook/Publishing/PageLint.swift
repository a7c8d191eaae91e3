import Foundation

/// What a page may not hold although it can be woven.
public enum PageLint {
  /// Measured numbers that stand in the prose itself, where nothing keeps them true.
  ///
  /// Outside of blocks, woven numbers, code, formulas and links, every decimal number counts as measured,
  /// and every percentage and “so many of so many” whose number was printed. Versions, sections of a
  /// paper and the numbers of exercises are names.
  ///
  /// - Parameter printed: The numbers that the page's chapter printed; see ``printedNumbers(in:)``.
  public static func looseNumbers(
    in page: String, name: String, printed: Set<String> = []
  ) -> [String] {
    var findings: [String] = []
    for (number, line) in prose(of: page) {
      var text = line
      for pattern in [
        "<!--=.*?<!--/-->", "`[^`]*`", "\\$[^$]*\\$", "\\]\\([^)]*\\)", "https?://\\S*",
      ] {
        text = text.replacingOccurrences(of: pattern, with: " ", options: .regularExpression)
      }
      text = text.replacing(named, with: " ")
      let decimals = text.matches(of: /[0-9]+\.[0-9]+(?: ?%)?/).map { String($0.0) }
      let shares = text.replacing(/[0-9]+\.[0-9]+/, with: " ").matches(of: share).filter { match in
        match.0.matches(of: /[0-9]+/).contains { printed.contains(String($0.0)) }
      }.map { String($0.0) }
      for match in decimals + shares {
        findings.append(
          "\(name):\(number): the number “\(match)” stands in the prose itself; weave it "
            + "(<!--= Expected/transcript.txt#section/row/column -->0<!--/-->)")
      }
    }
    return findings
  }

  /// The numbers in what a chapter printed, without those in the titles of columns.
  public static func printedNumbers(in transcript: String) -> Set<String> {
    let lines = transcript.components(separatedBy: "\n")
    var numbers: Set<String> = []
    for (index, line) in lines.enumerated() {
      if index + 1 < lines.count, lines[index + 1].hasPrefix("──") { continue }
      numbers.formUnion(line.matches(of: /[0-9]+(?:\.[0-9]+)?/).map { String($0.0) })
    }
    return numbers
  }

  /// Numbers that name something: `Swift 6.1`, `section 3.2`, `arXiv:1806.08342`, `## 5.2 Write`.
  nonisolated(unsafe) private static let named =
    /(?i)(\b(Swift|version|MCT|Keras|TensorFlow|section|chapter|exercise|figure|table|equation|arXiv)[ :]|^#+ )v?[0-9]+(\.[0-9]+)+/

  nonisolated(unsafe) private static let share =
    /[0-9]+ ?%|[0-9]+ percent|\b[0-9]+ of (?:the )?[0-9]+\b/

  /// The lines outside of fenced blocks, with their numbers.
  private static func prose(of page: String) -> [(number: Int, text: String)] {
    var result: [(number: Int, text: String)] = []
    var fence: Fence?
    for (index, line) in page.components(separatedBy: "\n").enumerated() {
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
      } else if let open = Fence(line) {
        fence = open
      } else {
        result.append((index + 1, line))
      }
    }
    return result
  }

  /// The fenced blocks that stand behind no marker. Only commands (`sh`) and formulas (`math`) may.
  public static func typedBlocks(in page: String, name: String) -> [String] {
    var findings: [String] = []
    var fence: Fence?
    let lines = page.components(separatedBy: "\n")
    for (index, line) in lines.enumerated() {
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
      } else if let open = Fence(line) {
        fence = open
        let before = index > 0 ? lines[index - 1].trimmingCharacters(in: .whitespaces) : ""
        // Whether the comment is a marker, the loom says.
        if before.hasPrefix("<!--") { continue }
        if ["sh", "math"].contains(open.language) { continue }
        findings.append(
          "\(name):\(index + 1): this block is typed by hand; put <!-- snippet: file#name --> or "
            + "<!-- output: file#section --> before it, so that it is woven")
      }
    }
    return findings
  }

  /// A command that a page tells its reader to type.
  public struct Command: Equatable, Sendable {
    /// The page and line.
    public let place: String
    /// The words behind `swift run`, without what follows a pipe or a comment.
    public let words: [String]
  }

  /// Every `swift run …` in blocks of commands and in code between words.
  public static func commands(in page: String, name: String) -> [Command] {
    var result: [Command] = []
    var text: [(number: Int, text: String)] = []
    for (index, line) in page.components(separatedBy: "\n").enumerated() {
      // A line that ends in a backslash goes on in the next.
      if let last = text.last, last.text.hasSuffix("\\") {
        text[text.count - 1].text = last.text.dropLast() + line
      } else {
        text.append((index + 1, line))
      }
    }
    for (number, line) in text {
      for match in line.matches(of: /swift run((?: +[^\s`|&;#)]+)*)/) {
        let words = match.1.split(separator: " ").map(String.init)
        result.append(Command(place: "\(name):\(number)", words: words))
      }
    }
    return result
  }
}
