/// Draws the marks of one panel into its plot.
struct MarkPainter {
  let x: AxisLayout
  let y: AxisLayout
  let plot: Rectangle
  /// The height of the strip below the plot.
  let strip: Double
  let pen: Pen

  private var em: Double { pen.em }
  private func px(_ value: Double) -> Double { plot.x + x.position(value) * plot.width }
  private func py(_ value: Double) -> Double { plot.bottom - y.position(value) * plot.height }

  func draw(_ mark: Mark, on drawing: inout Drawing) {
    switch mark.shape {
    case .ticks(let values, let open): draw(values, open, mark.look, on: &drawing)
    case .cells(let cells, let scale): draw(cells, scale, on: &drawing)
    case .boxes(let boxes): draw(boxes, mark.look, on: &drawing)
    case .bars(let edges, let heights):
      drawing.clipped(to: plot) { bars(edges, heights, mark.look, on: &$0) }
    case .line(let points):
      drawing.clipped(to: room) { $0.line(places(points), pen.stroke(mark.look)) }
    case .band(let range):
      drawing.clipped(to: plot) { drawing in
        let (left, right) = (px(range.lowerBound), px(range.upperBound))
        let box = Rectangle(x: left, y: plot.y, width: right - left, height: plot.height)
        drawing.add(.rectangle(box, fill: pen.paint(mark.look), stroke: nil))
      }
    case .points(let points):
      drawing.clipped(to: room) { drawing in
        for point in places(points) {
          pen.symbol(mark.look, x: point.x, y: point.y, radius: 0.3 * em, on: &drawing)
        }
      }
    case .intervals(let points, let intervals):
      drawing.clipped(to: room) { self.intervals(points, intervals, mark.look, on: &$0) }
    }
  }

  /// The plot with room for the symbols on its edge.
  private var room: Rectangle {
    Rectangle(
      x: plot.x - 0.5 * em, y: plot.y - 0.4 * em, width: plot.width + em,
      height: plot.height + 0.8 * em)
  }

  private func places(_ points: [Point]) -> [(x: Double, y: Double)] {
    points.filter { $0.x.isFinite && $0.y.isFinite }.map { (px($0.x), py($0.y)) }
  }

  private func bars(
    _ edges: [Double], _ heights: [Double], _ look: Look, on drawing: inout Drawing
  ) {
    let floor = plot.bottom
    // One outline per run of bars, so that empty stretches stay empty.
    var outline: [(x: Double, y: Double)] = []
    func close() {
      guard let first = outline.first, let last = outline.last else { return }
      let closed = [(x: first.x, y: floor)] + outline + [(x: last.x, y: floor)]
      drawing.add(.path(closed, isClosed: true, fill: pen.paint(look), stroke: nil))
      outline = []
    }
    for (bin, height) in heights.enumerated() {
      let level = height > 0 ? py(height) : floor
      if height > 0, level < floor {
        outline += [(px(edges[bin]), level), (px(edges[bin + 1]), level)]
      } else {
        close()
      }
    }
    close()
  }

  private func intervals(
    _ points: [Point], _ intervals: [ClosedRange<Double>], _ look: Look, on drawing: inout Drawing
  ) {
    var solid = look
    solid.dash = .solid
    let stroke = pen.stroke(solid, width: 0.12)
    for (point, interval) in zip(points, intervals) {
      let (at, low, high) = (px(point.x), py(interval.lowerBound), py(interval.upperBound))
      drawing.line([(at, low), (at, high)], stroke)
      for end in [low, high] { drawing.line([(at - 0.2 * em, end), (at + 0.2 * em, end)], stroke) }
      pen.symbol(look, x: at, y: py(point.y), radius: 0.3 * em, on: &drawing)
    }
  }

  private func draw(
    _ values: [Double], _ open: [Double], _ look: Look, on drawing: inout Drawing
  ) {
    let (top, bottom) = (plot.bottom + 0.25 * strip, plot.bottom + strip)
    drawing.clipped(
      to: Rectangle(x: plot.x - em, y: plot.bottom, width: plot.width + 2 * em, height: strip + 1)
    ) { drawing in
      var solid = look
      solid.dash = .solid
      for value in values {
        drawing.line([(px(value), top), (px(value), bottom)], pen.stroke(solid, width: 0.07))
      }
      for value in open {
        drawing.add(
          .circle(
            x: px(value), y: (top + bottom) / 2, radius: 0.28 * em,
            fill: Drawing.Paint(color: pen.theme.paper), stroke: pen.stroke(solid, width: 0.1)))
      }
    }
  }

  private func draw(_ cells: [Mark.Cell], _ scale: ColorScale, on drawing: inout Drawing) {
    let places = cells.map { cell -> Rectangle in
      let (left, right) = (px(Double(cell.x) - 0.5), px(Double(cell.x) + 0.5))
      let (top, bottom) = (py(Double(cell.y) + 0.5), py(Double(cell.y) - 0.5))
      let gap = min(0.06 * em, 0.08 * (right - left))
      return Rectangle(
        x: left + gap, y: top + 0.06 * em, width: right - left - 2 * gap,
        height: bottom - top - 0.12 * em)
    }
    let size = textSize(zip(cells.map(\.text), places))
    for (cell, box) in zip(cells, places) {
      let color = scale.color(cell.value)
      drawing.add(.rectangle(box, fill: Drawing.Paint(color: color), stroke: nil))
      if let size { write(cell.text, in: box, size: size, on: color, on: &drawing) }
    }
  }

  private func draw(_ boxes: [Mark.Box], _ look: Look, on drawing: inout Drawing) {
    let places = boxes.map { item -> Rectangle in
      let (left, right) = (px(item.x.lowerBound), px(item.x.upperBound))
      let (top, bottom) = (py(item.y.upperBound), py(item.y.lowerBound))
      return Rectangle(x: left, y: top, width: right - left, height: bottom - top)
    }
    let fill = look.isHollow ? pen.theme.paper : pen.theme.color(look.hue)
    let size = textSize(zip(boxes.map(\.text), places))
    for (item, box) in zip(boxes, places) {
      drawing.add(
        .rectangle(
          box, fill: look.isHollow ? nil : Drawing.Paint(color: fill, alpha: look.alpha),
          stroke: look.isHollow ? pen.stroke(look, width: 0.09) : nil))
      if let size { write(item.text, in: box, size: size, on: fill, on: &drawing) }
    }
  }

  /// One size in which all texts fit their boxes, or `nil` when it would be too small to read.
  private func textSize(_ items: some Sequence<(String, Rectangle)>) -> Double? {
    let largest = 0.9 * em
    var size = largest
    for (text, box) in items {
      let width = pen.width(text, size: largest)
      if width > 0 { size = min(size, largest * (box.width - 0.12 * em) / width) }
      size = min(size, box.height / TextMeasure.height)
    }
    return size >= 0.6 * em ? size : nil
  }

  /// A text in the middle of a box, in the colour that is easier to read.
  private func write(
    _ text: String, in box: Rectangle, size: Double, on color: Color, on drawing: inout Drawing
  ) {
    let (dark, light) = (Color(0x000000), Color(0xFFFFFF))
    let ink = color.contrast(with: dark) > color.contrast(with: light) ? dark : light
    pen.write(
      text, x: box.x + box.width / 2, top: box.y + (box.height - TextMeasure.height * size) / 2,
      size: size, color: ink, anchor: .middle, on: &drawing)
  }
}
