import Support

/// A point of a plot, in the units of its axes.
public struct Point: Equatable, Sendable {
  /// The horizontal value.
  public var x: Double
  /// The vertical value.
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// Some data of a plot.
public struct Mark: Equatable, Sendable {
  /// How data are drawn.
  public enum Shape: Equatable, Sendable {
    /// Bars from edge to edge, standing on the axis: one more edge than heights.
    case bars(edges: [Double], heights: [Double])
    /// A line through the points.
    case line([Point])
    /// A symbol at every point.
    case points([Point])
    /// Symbols with a vertical interval each.
    case intervals([Point], [ClosedRange<Double>])
    /// A shaded range of the horizontal axis.
    case band(ClosedRange<Double>)
    /// A dot for every value, equal ones on top of each other: the height is a count.
    case stacks([Double])
    /// Ticks in a strip of their own below the plot, the open ones hollow.
    case ticks([Double], open: [Double])
    /// Unit squares around whole numbers, coloured by a value.
    case cells([Cell], ColorScale)
    /// Outlined boxes with a text inside.
    case boxes([Box])
  }

  /// One coloured square.
  public struct Cell: Equatable, Sendable {
    /// The column, a whole number.
    public var x: Int
    /// The row, a whole number.
    public var y: Int
    /// The value that the colour stands for.
    public var value: Double
    /// The number to write into the square, where it fits.
    public var number: Double

    public init(x: Int, y: Int, value: Double, number: Double) {
      self.x = x
      self.y = y
      self.value = value
      self.number = number
    }

    /// The number, short.
    var text: String { typeset(number, digits: 2) }
  }

  /// One box.
  public struct Box: Equatable, Sendable {
    /// The columns that it covers.
    public var x: ClosedRange<Double>
    /// The rows that it covers.
    public var y: ClosedRange<Double>
    /// What stands inside, where it fits.
    public var text: String
    /// What the box stands for, for the CSV file.
    public var name: String

    public init(
      x: ClosedRange<Double>, y: ClosedRange<Double>, text: String = "", name: String = ""
    ) {
      self.x = x
      self.y = y
      self.text = text
      self.name = name
    }
  }

  /// The name in the key above the plot; none when empty.
  public var name: String
  /// Colour, dashes and symbol.
  public var look: Look
  /// The data.
  public var shape: Shape
  /// How far to the right of their values the marks are drawn, in sizes of the letters, so that marks at
  /// one value do not cover one another.
  public var shift: Double
  /// What the texts in boxes or cells say, as a sentence for the small print; it stands there only where
  /// the texts have room.
  public var textNote: String

  public init(
    _ name: String = "", _ shape: Shape, look: Look, shift: Double = 0, textNote: String = ""
  ) {
    self.name = name
    self.look = look
    self.shape = shape
    self.shift = shift
    self.textNote = textNote
  }

  /// Whether these are symbols at points.
  var isPoints: Bool { if case .points = shape { true } else { false } }
}
