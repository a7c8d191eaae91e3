/// One plot: two axes, and what is drawn between them.
public struct Panel: Equatable, Sendable {
  /// A heading, when there are several panels.
  public var title: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The data, drawn in order.
  public var marks: [Mark]
  /// Vertical lines with labels above the plot, such as thresholds.
  public var rules: [Rule]
  /// The share of the sheet, relative to the other panels.
  public var weight: Double

  public init(
    title: String = "", x: Axis, y: Axis, marks: [Mark], rules: [Rule] = [], weight: Double = 1
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
    self.rules = rules
    self.weight = weight
  }
}

/// One axis.
public struct Axis: Equatable, Sendable {
  /// How values become positions.
  public enum Scale: String, Sendable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios, ticks at powers of ten.
    case log10
    /// Equal distances for equal ratios, ticks at powers of two.
    case log2
    /// The whole numbers stand for things with names; only the given ticks are shown.
    case categories
  }

  /// A labelled position.
  public struct Tick: Equatable, Sendable {
    /// The position.
    public var value: Double
    /// The label.
    public var label: String

    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// The quantity and its unit.
  public var label: String
  /// How values become positions.
  public var scale: Scale
  /// The range shown; the data decide when `nil`.
  public var range: ClosedRange<Double>?
  /// Ticks with labels of their own; round numbers when empty.
  public var ticks: [Tick]
  /// Whether the labels of the ticks stand upright, to be read from the right.
  public var hasUprightTicks: Bool
  /// Whether 0 has a place of its own, below a break: a logarithmic axis has none.
  public var showsZero: Bool
  /// What the whole numbers of an axis of ``Scale/categories`` stand for.
  public var names: Names?

  /// Things with names along an axis, the first one at 0.
  public struct Names: Equatable, Sendable {
    /// What each of them is, such as “output” or “method”.
    public var noun: String
    /// Their names.
    public var list: [String]

    public init(_ noun: String, _ list: [String]) {
      self.noun = noun
      self.list = list
    }
  }

  public init(
    _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    ticks: [Tick] = [], hasUprightTicks: Bool = false, showsZero: Bool = false,
    names: Names? = nil
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.ticks = ticks
    self.hasUprightTicks = hasUprightTicks
    self.showsZero = showsZero
    self.names = names
  }
}

/// A vertical line with a label above the plot.
public struct Rule: Equatable, Sendable {
  /// Something that the line stands for.
  public struct Name: Equatable, Sendable {
    /// The name.
    public var text: String
    /// How it looks here and everywhere.
    public var look: Look

    public init(_ text: String, _ look: Look) {
      self.text = text
      self.look = look
    }
  }

  /// The position.
  public var x: Double
  /// A second position without a label, such as −t; none when `nil`.
  public var mirror: Double?
  /// What the line stands for: several things when they coincide.
  public var names: [Name]
  /// What else the label says, the most important first: where there is little room, the last parts are
  /// left out.
  public var details: [String]

  public init(_ x: Double, mirror: Double? = nil, names: [Name], details: [String] = []) {
    self.x = x
    self.mirror = mirror
    self.names = names
    self.details = details
  }
}
