import Foundation
import Support

/// The symbols that formulas may use. A formula with another one is an error, so that no page shows a
/// command in place of a symbol.
enum FormulaSymbols {
  typealias Piece = FormulaReader.Piece

  private static func operators(_ symbol: String, _ attributes: String = "") -> Piece {
    Piece(html: "<mo\(attributes)>\(symbol)</mo>")
  }

  private static func relation(_ symbol: String) -> Piece {
    Piece(html: "<mo lspace=\"0.28em\" rspace=\"0.28em\">\(symbol)</mo>", isRelation: true)
  }

  /// A bracket that stays as tall as a letter; what it does to its sides does not depend on the side.
  private static func bracket(_ symbol: String) -> Piece {
    operators(symbol, " stretchy=\"false\" lspace=\"0\" rspace=\"0\"")
  }

  private static func large(_ symbol: String) -> Piece {
    Piece(html: "<mo largeop=\"true\" movablelimits=\"false\">\(symbol)</mo>", hasLimits: true)
  }

  private static func space(_ width: String) -> Piece {
    Piece(html: "<mspace width=\"\(width)\"></mspace>")
  }

  /// Characters other than letters and digits.
  static let characters: [Character: Piece] = {
    var all: [Character: Piece] = [
      "+": operators("+"), "-": operators("−"), "−": operators("−"), "*": operators("∗"),
      "/": operators("/", " stretchy=\"false\""), ",": operators(","), ";": operators(";"),
      ":": operators(":"), "!": operators("!"), ".": operators("."), "%": Piece(html: "<mi>%</mi>"),
      "~": space("0.33em"), "·": operators("·"), "×": operators("×"),
      "∞": Piece(html: "<mi>∞</mi>"),
      "…": operators("…"),
    ]
    for symbol in "=≤≥≠≈→" { all[symbol] = relation(String(symbol)) }
    all["<"] = relation("&lt;")
    all[">"] = relation("&gt;")
    for symbol in "()[]|⌊⌋⌈⌉" { all[symbol] = bracket(String(symbol)) }
    return all
  }()

  /// What `\left` and `\right` take.
  static let delimiters = [
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", "\\{": "{", "\\}": "}",
    "\\|": "‖", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\langle": "⟨",
    "\\rangle": "⟩", "\\lvert": "|", "\\rvert": "|", "\\lVert": "‖", "\\rVert": "‖",
  ]

  static let accents = ["hat": "^", "bar": "¯", "tilde": "~", "overline": "¯"]

  private static let greek = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π",
    "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "ell": "ℓ", "partial": "∂", "infty": "∞", "emptyset": "∅",
  ]

  /// Capitals stand upright.
  private static let capitals = [
    "Delta": "Δ", "Gamma": "Γ", "Lambda": "Λ", "Omega": "Ω", "Phi": "Φ", "Pi": "Π", "Psi": "Ψ",
    "Sigma": "Σ", "Theta": "Θ", "nabla": "∇",
  ]

  private static let relations = [
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "lt": "&lt;", "gt": "&gt;", "ne": "≠", "neq": "≠",
    "approx": "≈", "sim": "∼", "equiv": "≡", "in": "∈", "notin": "∉", "ll": "≪", "gg": "≫",
    "to": "→",
    "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "mapsto": "↦", "propto": "∝",
    "subset": "⊂", "subseteq": "⊆", "mid": "∣",
  ]

  private static let binary = [
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "circ": "∘", "ast": "∗",
    "odot": "⊙",
    "cup": "∪", "cap": "∩", "ldots": "…", "dots": "…", "cdots": "⋯", "forall": "∀", "prime": "′",
  ]

  private static let functions = ["log", "ln", "exp", "sign", "clip", "round", "erf"]
  private static let limits = ["min", "max", "arg", "argmin", "argmax", "lim"]

  /// Commands that take nothing.
  static let commands: [String: Piece] = {
    var all: [String: Piece] = [
      "sum": large("∑"), "prod": large("∏"), "int": large("∫"),
      ",": space("0.17em"), ":": space("0.22em"), ";": space("0.28em"), " ": space("0.33em"),
      "!": space("-0.17em"), "quad": space("1em"), "qquad": space("2em"),
      "%": Piece(html: "<mi>%</mi>"), "_": Piece(html: "<mi>_</mi>"),
      "#": Piece(html: "<mi>#</mi>"),
      "&": Piece(html: "<mi>&amp;</mi>"), "$": Piece(html: "<mi>$</mi>"),
      "{": bracket("{"), "}": bracket("}"),
    ]
    for (name, symbol) in greek { all[name] = Piece(html: "<mi>\(symbol)</mi>") }
    for (name, symbol) in capitals {
      all[name] = Piece(html: "<mi mathvariant=\"normal\">\(symbol)</mi>")
    }
    for (name, symbol) in relations { all[name] = relation(symbol) }
    for (name, symbol) in binary { all[name] = operators(symbol) }
    for (name, symbol) in delimiters where name.hasPrefix("\\") {
      all[String(name.dropFirst())] = bracket(symbol)
    }
    for name in functions { all[name] = Piece(html: "<mi>\(name)</mi><mo>&#x2061;</mo>") }
    for name in limits {
      all[name] = Piece(html: "<mi>\(name)</mi>", hasLimits: true)
    }
    return all
  }()

  /// Words inside of a formula.
  static func words(_ words: String, style: String) -> String {
    let text = xmlText(words).replacing(" ", with: "&nbsp;")
    switch style {
    case "mathbf": return "<mi mathvariant=\"normal\" class=\"bold\">\(text)</mi>"
    case "mathit": return "<mi class=\"italic\">\(text)</mi>"
    case "mathtt", "texttt": return "<mtext class=\"typed\">\(text)</mtext>"
    default:
      return words.allSatisfy(\.isLetter)
        ? "<mi mathvariant=\"normal\">\(text)</mi>" : "<mtext>\(text)</mtext>"
    }
  }
}
