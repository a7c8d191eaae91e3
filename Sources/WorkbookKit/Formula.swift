import Foundation

/// Formulas as MathML, which browsers show without a network or a script.
enum Formula {
  /// A formula of a line of its own.
  ///
  /// - Throws: ``FormulaError``.
  static func block(_ tex: String) throws -> String {
    let row = try FormulaReader.pieces(of: tex).map(\.html).joined()
    return "<math display=\"block\" alttext=\"\(HTMLText.escaped(tex))\"><mrow>\(row)</mrow></math>"
  }

  /// A formula between words. A long one may break behind `=`, `≤` and the like, as narrow pages need.
  ///
  /// - Throws: ``FormulaError``.
  static func inline(_ tex: String) throws -> String {
    var parts = [""]
    for piece in try FormulaReader.pieces(of: tex) {
      parts[parts.count - 1] += piece.html
      if piece.isRelation, tex.count > 24 { parts.append("") }
    }
    let isTall = tex.contains("\\frac") || tex.contains("\\sum")
    let style = isTall ? " displaystyle=\"true\"" : ""
    return parts.filter { !$0.isEmpty }.enumerated().map { index, html in
      let text = index == 0 ? " alttext=\"\(HTMLText.escaped(tex))\"" : ""
      return "<math\(style)\(text)><mrow>\(html)</mrow></math>"
    }.joined(separator: "<wbr>")
  }
}

/// TeX that the pages' formulas cannot use.
struct FormulaError: Error, Equatable, CustomStringConvertible {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  var description: String { reason }
}

/// Reads TeX and writes MathML.
struct FormulaReader {
  /// One part of a formula with what hangs on it.
  struct Piece {
    var html: String
    /// Whether it is `=` or one of its kind.
    var isRelation = false
    /// Whether what hangs on it stands below and above, as under a sum.
    var hasLimits = false
  }

  private var rest: Substring

  /// The parts of a formula.
  ///
  /// - Throws: ``FormulaError``.
  static func pieces(of tex: String) throws -> [Piece] {
    var reader = FormulaReader(rest: tex[...])
    return try reader.pieces { _ in false }
  }

  private init(rest: Substring) {
    self.rest = rest
  }

  private mutating func skipSpaces() {
    rest = rest.drop { $0.isWhitespace }
  }

  private mutating func pieces(until isEnd: (Substring) -> Bool) throws -> [Piece] {
    var result: [Piece] = []
    skipSpaces()
    while !rest.isEmpty, !isEnd(rest) {
      if let character = rest.first, "}&".contains(character) {
        throw FormulaError("“\(character)” stands where nothing was opened")
      }
      result.append(try scripted())
      skipSpaces()
    }
    return result
  }

  private mutating func row(until isEnd: (Substring) -> Bool) throws -> String {
    let html = try pieces(until: isEnd).map(\.html).joined()
    guard !rest.isEmpty else { throw FormulaError("something that was opened is not closed") }
    return "<mrow>\(html)</mrow>"
  }

  /// A part with its sub- and superscripts.
  private mutating func scripted() throws -> Piece {
    var base = try nucleus()
    var below: String?
    var above: String?
    while let mark = rest.drop(while: \.isWhitespace).first, "_^'".contains(mark) {
      skipSpaces()
      rest.removeFirst()
      if mark == "'" {
        above = (above ?? "") + "<mo>′</mo>"
      } else if mark == "_", below == nil {
        below = try argument()
      } else if mark == "^", above == nil {
        above = try argument()
      } else {
        throw FormulaError("two “\(mark)” hang on the same part; put braces around one")
      }
    }
    let (under, over, both) =
      base.hasLimits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup")
    switch (below, above) {
    case (let below?, let above?): base.html = "<\(both)>\(base.html)\(below)\(above)</\(both)>"
    case (let below?, nil): base.html = "<\(under)>\(base.html)\(below)</\(under)>"
    case (nil, let above?): base.html = "<\(over)>\(base.html)\(above)</\(over)>"
    case (nil, nil): break
    }
    return base
  }

  /// What a command or a script takes: a group in braces, or one part.
  private mutating func argument() throws -> String {
    skipSpaces()
    guard !rest.isEmpty else { throw FormulaError("the formula ends where something should follow") }
    return try nucleus().html
  }

  private mutating func nucleus() throws -> Piece {
    guard let character = rest.first else { throw FormulaError("the formula is empty") }
    if character == "\\" { return try command() }
    if character.isASCII, character.isNumber {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let number = digits.hasSuffix(".") ? digits.dropLast() : digits
      rest = rest.dropFirst(number.count)
      return Piece(html: "<mn>\(number)</mn>")
    }
    rest.removeFirst()
    if character == "{" {
      let html = try row { $0.first == "}" }
      rest.removeFirst()
      return Piece(html: html)
    }
    if character.isLetter { return Piece(html: "<mi>\(character)</mi>") }
    guard let symbol = FormulaSymbols.characters[character] else {
      throw FormulaError("the character “\(character)” is unknown; add it to FormulaSymbols")
    }
    return symbol
  }

  private mutating func command() throws -> Piece {
    rest.removeFirst()
    var name = String(rest.prefix { $0.isASCII && $0.isLetter })
    if name.isEmpty { name = String(rest.prefix(1)) }
    rest = rest.dropFirst(name.count)
    if let symbol = FormulaSymbols.commands[name] { return symbol }
    switch name {
    case "frac", "dfrac", "tfrac":
      let top = try argument()
      return Piece(html: "<mfrac>\(top)\(try argument())</mfrac>")
    case "sqrt": return Piece(html: "<msqrt>\(try argument())</msqrt>")
    case "mathrm", "text", "textrm", "mathtt", "texttt", "mathit", "mathbf":
      return Piece(html: FormulaSymbols.words(try words(), style: name))
    case "operatorname":
      let hasLimits = rest.first == "*"
      if hasLimits { rest.removeFirst() }
      let html = FormulaSymbols.words(try words(), style: "mathrm")
      return Piece(html: html + "<mo>&#x2061;</mo>", hasLimits: hasLimits)
    case "hat", "bar", "tilde", "overline":
      let accent = FormulaSymbols.accents[name] ?? ""
      let base = try argument()
      return Piece(html: "<mover accent=\"true\">\(base)<mo stretchy=\"\(name == "overline")\">"
        + "\(accent)</mo></mover>")
    case "underset":
      let below = try argument()
      return Piece(html: "<munder>\(try argument())\(below)</munder>")
    case "left": return try fenced()
    case "begin": return try environment()
    default: throw FormulaError("the command \\\(name) is unknown; add it to FormulaSymbols")
    }
  }

  /// The letters of `\mathrm{ERR}` and `\text{if } x`.
  private mutating func words() throws -> String {
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
  private mutating func fenced() throws -> Piece {
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
  private mutating func environment() throws -> Piece {
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
