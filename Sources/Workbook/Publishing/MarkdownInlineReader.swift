import Foundation

/// Reads what stands inside of a line.
///
/// Whatever it does not know is an error, for GitHub would show something, and the page something else.
struct MarkdownInlineReader {
  var rest: Substring
  let line: Int
  private var previous: Character = " "

  /// The parts of a text.
  ///
  /// - Throws: ``MarkdownError``.
  static func parts(of text: String, line: Int) throws -> [MarkdownInline] {
    // Comments around woven numbers show nothing themselves.
    let visible = text.replacing(/<!--.*?-->/, with: "")
    var reader = MarkdownInlineReader(rest: visible[...], line: line)
    return try reader.parts(until: nil)
  }

  init(rest: Substring, line: Int) {
    self.rest = rest
    self.line = line
  }

  mutating func parts(until end: String?) throws -> [MarkdownInline] {
    var result: [MarkdownInline] = []
    var text = ""
    func flush() {
      if !text.isEmpty { result.append(.text(text)) }
      text = ""
    }
    while let character = rest.first {
      if let end, closes(end) {
        flush()
        take(end.count)
        return result
      }
      if let part = try part() {
        flush()
        result.append(part)
      } else {
        text += escapedOrPlain(character)
      }
    }
    if let end {
      throw MarkdownError(line, "“\(end)” is not closed; for the character itself write \\\(end)")
    }
    flush()
    return result
  }

  /// Whether the emphasis ends here: its mark stands behind a word, and is no longer one's beginning.
  private func closes(_ mark: String) -> Bool {
    guard rest.hasPrefix(mark), !previous.isWhitespace else { return false }
    let length = rest.prefix { $0 == "*" }.count
    if mark == "*" { return length != 2 || !canOpen(2) }
    if mark == "_" { return !(rest.dropFirst().first?.isLetter ?? false) }
    return true
  }

  /// Whether a mark of this length opens something: a word follows, and none stands before it.
  private func canOpen(_ length: Int) -> Bool {
    guard let next = rest.dropFirst(length).first, !next.isWhitespace else { return false }
    return previous.isWhitespace || previous.isPunctuation || previous.isSymbol
  }

  mutating func take(_ count: Int) {
    for _ in 0..<count { if let character = rest.popFirst() { previous = character } }
  }

  /// A character of the text, with a backslash before it taken away.
  private mutating func escapedOrPlain(_ character: Character) -> String {
    if character == "\\", let next = rest.dropFirst().first, next.isASCII,
      next.isPunctuation || next.isSymbol
    {
      take(2)
      return String(next)
    }
    take(1)
    return String(character)
  }

  /// The construct that starts here, or `nil` where only text does.
  private mutating func part() throws -> MarkdownInline? {
    switch rest.first {
    case "`": return .code(try code())
    case "$": return try formula()
    case "*": return try emphasis()
    case "_":
      guard canOpen(1) else { return nil }
      take(1)
      return .emphasis(try parts(until: "_"))
    case "!", "[": return try bracket()
    case "<": return try angle()
    case "h" where rest.hasPrefix("https://") || rest.hasPrefix("http://"):
      var address = rest.prefix { !$0.isWhitespace && $0 != ")" && $0 != "<" }
      while let last = address.last, ".,;:".contains(last) { address.removeLast() }
      take(address.count)
      return .link([.text(String(address))], target: String(address))
    case "~" where rest.hasPrefix("~~"):
      throw MarkdownError(line, "“~~” is not used on these pages; say it in words")
    case "\n":
      take(1)
      return .lineBreak
    default: return nil
    }
  }

  private mutating func code() throws -> String {
    let ticks = String(rest.prefix { $0 == "`" })
    let body = rest.dropFirst(ticks.count)
    guard let end = body.range(of: ticks) else {
      throw MarkdownError(line, "the code behind “\(ticks)” is not closed")
    }
    var code = String(body[..<end.lowerBound])
    if code.hasPrefix(" "), code.hasSuffix(" "), code.count > 2 {
      code = String(code.dropFirst().dropLast())
    }
    take(2 * ticks.count + body[..<end.lowerBound].count)
    return code
  }

  private mutating func formula() throws -> MarkdownInline {
    // GitHub's second way to write a formula, in which no character needs a backslash.
    let (open, close) = rest.hasPrefix("$`") ? ("$`", "`$") : ("$", "$")
    let body = rest.dropFirst(open.count)
    guard let end = body.range(of: close), end.lowerBound != body.startIndex else {
      throw MarkdownError(
        line, "the formula behind “\(open)” is not closed; for a dollar write \\$")
    }
    let tex = body[..<end.lowerBound]
    if open == "$", tex.first?.isWhitespace == true || tex.last?.isWhitespace == true {
      throw MarkdownError(
        line, "the formula $\(tex)$ has a space at an end, so GitHub shows dollars")
    }
    take(open.count + tex.count + close.count)
    return .formula(String(tex))
  }

  private mutating func emphasis() throws -> MarkdownInline? {
    let length = rest.prefix { $0 == "*" }.count
    // A star between spaces is a star.
    if previous.isWhitespace, rest.dropFirst(length).first?.isWhitespace ?? true { return nil }
    let mark = length == 1 ? "*" : "**"
    take(mark.count)
    // What follows a mark may open another one.
    previous = " "
    let inner = try parts(until: mark)
    return length == 1 ? .emphasis(inner) : .strong(inner)
  }
}
