import Foundation
import Support

/// Turns the Markdown of the chapters' pages into HTML.
struct HTMLText {
  /// What to show for a picture's path, or `nil` when there is no such picture.
  let picture: (String) -> FigurePair?
  /// The address for a link's target, or `nil` when it is not to be reached from the page.
  let link: (String) -> String?
  /// What the anchors of this text start with.
  var anchor = ""
  /// How many levels the headings go down.
  var headingShift = 0

  /// The page as HTML, without head and body.
  ///
  /// - Throws: ``MarkdownError`` for what it does not know.
  func html(_ markdown: String) throws -> String {
    try html(MarkdownReader.blocks(of: markdown))
  }

  /// Blocks as HTML.
  func html(_ blocks: [MarkdownBlock]) throws -> String {
    var anchors = Anchors(prefix: anchor)
    return try html(blocks, &anchors)
  }

  /// The headings of one level, with their anchors.
  func headings(_ blocks: [MarkdownBlock], level: Int) throws -> [(anchor: String, html: String)] {
    var anchors = Anchors(prefix: anchor)
    return try blocks.compactMap { block in
      guard case .heading(let found, let text) = block.kind else { return nil }
      let name = anchors.next(for: text)
      return found == level ? (name, try inline(text, block.line)) : nil
    }
  }

  private func html(_ blocks: [MarkdownBlock], _ anchors: inout Anchors) throws -> String {
    var parts: [String] = []
    for block in blocks { parts.append(try html(block, &anchors)) }
    return parts.joined(separator: "\n")
  }

  private func html(_ block: MarkdownBlock, _ anchors: inout Anchors) throws -> String {
    switch block.kind {
    case .heading(let level, let text):
      let tag = "h\(min(level + headingShift, 6))"
      let name = anchors.next(for: text)
      return "<\(tag) id=\"\(name)\">\(try inline(text, block.line))</\(tag)>"
    case .paragraph(let text):
      let parts = try MarkdownInlineReader.parts(of: text, line: block.line)
      // A formula between two paragraphs stands on a line of its own.
      if case .formula(let tex)? = parts.first, parts.count == 1 {
        return try html(MarkdownBlock(line: block.line, kind: .formula(tex)), &anchors)
      }
      return "<p>\(try html(parts, block.line))</p>"
    case .code(let language, let lines): return HTMLText.block(lines, language: language)
    case .formula(let tex):
      return "<div class=\"formula\" tabindex=\"0\">"
        + (try formula(tex, isBlock: true, line: block.line)) + "</div>"
    case .list(let start, let items):
      var list = start.map { $0 == 1 ? "<ol>" : "<ol start=\"\($0)\">" } ?? "<ul>"
      for item in items { list += "<li>\(try itemHTML(item, &anchors))</li>" }
      return list + (start == nil ? "</ul>" : "</ol>")
    case .table(let table): return try html(table, line: block.line)
    case .quote(let blocks): return "<blockquote>\(try html(blocks, &anchors))</blockquote>"
    case .details(let summary, let isOpen, let blocks):
      let kind = FoldedPart(rawValue: summary).map { " class=\"\($0.name)\"" } ?? ""
      return "<details\(kind)\(isOpen ? " open" : "")>"
        + "<summary>\(try inline(summary, block.line))</summary>\n"
        + (try html(blocks, &anchors)) + "\n</details>"
    case .rule: return "<hr>"
    }
  }

  /// An item that is one paragraph needs no paragraph around it.
  private func itemHTML(_ blocks: [MarkdownBlock], _ anchors: inout Anchors) throws -> String {
    guard let first = blocks.first, case .paragraph(let text) = first.kind else {
      return try html(blocks, &anchors)
    }
    let rest = Array(blocks.dropFirst())
    let start = try inline(text, first.line)
    return rest.isEmpty ? start : "<p>\(start)</p>\n" + (try html(rest, &anchors))
  }

  /// A block of code or of output, in a box that scrolls by itself.
  static func block(_ lines: [String], language: String) -> String {
    let text = lines.joined(separator: "\n")
    let code = language == "swift" ? SwiftHighlighting.html(text) : xmlText(text)
    let columns = lines.map(\.count).max() ?? 0
    // The width of a line is known here, so that narrow pages can shrink a table before it scrolls.
    var kind = xmlText(language.isEmpty ? "text" : language)
    // On paper a block stays in one piece unless it is longer than that is worth.
    if lines.count > 40 { kind += " long" }
    return "<pre class=\"\(kind)\" tabindex=\"0\" "
      + "style=\"--columns:\(max(columns, 24))\"><code>\(code)</code></pre>"
  }

  private func html(_ table: MarkdownTable, line: Int) throws -> String {
    func row(_ cells: [String], _ tag: String) throws -> String {
      var html = "<tr>"
      for (cell, alignment) in zip(cells, table.alignments) {
        let style = alignment == .left ? "" : " class=\"\(alignment.rawValue)\""
        html += "<\(tag)\(style)>\(try inline(cell, line))</\(tag)>"
      }
      return html + "</tr>"
    }
    let body = try table.rows.map { try row($0, "td") }.joined()
    return
      "<div class=\"table\" tabindex=\"0\"><table><thead>\(try row(table.header, "th"))</thead>"
      + "<tbody>\(body)</tbody></table></div>"
  }

  // MARK: inside a line

  private func inline(_ text: String, _ line: Int) throws -> String {
    try html(MarkdownInlineReader.parts(of: text, line: line), line)
  }

  private func html(_ parts: [MarkdownInline], _ line: Int) throws -> String {
    try parts.map { try html($0, line) }.joined()
  }

  private func html(_ part: MarkdownInline, _ line: Int) throws -> String {
    switch part {
    case .text(let text):
      // Entities such as &nbsp; stay what they are.
      return xmlText(text).replacing(/&amp;(#?[A-Za-z0-9]+;)/) { "&\($0.1)" }
    case .code(let code): return "<code>\(xmlText(code))</code>"
    case .formula(let tex): return try formula(tex, isBlock: false, line: line)
    case .strong(let parts): return "<strong>\(try html(parts, line))</strong>"
    case .emphasis(let parts): return "<em>\(try html(parts, line))</em>"
    case .link(let label, let target):
      guard let address = link(target) else {
        return
          "<span class=\"file\" title=\"\(xmlText(target))\">\(try html(label, line))</span>"
      }
      return "<a href=\"\(xmlText(address))\">\(try html(label, line))</a>"
    case .picture(let description, let target):
      guard let picture = picture(target) else {
        throw MarkdownError(line, "there is no picture \(target); correct the path, or draw it")
      }
      return picture.html(alt: description)
    case .lineBreak: return "<br>"
    case .tag(let tag): return tag
    }
  }

  private func formula(_ tex: String, isBlock: Bool, line: Int) throws -> String {
    do {
      return try isBlock ? Formula.block(tex) : Formula.inline(tex)
    } catch let error as FormulaError {
      throw MarkdownError(line, "the formula \(tex): \(error)")
    }
  }
}

/// The anchors of headings, as GitHub makes them, with a prefix so that all chapters fit on one page.
public struct Anchors {
  private let prefix: String
  private var counts: [String: Int] = [:]

  /// Creates the anchors of one page.
  public init(prefix: String = "") {
    self.prefix = prefix
  }

  /// The next heading's anchor.
  public mutating func next(for heading: String) -> String {
    let name = heading.lowercased()
      .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
      .replacing(" ", with: "-")
    let count = counts[name, default: 0]
    counts[name] = count + 1
    return prefix + (count == 0 ? name : "\(name)-\(count)")
  }
}
