import Foundation

/// Turns the Markdown of the chapters' pages into HTML: headings, paragraphs, lists, tables, blocks,
/// pictures, links, code and simple formulas. Nothing else is used there.
struct HTMLText {
  /// The address to show for a picture's path, or `nil` to leave the picture out.
  let picture: (String) -> String?
  /// The address for a link's target.
  let link: (String) -> String

  /// The page as HTML, without head and body.
  func html(_ markdown: String) -> String {
    var output: [String] = []
    var lines = markdown.components(separatedBy: "\n")[...]
    while let line = lines.first {
      if line.hasPrefix("```") {
        output.append(block(&lines))
      } else if line.hasPrefix("#") {
        lines.removeFirst()
        let level = line.prefix { $0 == "#" }.count
        output.append("<h\(level)>\(inline(String(line.dropFirst(level + 1))))</h\(level)>")
      } else if line.hasPrefix("|") {
        output.append(table(&lines))
      } else if isItem(line) {
        output.append(list(&lines))
      } else if line.hasPrefix("<details") || line.hasPrefix("</details") {
        lines.removeFirst()
        output.append(line)
      } else if line.isEmpty || (line.hasPrefix("<!-- ") && line.hasSuffix(" -->")) {
        lines.removeFirst()
      } else {
        var paragraph: [String] = []
        while let next = lines.first, !next.isEmpty, !next.hasPrefix("```"), !next.hasPrefix("|") {
          paragraph.append(next)
          lines.removeFirst()
        }
        output.append("<p>\(inline(paragraph.joined(separator: " ")))</p>")
      }
    }
    return output.joined(separator: "\n")
  }

  private func block(_ lines: inout ArraySlice<String>) -> String {
    let language = lines.removeFirst().dropFirst(3)
    var code: [String] = []
    while let line = lines.first, !line.hasPrefix("```") {
      code.append(line)
      lines.removeFirst()
    }
    lines = lines.dropFirst()
    let kind = language.isEmpty ? "text" : String(language)
    return
      "<pre class=\"\(kind)\"><code>\(HTMLText.escaped(code.joined(separator: "\n")))</code></pre>"
  }

  private func table(_ lines: inout ArraySlice<String>) -> String {
    var rows: [[String]] = []
    while let line = lines.first, line.hasPrefix("|") {
      rows.append(
        line.dropFirst().dropLast().components(separatedBy: "|")
          .map { $0.trimmingCharacters(in: .whitespaces) })
      lines.removeFirst()
    }
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(inline($0))</\(tag)>" }.joined() + "</tr>"
    }
    let body = rows.dropFirst(2).map { row($0, "td") }.joined()
    return "<table>\(rows.first.map { row($0, "th") } ?? "")\(body)</table>"
  }

  private func isItem(_ line: String) -> Bool {
    line.hasPrefix("- ") || line.range(of: "^[0-9]+\\. ", options: .regularExpression) != nil
  }

  private func list(_ lines: inout ArraySlice<String>) -> String {
    let isOrdered = !(lines.first?.hasPrefix("- ") ?? true)
    var items: [String] = []
    while let line = lines.first, isItem(line) || (line.hasPrefix("  ") && !items.isEmpty) {
      if isItem(line) {
        let start = line.firstIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
        items.append(String(line[start...]))
      } else {
        items[items.count - 1] += " " + line.trimmingCharacters(in: .whitespaces)
      }
      lines.removeFirst()
    }
    let tag = isOrdered ? "ol" : "ul"
    return "<\(tag)>" + items.map { "<li>\(inline($0))</li>" }.joined() + "</\(tag)>"
  }

  // MARK: inside a line

  private func inline(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    // Comments around woven numbers show nothing themselves.
    rest = rest.replacingOccurrences(of: "<!--.*?-->", with: "", options: .regularExpression)[...]
    while let character = rest.first {
      if character == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        result +=
          "<code>\(HTMLText.escaped(String(rest[rest.index(after: rest.startIndex)..<end])))</code>"
        rest = rest[rest.index(after: end)...]
      } else if character == "$", let end = rest.dropFirst().firstIndex(of: "$") {
        result += Formula.html(String(rest[rest.index(after: rest.startIndex)..<end]))
        rest = rest[rest.index(after: end)...]
      } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).range(of: "**") {
        let inner = rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound]
        result += "<strong>\(inline(String(inner)))</strong>"
        rest = rest[end.upperBound...]
      } else if character == "*", let end = rest.dropFirst().firstIndex(of: "*") {
        result += "<em>\(inline(String(rest[rest.index(after: rest.startIndex)..<end])))</em>"
        rest = rest[rest.index(after: end)...]
      } else if let (label, target, end) = bracket(rest) {
        if character == "!" {
          result += figure(label, target)
        } else {
          result += "<a href=\"\(HTMLText.escaped(link(target)))\">\(inline(label))</a>"
        }
        rest = rest[end...]
      } else if rest.hasPrefix("<summary>") || rest.hasPrefix("</summary>") {
        let end = rest.firstIndex(of: ">") ?? rest.startIndex
        result += rest[...end]
        rest = rest[rest.index(after: end)...]
      } else {
        result += HTMLText.escaped(String(character))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// `[label](target)` or `![label](target)` at the start of a text.
  private func bracket(_ text: Substring) -> (label: String, target: String, end: String.Index)? {
    let body = text.first == "!" ? text.dropFirst() : text
    guard body.first == "[", let middle = body.range(of: "]("),
      let end = body[middle.upperBound...].firstIndex(of: ")")
    else { return nil }
    let label = body[body.index(after: body.startIndex)..<middle.lowerBound]
    guard !label.contains("[") else { return nil }
    return (String(label), String(body[middle.upperBound..<end]), body.index(after: end))
  }

  private func figure(_ label: String, _ target: String) -> String {
    guard let address = picture(target) else { return "" }
    return "<img src=\"\(address)\" alt=\"\(HTMLText.escaped(label))\">"
  }

  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}

/// The few formulas of the pages as HTML, so that they need no network to be read.
enum Formula {
  private static let names = [
    "\\Delta": "Δ", "\\sum": "Σ", "\\mathrm": "", "\\le": "≤", "\\ge": "≥", "\\cdot": "·",
  ]

  static func html(_ tex: String) -> String {
    var rest = tex[...]
    return "<span class=\"math\">" + sequence(&rest, until: nil) + "</span>"
  }

  private static func sequence(_ rest: inout Substring, until end: Character?) -> String {
    var result = ""
    while let character = rest.first {
      if character == end {
        rest = rest.dropFirst()
        break
      }
      result += atom(&rest)
    }
    return result
  }

  private static func atom(_ rest: inout Substring) -> String {
    guard let character = rest.popFirst() else { return "" }
    switch character {
    case "{": return sequence(&rest, until: "}")
    case "_": return "<sub>\(atom(&rest))</sub>"
    case "^": return "<sup>\(atom(&rest))</sup>"
    case "\\":
      let name = "\\" + rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count - 1)
      if name == "\\frac" {
        let top = atom(&rest)
        return "<span class=\"fraction\">\(top)/\(atom(&rest))</span>"
      }
      if name == "\\mathrm" { return "<span class=\"upright\">\(atom(&rest))</span>" }
      return names[name] ?? HTMLText.escaped(name)
    case "-": return "−"
    default: return character.isLetter ? "<i>\(character)</i>" : HTMLText.escaped(String(character))
    }
  }
}
