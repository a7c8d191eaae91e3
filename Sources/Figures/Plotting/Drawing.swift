import Imaging

/// A rectangle of a sheet, in points from its upper left corner.
public struct Rectangle: Equatable, Sendable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// The width.
  public var width: Double
  /// The height.
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The right edge.
  public var right: Double { x + width }
  /// The lower edge.
  public var bottom: Double { y + height }

  /// Whether two rectangles share more than an edge.
  public func overlaps(_ other: Rectangle) -> Bool {
    x < other.right - 1e-6 && other.x < right - 1e-6 && y < other.bottom - 1e-6
      && other.y < bottom - 1e-6
  }

  /// Whether the other rectangle lies inside.
  public func contains(_ other: Rectangle) -> Bool {
    other.x >= x - 1e-6 && other.right <= right + 1e-6 && other.y >= y - 1e-6
      && other.bottom <= bottom + 1e-6
  }
}

/// A figure laid out on a sheet: lines, areas and texts in points, ready for any file format.
public struct Drawing: Sendable {
  /// A colour with its opacity.
  struct Paint: Equatable, Sendable {
    var color: Color
    var alpha = 1.0
  }

  /// How a line is drawn.
  struct Stroke: Equatable, Sendable {
    var paint: Paint
    var width: Double
    var dash: Look.Dash = .solid
  }

  /// One line of letters.
  public struct Text: Equatable, Sendable {
    /// The letters.
    public var string: String
    /// Where the text lies on the sheet.
    public var box: Rectangle
    /// The size in points.
    public var size: Double
    /// Whether the letters are bold.
    public var isBold: Bool
    /// Whether the text is turned to be read from the right.
    public var isUpright: Bool
    /// The colour.
    public var color: Color
  }

  /// One stroke of the pen.
  enum Shape: Sendable {
    case rectangle(Rectangle, fill: Paint?, stroke: Stroke?)
    case path([(x: Double, y: Double)], isClosed: Bool, fill: Paint?, stroke: Stroke?)
    case circle(x: Double, y: Double, radius: Double, fill: Paint?, stroke: Stroke?)
    case text(Text)
    case image(Image, Rectangle)
  }

  /// A stroke of the pen, and the area outside of which it leaves no trace.
  struct Element: Sendable {
    var shape: Shape
    var clip: Rectangle?
  }

  /// Width in points.
  public let width: Double
  /// Height in points.
  public let height: Double
  /// Where the plots of the panels lie.
  public internal(set) var plots: [Rectangle] = []
  /// Whether texts stand inside cells or boxes.
  var hasTextInMarks = false
  /// Everything drawn, in order.
  private(set) var elements: [Element] = []
  private var clip: Rectangle?

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Every text on the sheet.
  public var texts: [Text] {
    elements.compactMap { if case .text(let text) = $0.shape { text } else { nil } }
  }

  mutating func add(_ shape: Shape) { elements.append(Element(shape: shape, clip: clip)) }

  /// Cuts off what `draw` adds at the edges of a rectangle.
  mutating func clipped(to box: Rectangle, _ draw: (inout Drawing) -> Void) {
    clip = box
    draw(&self)
    clip = nil
  }

  mutating func line(_ points: [(x: Double, y: Double)], _ stroke: Stroke) {
    guard points.count > 1 else { return }
    add(.path(points, isClosed: false, fill: nil, stroke: stroke))
  }
}
