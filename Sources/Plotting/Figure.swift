/// A picture of numbers, as values: what is drawn, not how.
///
/// Tests look at these values; only the last step turns them into pixels.
public struct Figure: Equatable, Sendable {
  /// What the picture shows, in one line.
  public var title: String
  /// What one has to know to read it: the data, the number of images.
  public var subtitle: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The data, drawn in order.
  public var series: [Series]
  /// Vertical lines with labels, such as thresholds.
  public var markers: [Marker]

  /// Creates a figure.
  public init(
    title: String, subtitle: String = "", x: Axis, y: Axis, series: [Series],
    markers: [Marker] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.series = series
    self.markers = markers
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
    }

    /// The quantity and its unit.
    public var label: String
    /// How values become positions.
    public var scale: Scale
    /// The range shown; the data decide when `nil`.
    public var range: ClosedRange<Double>?
    /// Ticks with labels of their own; round numbers when empty.
    public var ticks: [Tick]

    /// Creates an axis.
    public init(
      _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
      ticks: [Tick] = []
    ) {
      self.label = label
      self.scale = scale
      self.range = range
      self.ticks = ticks
    }
  }

  /// A labelled position on an axis.
  public struct Tick: Equatable, Sendable {
    /// The position.
    public var value: Double
    /// The label.
    public var label: String

    /// Creates a tick.
    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// A point of the plane.
  public struct Point: Equatable, Sendable {
    /// The horizontal value.
    public var x: Double
    /// The vertical value.
    public var y: Double

    /// Creates a point.
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Some data.
  public struct Series: Equatable, Sendable {
    /// How data are drawn.
    public enum Kind: Equatable, Sendable {
      /// Bars from edge to edge: one more edge than heights.
      case steps(edges: [Double], heights: [Double])
      /// Points joined by a line.
      case line([Point])
      /// Points with a vertical interval each.
      case intervals([Point], [ClosedRange<Double>])
    }

    /// The name in the legend; none when empty.
    public var name: String
    /// The data.
    public var kind: Kind
    /// The entry of the palette: colour, dash pattern and point shape go together.
    public var style: Int

    /// Creates a series.
    public init(_ name: String, _ kind: Kind, style: Int) {
      self.name = name
      self.kind = kind
      self.style = style
    }
  }

  /// A vertical line.
  public struct Marker: Equatable, Sendable {
    /// The position.
    public var x: Double
    /// What stands beside it; nothing when empty.
    public var label: String
    /// The entry of the palette.
    public var style: Int

    /// Creates a marker.
    public init(_ x: Double, _ label: String, style: Int) {
      self.x = x
      self.label = label
      self.style = style
    }
  }
}

/// The looks that series and markers choose from. No two differ by colour alone.
///
/// - Source: the colours are Okabe and Ito's, which people with colour blindness can tell apart.
struct Style {
  let red: Double
  let green: Double
  let blue: Double
  let dashes: [Double]

  static let palette = [
    Style(red: 0.62, green: 0.66, blue: 0.70, dashes: []),
    Style(red: 0.00, green: 0.45, blue: 0.70, dashes: []),
    Style(red: 0.84, green: 0.37, blue: 0.00, dashes: [10, 5]),
    Style(red: 0.00, green: 0.62, blue: 0.45, dashes: [3, 4]),
    Style(red: 0.80, green: 0.47, blue: 0.65, dashes: [12, 4, 3, 4]),
    Style(red: 0.34, green: 0.71, blue: 0.91, dashes: [6, 3]),
    Style(red: 0.90, green: 0.62, blue: 0.00, dashes: [2, 2]),
  ]

  static func of(_ index: Int) -> Style { palette[index % palette.count] }
}
