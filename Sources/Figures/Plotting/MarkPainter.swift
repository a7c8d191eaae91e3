/// Draws the marks of one panel into its plot.
struct MarkPainter {
  let x: AxisLayout
  let y: AxisLayout
  let plot: Rectangle
  /// The height of the strip below the plot.
  let strip: Double
  let pen: Pen
  /// All marks of the panel: the texts in its boxes have one size.
  let marks: [Mark]

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
      drawing.clipped(to: lineRoom) { drawing in
        for run in runs(points) {
          drawing.line(places(run, shift: mark.shift), pen.stroke(mark.look))
        }
      }
    case .stacks(let values):
      drawing.clipped(to: room) { stacks(values, mark.look, on: &$0) }
    case .band(let range):
      drawing.clipped(to: plot) { drawing in
        let (left, right) = (px(range.lowerBound), px(range.upperBound))
        let box = Rectangle(x: left, y: plot.y, width: right - left, height: plot.height)
        drawing.add(.rectangle(box, fill: pen.paint(mark.look), stroke: nil))
      }
    case .points(let points):
      drawing.clipped(to: room) { drawing in
        for point in places(points, shift: mark.shift) {
          pen.symbol(mark.look, x: point.x, y: point.y, radius: radius, on: &drawing)
        }
      }
    case .intervals(let points, let intervals):
      drawing.clipped(to: room) { self.intervals(points, intervals, mark, on: &$0) }
    }
  }

  /// The plot with room for the symbols on its edge.
  private var room: Rectangle {
    Rectangle(
      x: plot.x - 0.7 * em, y: plot.y - 0.4 * em, width: plot.width + 1.4 * em,
      height: plot.height + 1.1 * em)
  }

  /// The plot with room for the width of a line, but not for what falls below the axis.
  private var lineRoom: Rectangle {
    var box = room
    box.height = plot.bottom + 0.1 * em - box.y
    return box
  }

  /// Symbols of neighbouring things do not cover one another.
  private var radius: Double {
    guard x.axis.scale == .categories else { return 0.3 * em }
    let byHeight = y.axis.scale == .categories ? 0.14 * (py(0) - py(1)) : .infinity
    return min(0.3 * em, 0.4 * (px(1) - px(0)), byHeight)
  }

  private func places(_ points: [Point], shift: Double) -> [(x: Double, y: Double)] {
    points.filter { x.shows($0.x) && y.shows($0.y) }.map { (px($0.x) + shift * em, py($0.y)) }
  }

  /// The pieces of a line: it ends where the axis has no place for a value, and at a break.
  private func runs(_ points: [Point]) -> [[Point]] {
    var runs: [[Point]] = []
    var kind: Bool?
    for point in points {
      guard x.shows(point.x), y.shows(point.y) else {
        kind = nil
        continue
      }
      let isAbove = !y.isBroken || point.y > 0
      if kind == isAbove { runs[runs.count - 1].append(point) } else { runs.append([point]) }
      kind = isAbove
    }
    return runs
  }

  /// One dot per value; where the dots would be too small to count, a column in their place.
  private func stacks(_ values: [Double], _ look: Look, on drawing: inout Drawing) {
    let unit = py(0) - py(1)
    let radius = min(0.3 * em, 0.46 * unit)
    for (value, equal) in Dictionary(grouping: values, by: { $0 }).sorted(by: { $0.key < $1.key }) {
      guard radius >= 0.1 * em else {
        let top = py(Double(equal.count))
        let box = Rectangle(
          x: px(value) - 0.1 * em, y: top, width: 0.2 * em, height: plot.bottom - top)
        drawing.add(.rectangle(box, fill: pen.paint(look), stroke: nil))
        continue
      }
      for level in equal.indices {
        pen.symbol(
          look, x: px(value), y: py(Double(level) + 0.5), radius: radius, on: &drawing)
      }
    }
  }

  /// Draws once more, in front of vertical lines, single bars that a line would hide: those that are
  /// no wider than a line and stand out among their neighbours, such as the values that are exactly 0.
  func uncover(_ mark: Mark, lines: [Double], on drawing: inout Drawing) {
    guard case .bars(let edges, let heights) = mark.shape else { return }
    func level(_ bin: Int) -> Double { heights[bin] > 0 ? y.position(heights[bin]) : 0 }
    for bin in heights.indices where heights[bin] > 0 {
      let middle = (px(edges[bin]) + px(edges[bin + 1])) / 2
      guard px(edges[bin + 1]) - px(edges[bin]) < 0.3 * em,
        lines.contains(where: { abs($0 - middle) < 0.25 * em })
      else { continue }
      let neighbours = heights.indices.filter { other in
        let distance = abs((px(edges[other]) + px(edges[other + 1])) / 2 - middle)
        return distance > 0.3 * em && distance < 1.2 * em
      }
      guard level(bin) > (neighbours.map(level).max() ?? 0) + 0.05 else { continue }
      let top = py(heights[bin])
      let box = Rectangle(
        x: max(middle - 0.16 * em, plot.x - 0.16 * em), y: top, width: 0.32 * em,
        height: plot.bottom - top)
      drawing.add(.rectangle(box, fill: pen.paint(mark.look), stroke: nil))
    }
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
    _ points: [Point], _ intervals: [ClosedRange<Double>], _ mark: Mark, on drawing: inout Drawing
  ) {
    var solid = mark.look
    solid.dash = .solid
    let stroke = pen.stroke(solid, width: 0.12)
    for (point, interval) in zip(points, intervals) {
      let at = px(point.x) + mark.shift * em
      let (low, high) = (py(interval.lowerBound), py(interval.upperBound))
      drawing.line([(at, low), (at, high)], stroke)
      for end in [low, high] { drawing.line([(at - 0.2 * em, end), (at + 0.2 * em, end)], stroke) }
      pen.symbol(mark.look, x: at, y: py(point.y), radius: 0.3 * em, on: &drawing)
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
      drawing.add(
        .rectangle(box, fill: Drawing.Paint(color: color), stroke: pen.outline(of: color)))
      if let size { write(cell.text, in: box, size: size, on: color, on: &drawing) }
    }
  }

  private func draw(_ boxes: [Mark.Box], _ look: Look, on drawing: inout Drawing) {
    let places = boxes.map(place)
    let fill = look.isHollow ? pen.theme.paper : pen.theme.color(look.hue)
    let text = boxText
    for (item, box) in zip(boxes, places) {
      // Outlined boxes hide the lines behind them.
      drawing.add(
        .rectangle(
          box, fill: Drawing.Paint(color: fill, alpha: look.alpha),
          stroke: look.isHollow ? pen.stroke(look, width: 0.09) : nil))
      guard let text, !item.text.isEmpty else { continue }
      if text.isUpright {
        drawing.hasTextInMarks = true
        pen.writeUpright(
          item.text, x: box.x + box.width / 2,
          top: box.y + (box.height - pen.width(item.text, size: text.size)) / 2, size: text.size,
          color: MarkPainter.ink(on: fill), on: &drawing)
      } else {
        write(item.text, in: box, size: text.size, on: fill, on: &drawing)
      }
    }
  }

  /// How the texts in all boxes are set: level where they fit, upright where they fit so.
  private var boxText: (size: Double, isUpright: Bool)? {
    let items = marks.flatMap { mark -> [(String, Rectangle)] in
      guard case .boxes(let boxes) = mark.shape else { return [] }
      return boxes.filter { !$0.text.isEmpty }.map { ($0.text, place($0)) }
    }
    if let size = textSize(items) { return (size, false) }
    let turned = items.map { text, box in
      (text, Rectangle(x: box.x, y: box.y, width: box.height, height: box.width))
    }
    return textSize(turned).map { ($0, true) }
  }

  private func place(_ item: Mark.Box) -> Rectangle {
    let (left, right) = (px(item.x.lowerBound), px(item.x.upperBound))
    let (top, bottom) = (py(item.y.upperBound), py(item.y.lowerBound))
    return Rectangle(x: left, y: top, width: right - left, height: bottom - top)
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
    drawing.hasTextInMarks = true
    pen.write(
      text, x: box.x + box.width / 2, top: box.y + (box.height - TextMeasure.height * size) / 2,
      size: size, color: MarkPainter.ink(on: color), anchor: .middle, on: &drawing)
  }

  private static func ink(on color: Color) -> Color {
    let (dark, light) = (Color(0x000000), Color(0xFFFFFF))
    return color.contrast(with: dark) > color.contrast(with: light) ? dark : light
  }
}
