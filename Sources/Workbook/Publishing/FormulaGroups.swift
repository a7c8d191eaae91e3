import Foundation

/// Words, brackets and environments: what TeX writes between two marks.
extension FormulaReader {
  /// The letters of `\mathrm{ERR}` and `\text{if } x`.
  mutating func words() throws -> String {
    skipSpaces()
    guard rest.first == "{" else { return String(rest.popFirst().map(String.init) ?? "") }
    guard let end = rest.firstIndex(of: "}") else { throw FormulaError("“{” is not closed") }
    let words = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    let plain = words.replacing("\\_", with: "_").replacing("\\,", with: "\u{2009}")
      .replacing("\\ ", with: " ").replacing("\\%", with: "%")
    if plain.contains("\\") { throw FormulaError("a command stands inside of words “\(words)”") }
    return String(plain)
  }

  private mutating func delimiter() throws -> String {
    skipSpaces()
    var name = String(rest.prefix(1))
    if name == "\\" {
      let letters = rest.dropFirst().prefix { $0.isASCII && $0.isLetter }
      name += letters.isEmpty ? rest.dropFirst().prefix(1) : letters
    }
    rest = rest.dropFirst(name.count)
    guard let delimiter = FormulaSymbols.delimiters[name] else {
      throw FormulaError("“\(name)” is no bracket; add it to FormulaSymbols")
    }
    return delimiter
  }

  /// `\left| … \right|`: brackets as tall as what they hold.
  mutating func fenced() throws -> Piece {
    func bracket(_ text: String, _ form: String) -> String {
      text.isEmpty ? "" : "<mo form=\"\(form)\" fence=\"true\" stretchy=\"true\">\(text)</mo>"
    }
    let open = bracket(try delimiter(), "prefix")
    let inner = try row { $0.hasPrefix("\\right") && !$0.hasPrefix("\\rightarrow") }
    rest = rest.dropFirst("\\right".count)
    let close = bracket(try delimiter(), "postfix")
    return Piece(html: "<mrow>\(open)\(inner)\(close)</mrow>")
  }

  /// `\begin{cases} … \end{cases}` and `aligned`.
  mutating func environment() throws -> Piece {
    let name = try words()
    guard name == "cases" || name == "aligned" else {
      throw FormulaError("the environment \(name) is unknown; add it to FormulaReader")
    }
    let end = "\\end{\(name)}"
    var rows = [""]
    while !rest.hasPrefix(end) {
      let cell = try row { $0.first == "&" || $0.hasPrefix("\\\\") || $0.hasPrefix(end) }
      rows[rows.count - 1] += "<mtd>\(cell)</mtd>"
      if rest.first == "&" {
        rest.removeFirst()
      } else if rest.hasPrefix("\\\\") {
        rest = rest.dropFirst(2)
        rows.append("")
      }
      skipSpaces()
    }
    rest = rest.dropFirst(end.count)
    let body = rows.filter { !$0.isEmpty }.map { "<mtr>\($0)</mtr>" }.joined()
    let brace = name == "cases" ? "<mo form=\"prefix\" fence=\"true\" stretchy=\"true\">{</mo>" : ""
    return Piece(html: "<mrow>\(brace)<mtable class=\"\(name)\">\(body)</mtable></mrow>")
  }
}
