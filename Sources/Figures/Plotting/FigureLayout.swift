import Imaging

extension Figure {
  /// Lays the figure out on a sheet.
  ///
  /// - Parameters:
  ///   - size: The sheet and the size of its letters.
  ///   - theme: The colours.
  ///   - isTransparent: Whether the sheet itself is left out.
  /// - Returns: Everything to draw, in points.
  /// - Throws: ``PlottingError/noFont``.
  public func drawing(
    size: FigureSize = .slide, theme: Theme = .light, isTransparent: Bool = false
  ) throws -> Drawing {
    let pen = Pen(measure: try TextMeasure(), theme: theme, em: size.textSize)
    return FigureLayout(figure: self, size: size, pen: pen).drawing(isTransparent: isTransparent)
  }
}

/// Places title, key, panels and small print of one figure on one sheet.
struct FigureLayout {
  let figure: Figure
  let size: FigureSize
  let pen: Pen
  /// Whether the small print explains the texts inside the plots.
  var explainsTexts = true

  private var em: Double { pen.em }
  private var margin: Double { 1.25 * em }
  private var contentWidth: Double { size.width - 2 * margin }

  func drawing(isTransparent: Bool) -> Drawing {
    // Twice: the first time only to learn how high the head is.
    var draft = Drawing(width: size.width, height: size.height)
    let head = drawHead(on: &draft)
    let foot = footLines.isEmpty ? 0 : Double(footLines.count) * lineHeight(footSize) + 0.3 * em
    var height = size.height
    if size == .paper { height = max(height, head + contentHeight + foot + margin) }
    var drawing = Drawing(width: size.width, height: height)
    if !isTransparent {
      let sheet = Rectangle(x: 0, y: 0, width: size.width, height: height)
      drawing.add(.rectangle(sheet, fill: Drawing.Paint(color: pen.theme.paper), stroke: nil))
    }
    _ = drawHead(on: &drawing)
    let content = Rectangle(
      x: margin, y: head, width: contentWidth, height: height - head - foot - 0.8 * em)
    switch figure.content {
    case .panels(let panels, let arrangement):
      draw(panels, arrangement, in: content, on: &drawing)
    case .pictures(let pictures, let columns):
      PictureGrid(pictures: pictures, columns: columns, pen: pen).draw(in: content, on: &drawing)
    }
    drawFoot(bottom: height - 0.8 * em, on: &drawing)
    // Nothing is said about numbers that had no room.
    if explainsTexts, !textNotes.isEmpty, !drawing.hasTextInMarks {
      return FigureLayout(figure: figure, size: size, pen: pen, explainsTexts: false)
        .drawing(isTransparent: isTransparent)
    }
    return drawing
  }

  // MARK: head and foot

  private func lineHeight(_ size: Double) -> Double { 1.25 * size }
  private var footSize: Double { 0.85 * em }
  private var footLines: [String] {
    let notes = explainsTexts ? textNotes : []
    let text = (notes + [figure.footnote]).filter { !$0.isEmpty }.joined(separator: " ")
    return pen.measure.wrapped(text, size: footSize, limit: contentWidth)
  }
  private var textNotes: [String] {
    figure.panels.flatMap(\.marks).map(\.textNote).filter { !$0.isEmpty }
  }

  /// Draws title, subtitle and key, and returns where they end.
  private func drawHead(on drawing: inout Drawing) -> Double {
    var y = margin
    func write(_ text: String, size: Double, isBold: Bool, color: Color) {
      for line in pen.measure.wrapped(text, size: size, isBold: isBold, limit: contentWidth) {
        pen.write(line, x: margin, top: y, size: size, isBold: isBold, color: color, on: &drawing)
        y += lineHeight(size)
      }
    }
    // A title that is only a little too long for one line is set a little smaller.
    let width = pen.width(figure.title, size: size.titleSize, isBold: true)
    let shrunk = size.titleSize * max(0.8, min(1, contentWidth / width))
    let fits = width * 0.8 <= contentWidth
    write(
      figure.title, size: fits ? shrunk - 1e-9 : size.titleSize, isBold: true,
      color: pen.theme.ink)
    write(figure.subtitle, size: em, isBold: false, color: pen.theme.softInk)
    y += 0.5 * em
    let key = FigureKey(figure.panels)
    let height = key.draw(pen, x: margin, top: y, width: contentWidth, on: &drawing)
    return y + height + (height > 0 ? 0.3 * em : 0)
  }

  private func drawFoot(bottom: Double, on drawing: inout Drawing) {
    var y = bottom - Double(footLines.count) * lineHeight(footSize)
    for line in footLines {
      pen.write(
        line, x: margin, top: y, size: footSize, color: pen.theme.softInk, on: &drawing)
      y += lineHeight(footSize)
    }
  }

  // MARK: panels

  /// How many panels stand side by side.
  private func columns(_ panels: [Panel], _ arrangement: Figure.Arrangement) -> Int {
    guard arrangement == .besideEachOther else { return 1 }
    let room = max(1, Int((contentWidth + 1.6 * em) / (17 * em)))
    // As even as it goes: four panels make two rows of two, not one of three and one of one.
    let rows = (panels.count + room - 1) / room
    return (panels.count + max(rows, 1) - 1) / max(rows, 1)
  }

  /// How high panels or pictures should be where the sheet can grow.
  private var contentHeight: Double {
    switch figure.content {
    case .panels(let panels, let arrangement):
      let columns = max(columns(panels, arrangement), 1)
      let rows = (panels.count + columns - 1) / columns
      let rules = panels.map { Double($0.rules.count) }.max() ?? 0
      // Rows of things with names, such as methods, are as high as their boxes and names need.
      let categories = panels.map { $0.y.names.map { 8 + 2.8 * Double($0.list.count) } ?? 0 }
      let upright = panels.contains(where: \.x.hasUprightTicks) ? 7.0 : 0
      return Double(rows) * max(13 + 1.4 * rules + upright, categories.max() ?? 0) * em
    case .pictures(let pictures, let columns):
      return PictureGrid(pictures: pictures, columns: columns, pen: pen)
        .height(width: contentWidth)
    }
  }

  private func draw(
    _ panels: [Panel], _ arrangement: Figure.Arrangement, in box: Rectangle,
    on drawing: inout Drawing
  ) {
    let columns = columns(panels, arrangement)
    guard columns > 0 else { return }
    if columns == 1 {
      drawBelowEachOther(panels, in: box, on: &drawing)
      return
    }
    let rows = (panels.count + columns - 1) / columns
    let height = (box.height - 0.8 * em * Double(rows - 1)) / Double(rows)
    for row in 0..<rows {
      let part = panels[row * columns..<min((row + 1) * columns, panels.count)]
      let place = Rectangle(
        x: box.x, y: box.y + Double(row) * (height + 0.8 * em), width: box.width, height: height)
      drawBesideEachOther(Array(part), columns: columns, in: place, on: &drawing)
    }
  }

  private func drawBesideEachOther(
    _ panels: [Panel], columns: Int, in box: Rectangle, on drawing: inout Drawing
  ) {
    let gap = 1.6 * em
    let width = (box.width - gap * Double(columns - 1)) / Double(columns)
    // Plots side by side begin at one height.
    let stacks = panels.contains { PanelLayout.headingIsWide($0, pen: pen, width: width) }
    for (column, panel) in panels.enumerated() {
      let part = Rectangle(
        x: box.x + Double(column) * (width + gap), y: box.y, width: width, height: box.height)
      PanelLayout(panel, pen: pen, width: width, stacksHeading: stacks)
        .draw(in: part, leftMargin: nil, on: &drawing)
    }
  }

  /// Panels below each other share the axis below them, and their left edges.
  private func drawBelowEachOther(_ panels: [Panel], in box: Rectangle, on drawing: inout Drawing) {
    let sharesAxis = Set(panels.map { AxisKey($0.x) }).count == 1
    let layouts = panels.enumerated().map { index, panel in
      PanelLayout(
        panel, pen: pen, width: box.width, showsX: !sharesAxis || index == panels.count - 1)
    }
    // What every panel needs besides its plot is not shared out by weight.
    let gap = 0.5 * em
    let fixed = layouts.reduce(gap * Double(panels.count - 1)) { $0 + $1.verticalMargins }
    let total = panels.reduce(0) { $0 + $1.weight }
    let heights = layouts.map { layout in
      let share = total > 0 ? layout.panel.weight / total : 1
      return layout.verticalMargins + max(box.height - fixed, 0) * share
    }
    let left = zip(layouts, heights).map { $0.leftMargin(height: $1) }.max() ?? 0
    var top = box.y
    for (layout, height) in zip(layouts, heights) {
      let part = Rectangle(x: box.x, y: top, width: box.width, height: height)
      layout.draw(in: part, leftMargin: left, on: &drawing)
      top += height + gap
    }
  }

  /// What two axes must have in common to be drawn once.
  private struct AxisKey: Hashable {
    let label: String
    let scale: Axis.Scale
    let range: ClosedRange<Double>?

    init(_ axis: Axis) {
      label = axis.label
      scale = axis.scale
      range = axis.range
    }
  }
}
