import Foundation

/// Adds texts to a drawing; sizes and places follow from the size of the sheet's letters.
struct Pen {
  let measure: TextMeasure
  let theme: Theme
  /// The size of labels in points, the unit of all distances.
  let em: Double

  /// Where a text stands relative to the point that it is given.
  enum Anchor: Double {
    case start = 0
    case middle = 0.5
    case end = 1
  }

  func width(_ text: String, size: Double? = nil, isBold: Bool = false) -> Double {
    measure.width(text, size: size ?? em, isBold: isBold)
  }

  /// A line of text whose upper edge is at `top`, kept between the bounds where those are given.
  func write(
    _ string: String, x: Double, top: Double, size: Double? = nil, isBold: Bool = false,
    color: Color, anchor: Anchor = .start, within bounds: ClosedRange<Double>? = nil,
    on drawing: inout Drawing
  ) {
    guard !string.isEmpty else { return }
    let size = size ?? em
    let width = width(string, size: size, isBold: isBold)
    var left = x - anchor.rawValue * width
    if let bounds { left = max(min(left, bounds.upperBound - width), bounds.lowerBound) }
    drawing.add(
      .text(
        Drawing.Text(
          string: string,
          box: Rectangle(x: left, y: top, width: width, height: TextMeasure.height * size),
          size: size, isBold: isBold, isUpright: false, color: color)))
  }

  /// A text turned to be read from the right, its middle at `x`, its end at `top`.
  func writeUpright(
    _ string: String, x: Double, top: Double, size: Double, color: Color,
    on drawing: inout Drawing
  ) {
    guard !string.isEmpty else { return }
    let height = TextMeasure.height * size
    drawing.add(
      .text(
        Drawing.Text(
          string: string,
          box: Rectangle(
            x: x - height / 2, y: top, width: height, height: width(string, size: size)),
          size: size, isBold: false, isUpright: true, color: color)))
  }

  func paint(_ look: Look) -> Drawing.Paint {
    Drawing.Paint(color: theme.color(look.hue), alpha: look.alpha)
  }

  func stroke(_ look: Look, width: Double = 0.14) -> Drawing.Stroke {
    Drawing.Stroke(paint: paint(look), width: width * em, dash: look.dash)
  }

  /// A thin line around an area that could hardly be told from the paper; none around others.
  func outline(of color: Color) -> Drawing.Stroke? {
    color.contrast(with: theme.paper) < 1.6
      ? Drawing.Stroke(paint: Drawing.Paint(color: theme.softInk), width: 0.04 * em) : nil
  }

  /// A symbol around a point.
  func symbol(_ look: Look, x: Double, y: Double, radius: Double, on drawing: inout Drawing) {
    let paint = paint(look)
    // Outlined symbols hide the line behind them.
    let fill = look.isHollow ? Drawing.Paint(color: theme.paper) : paint
    let stroke = Drawing.Stroke(paint: paint, width: radius * 0.45)
    func polygon(_ points: [(Double, Double)]) {
      drawing.add(
        .path(
          points.map { (x + $0.0 * radius, y + $0.1 * radius) }, isClosed: true, fill: fill,
          stroke: look.isHollow ? stroke : nil))
    }
    switch look.symbol {
    case .circle:
      drawing.add(
        .circle(x: x, y: y, radius: radius, fill: fill, stroke: look.isHollow ? stroke : nil))
    case .square: polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .triangle: polygon([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)])
    case .diamond: polygon([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)])
    case .wedge: polygon([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)])
    case .cross:
      let heavy = Drawing.Stroke(paint: paint, width: radius * 0.7)
      drawing.line([(x - radius, y - radius), (x + radius, y + radius)], heavy)
      drawing.line([(x - radius, y + radius), (x + radius, y - radius)], heavy)
    case .star: polygon(Pen.star)
    }
  }

  /// The corners of a star of five points.
  private static let star: [(Double, Double)] = (0..<10).map { corner in
    let radius = corner % 2 == 0 ? 2.2 : 0.9
    let angle = Double(corner) * .pi / 5
    return (radius * sin(angle), -radius * cos(angle))
  }
}
