import Foundation

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

  var rest: Substring

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

  mutating func skipSpaces() {
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

  mutating func row(until isEnd: (Substring) -> Bool) throws -> String {
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
    guard let first = rest.first else {
      throw FormulaError("the formula ends where something should follow")
    }
    guard first.isASCII, first.isNumber else { return try nucleus().html }
    // Without braces TeX takes one digit, not the number.
    rest.removeFirst()
    return "<mn>\(first)</mn>"
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
    case "binom":
      let top = try argument()
      let pair = "<mfrac linethickness=\"0\">\(top)\(try argument())</mfrac>"
      return Piece(html: "<mrow><mo>(</mo>\(pair)<mo>)</mo></mrow>")
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
      return Piece(
        html: "<mover accent=\"true\">\(base)<mo stretchy=\"\(name == "overline")\">"
          + "\(accent)</mo></mover>")
    case "underset":
      let below = try argument()
      return Piece(html: "<munder>\(try argument())\(below)</munder>")
    case "left": return try fenced()
    case "begin": return try environment()
    default: throw FormulaError("the command \\\(name) is unknown; add it to FormulaSymbols")
    }
  }
}
