/// How a mark looks. No two things that have to be told apart differ by colour alone.
public struct Look: Hashable, Sendable {
  /// What a colour is for; a ``Theme`` says which one it is.
  public enum Hue: Hashable, Sendable {
    /// Measured values.
    case data
    /// The colour of text.
    case ink
    /// Lines that guide the eye.
    case soft
    /// One of the things that are compared.
    case series(Int)
  }

  /// How a line is broken.
  public enum Dash: Int, Hashable, Sendable, CaseIterable {
    /// Not at all.
    case solid
    /// Long dashes.
    case dashed
    /// Dots.
    case dotted
    /// A dash and a dot.
    case dashDotted
    /// Short dashes.
    case shortDashed
    /// A dash and two dots.
    case dashDotDotted

    /// Lengths of strokes and gaps, in widths of the line.
    public var lengths: [Double] {
      switch self {
      case .solid: []
      case .dashed: [5, 2.5]
      case .dotted: [1.2, 1.8]
      case .dashDotted: [5, 2, 1.2, 2]
      case .shortDashed: [2.6, 2]
      case .dashDotDotted: [5, 1.8, 1.2, 1.8, 1.2, 1.8]
      }
    }
  }

  /// The shape of a point.
  public enum Symbol: Int, Hashable, Sendable, CaseIterable {
    /// A disc.
    case circle
    /// A square on its side.
    case square
    /// A triangle that points up.
    case triangle
    /// A square on its corner.
    case diamond
    /// A triangle that points down.
    case wedge
    /// Two crossing strokes.
    case cross
    /// A star of five points.
    case star
  }

  /// The colour.
  public var hue: Hue
  /// The line.
  public var dash: Dash
  /// The points.
  public var symbol: Symbol
  /// Whether points and boxes are only outlined.
  public var isHollow: Bool
  /// Opacity, 0 ... 1.
  public var alpha: Double

  public init(
    _ hue: Hue, dash: Dash = .solid, symbol: Symbol = .circle, isHollow: Bool = false,
    alpha: Double = 1
  ) {
    self.hue = hue
    self.dash = dash
    self.symbol = symbol
    self.isHollow = isHollow
    self.alpha = alpha
  }

  /// The look of the thing of that number among those that are compared: its colour, dashes and symbol
  /// belong together.
  public static func series(_ number: Int) -> Look {
    let dashes = Dash.allCases
    let symbols = Symbol.allCases
    return Look(
      .series(number), dash: dashes[number % dashes.count],
      symbol: symbols[number % (symbols.count - 1)])
  }

  /// The look of measured values.
  public static let data = Look(.data)
}
