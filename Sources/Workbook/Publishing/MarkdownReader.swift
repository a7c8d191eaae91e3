import Foundation

/// Reads a Markdown page into blocks: headings, paragraphs, lists, tables, fenced blocks, formulas,
/// quotations, rules and folded parts.
///
/// Whatever it does not know is an error, for GitHub would show something, and the page something else.
struct MarkdownReader {
  typealias Line = (number: Int, text: String)

  var lines: ArraySlice<Line>

  /// The blocks of a page.
  ///
  /// - Throws: ``MarkdownError``.
  static func blocks(of page: String) throws -> [MarkdownBlock] {
    let lines = page.components(separatedBy: "\n").enumerated().map { ($0.offset + 1, $0.element) }
    return try blocks(of: lines)
  }

  static func blocks(of lines: [Line]) throws -> [MarkdownBlock] {
    var reader = MarkdownReader(lines: lines[...])
    return try reader.blocks()
  }

  private mutating func blocks() throws -> [MarkdownBlock] {
    var result: [MarkdownBlock] = []
    while let line = lines.first {
      if line.text.allSatisfy(\.isWhitespace) || MarkdownReader.isComment(line.text) {
        lines.removeFirst()
      } else {
        result.append(MarkdownBlock(line: line.number, kind: try block(line)))
      }
    }
    return result
  }

  private mutating func block(_ line: Line) throws -> MarkdownBlock.Kind {
    let text = line.text
    if let fence = Fence(text) { return try code(fence, line) }
    if text.hasPrefix("    ") {
      throw MarkdownError(line.number, "four spaces make a block of code; write a fenced block")
    }
    if text.hasPrefix("~~~") {
      throw MarkdownError(line.number, "“~~~” opens no block on these pages; write ```")
    }
    if text.hasPrefix("#") { return try heading(line) }
    if text.hasPrefix("|") {
      return .table(try MarkdownTable(takeLines { $0.hasPrefix("|") }))
    }
    if text.hasPrefix("$$") { return try formula(line) }
    if text.hasPrefix(">") {
      let quoted = takeLines { $0.hasPrefix(">") }
        .map { ($0.number, String($0.text.dropFirst($0.text.hasPrefix("> ") ? 2 : 1))) }
      return .quote(try MarkdownReader.blocks(of: quoted))
    }
    if text.hasPrefix("<details") { return try details(line) }
    if text == "---" {
      lines.removeFirst()
      return .rule
    }
    if ListItem(text) != nil { return try list() }
    if text.wholeMatch(of: /\[[^\]]+\]: .*/) != nil {
      throw MarkdownError(
        line.number, "“\(text)” is a reference; write [text](target) at its place")
    }
    return .paragraph(try paragraph())
  }

  private static func isComment(_ text: String) -> Bool {
    text.trimmingCharacters(in: .whitespaces).wholeMatch(of: /<!-- .* -->/) != nil
      && !text.contains("<!--=")
  }

  private mutating func takeLines(while isWanted: (String) -> Bool) -> [Line] {
    let taken = lines.prefix { isWanted($0.text) }
    lines = lines.dropFirst(taken.count)
    return Array(taken)
  }

  private mutating func code(_ fence: Fence, _ line: Line) throws -> MarkdownBlock.Kind {
    lines.removeFirst()
    let code = takeLines { !fence.isClosed(by: $0) }
      .map { String($0.text.dropFirst(min(fence.indent, $0.text.prefix { $0 == " " }.count))) }
    guard !lines.isEmpty else {
      throw MarkdownError(line.number, "the fenced block that starts here is not closed")
    }
    lines.removeFirst()
    if fence.language == "math" { return .formula(code.joined(separator: " ")) }
    return .code(language: fence.language, code)
  }

  private mutating func heading(_ line: Line) throws -> MarkdownBlock.Kind {
    guard let match = line.text.wholeMatch(of: /(#{1,6}) +(.*)/) else {
      throw MarkdownError(
        line.number, "a heading is “# ” and its words; for the character write \\#")
    }
    lines.removeFirst()
    return .heading(level: match.1.count, String(match.2))
  }

  private mutating func formula(_ line: Line) throws -> MarkdownBlock.Kind {
    var tex = line.text.trimmingCharacters(in: .whitespaces).dropFirst(2)
    lines.removeFirst()
    while !tex.hasSuffix("$$") {
      guard let next = lines.popFirst() else {
        throw MarkdownError(line.number, "the formula that starts here is not closed by “$$”")
      }
      tex += " " + next.text.trimmingCharacters(in: .whitespaces)
    }
    return .formula(tex.dropLast(2).trimmingCharacters(in: .whitespaces))
  }

  private mutating func details(_ line: Line) throws -> MarkdownBlock.Kind {
    var inner: [Line] = []
    var depth = 0
    // What a block shows opens and closes nothing.
    var fence: Fence?
    repeat {
      guard let next = lines.popFirst() else {
        throw MarkdownError(line.number, "<details> is not closed by a line </details>")
      }
      inner.append(next)
      if let open = fence {
        if open.isClosed(by: next.text) { fence = nil }
        continue
      }
      fence = Fence(next.text)
      if next.text.contains("<details") { depth += 1 }
      if next.text.contains("</details>") { depth -= 1 }
    } while depth > 0
    guard inner.count > 1, inner[inner.count - 1].text == "</details>" else {
      throw MarkdownError(
        inner[inner.count - 1].number, "</details> should stand on a line of its own")
    }
    inner.removeLast()
    // The summary stands behind <details>, or on the line below.
    var head = inner.removeFirst().text
    if !head.contains("<summary>"), !inner.isEmpty { head += inner.removeFirst().text }
    guard
      let match = head.wholeMatch(of: /<details( open)?>\s*<summary>(.*)<\/summary>\s*/)
    else {
      throw MarkdownError(
        line.number, "write <details><summary>words</summary>, an empty line, and then the text")
    }
    return .details(
      summary: String(match.2), isOpen: match.1 != nil, try MarkdownReader.blocks(of: inner))
  }

  private mutating func paragraph() throws -> String {
    var text = ""
    while let line = lines.first, !line.text.allSatisfy(\.isWhitespace) {
      if !text.isEmpty {
        if line.text.wholeMatch(of: /(=+|-+) */) != nil {
          throw MarkdownError(line.number, "this line makes a heading of the one above; write ##")
        }
        if MarkdownReader.interrupts(line.text) { break }
        if !text.hasSuffix("\n") { text += " " }
      }
      lines.removeFirst()
      var words = line.text.trimmingCharacters(in: .whitespaces)
      if line.text.hasSuffix("  ") { words += "\n" }
      if words.hasSuffix("\\") { words = words.dropLast() + "\n" }
      text += words
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Whether a line ends the paragraph above it.
  static func interrupts(_ text: String) -> Bool {
    if ["|", "#", ">", "<details", "</details", "$$"].contains(where: text.hasPrefix) {
      return true
    }
    return Fence(text) != nil || isComment(text) || ListItem(text)?.canInterrupt == true
  }
}
