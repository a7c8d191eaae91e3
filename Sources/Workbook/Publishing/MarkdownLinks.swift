import Foundation

/// Links, pictures, and the little HTML that the pages use.
extension MarkdownInlineReader {
  mutating func bracket() throws -> MarkdownInline? {
    let isPicture = rest.hasPrefix("![")
    guard isPicture || rest.first == "[" else { return nil }
    let start = rest.dropFirst(isPicture ? 2 : 1)
    guard let label = balanced(start, "[", "]") else { return nil }
    let behind = start[label.endIndex...].dropFirst()
    if behind.first == "[" || label.hasPrefix("^") {
      throw MarkdownError(line, "“[\(label)]” refers elsewhere; write [text](target)")
    }
    guard behind.first == "(", let target = balanced(behind.dropFirst(), "(", ")") else {
      return nil
    }
    if target.contains(" ") {
      throw MarkdownError(line, "the target “\(target)” has a space or a title; give only the path")
    }
    take((isPicture ? 2 : 1) + label.count + 2 + target.count + 1)
    if isPicture { return .picture(description: String(label), target: String(target)) }
    var inner = MarkdownInlineReader(rest: label, line: line)
    return .link(try inner.parts(until: nil), target: String(target))
  }

  /// The text up to the bracket that closes, over inner brackets and code.
  private func balanced(_ text: Substring, _ open: Character, _ close: Character) -> Substring? {
    var depth = 0
    var isCode = false
    for index in text.indices {
      if text[index] == "`" { isCode.toggle() }
      if isCode { continue }
      if text[index] == open { depth += 1 }
      if text[index] == close {
        if depth == 0 { return text[..<index] }
        depth -= 1
      }
    }
    return nil
  }

  mutating func angle() throws -> MarkdownInline? {
    if let match = rest.prefixMatch(of: /<\/?(sub|sup|kbd)>/) {
      take(match.0.count)
      return .tag(String(match.0))
    }
    if let match = rest.prefixMatch(of: /<br ?\/?>/) {
      take(match.0.count)
      return .lineBreak
    }
    if let match = rest.prefixMatch(of: /<(https?:\/\/[^>\s]+)>/) {
      take(match.0.count)
      return .link([.text(String(match.1))], target: String(match.1))
    }
    if let match = rest.prefixMatch(of: /<\/?[A-Za-z!?][^>]*>?/) {
      throw MarkdownError(line, "“\(match.0)” is no HTML that these pages use; write Markdown")
    }
    return nil
  }
}
