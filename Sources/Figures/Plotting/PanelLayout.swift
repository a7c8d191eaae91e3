/// Places one panel: its heading, axes, labels of rules, and the plot in what is left.
struct PanelLayout {
  let panel: Panel
  let pen: Pen
  let showsX: Bool
  /// Whether the quantity of the vertical axis stands below the heading.
  let stacksHeading: Bool
  /// The width of the panel with its margins.
  let width: Double
  let x: AxisLayout
  let y: AxisLayout

  init(
    _ panel: Panel, pen: Pen, width: Double, showsX: Bool = true, stacksHeading: Bool? = nil
  ) {
    self.panel = panel
    self.pen = pen
    self.showsX = showsX
    self.width = width
    self.stacksHeading =
      stacksHeading ?? PanelLayout.headingIsWide(panel, pen: pen, width: width)
    let extent = PanelExtent(panel)
    x = AxisLayout(panel.x, values: extent.xs)
    let hasBars = panel.marks.contains { if case .bars = $0.shape { true } else { false } }
    y = AxisLayout(panel.y, values: extent.ys, hasBars: hasBars)
  }

  var em: Double { pen.em }
  /// The height of a line of text with the room below it.
  var row: Double { 1.4 * em }

  /// The room that the labels of the vertical axis take in a panel of that height.
  ///
  /// Labels of rules are placed later, so the plot's height is not known yet: the widest label of all
  /// ticks that may be drawn counts.
  func leftMargin(height: Double) -> Double {
    let least = height - verticalMargins
    let most = least + headRows + Double(panel.rules.count) * row
    let labels = (tickCount(plotHeight: least)...tickCount(plotHeight: most)).flatMap { count in
      y.ticks(about: count).map { pen.width($0.label) }
    }
    return (labels.max() ?? 0) + (labels.isEmpty ? 0 : 0.5 * em)
  }

  /// How many ticks the vertical axis has room for.
  private func tickCount(plotHeight: Double) -> Int {
    max(2, min(Int(plotHeight / (1.8 * em)), 7))
  }

  private var rightMargin: Double { 0.5 * em }
  private var hasStrip: Bool {
    panel.marks.contains { if case .ticks = $0.shape { true } else { false } }
  }
  var stripHeight: Double { hasStrip ? 1.1 * em : 0 }

  private var headRows: Double {
    panel.title.isEmpty && panel.y.label.isEmpty ? 0 : stacksHeading ? 2 * row : row
  }

  private var tickHeight: Double {
    guard showsX else { return 0.3 * em }
    let ticks = x.ticks(about: 8)
    if panel.x.hasUprightTicks {
      return 0.6 * em + leaderHeight
        + (ticks.map { pen.width($0.label, size: uprightSize) }.max() ?? 0)
    }
    return ticks.isEmpty ? 0.3 * em : row + 0.3 * em
  }

  private var uprightSize: Double { 0.8 * em }
  /// The room for lines from places to labels that had to move aside.
  private var leaderHeight: Double { panel.x.hasUprightTicks ? 0.5 * em : 0 }
  private var labelHeight: Double { showsX && !panel.x.label.isEmpty ? row : 0 }

  /// Everything above and below the plot, with one row per label of a rule.
  var verticalMargins: Double {
    headRows + Double(panel.rules.count) * row + 0.4 * em + stripHeight + tickHeight + labelHeight
  }

  /// The plot's rectangle, and the labels above it.
  private func plot(
    in box: Rectangle, leftMargin: Double?
  ) -> (plot: Rectangle, labels: RuleLabels, details: Int) {
    let left = leftMargin ?? self.leftMargin(height: box.height)
    let width = max(box.width - left - rightMargin, 1)
    func px(_ value: Double) -> Double { box.x + left + x.position(value) * width }
    // With all details if they fit, with fewer if not.
    let most = panel.rules.map(\.details.count).max() ?? 0
    var (parts, labels) = (most, labels(details: most, px, in: box))
    func isTooLong(_ rule: Rule) -> Bool {
      labelWidth(rule, details: parts) > box.width - rightMargin
    }
    while parts > 0, !labels.isClean || panel.rules.contains(where: isTooLong) {
      parts -= 1
      labels = self.labels(details: parts, px, in: box)
    }
    let head = labelsLeaveRoom(labels, in: box) ? 0 : headRows
    let top = box.y + head + Double(labels.rows) * row + 0.4 * em
    let bottom = box.bottom - labelHeight - tickHeight - stripHeight
    let plot = Rectangle(x: box.x + left, y: top, width: width, height: max(bottom - top, 1))
    return (plot, labels, parts)
  }

  /// Whether the quantity of the vertical axis fits into the upper row of labels, on the left.
  private func labelsLeaveRoom(_ labels: RuleLabels, in box: Rectangle) -> Bool {
    guard panel.title.isEmpty, labels.rows > 0 else { return false }
    let end = box.x + pen.width(panel.y.label) + em
    return labels.placements.allSatisfy { $0.row < labels.rows - 1 || $0.left > end }
  }

  private func labels(details: Int, _ px: (Double) -> Double, in box: Rectangle) -> RuleLabels {
    RuleLabels(
      panel.rules.map {
        (x: px($0.x), width: min(labelWidth($0, details: details), box.width - rightMargin))
      }, bounds: box.x...box.right - rightMargin, gap: 0.35 * em)
  }

  func draw(in box: Rectangle, leftMargin: Double?, on drawing: inout Drawing) {
    let (plot, labels, details) = plot(in: box, leftMargin: leftMargin)
    drawing.plots.append(plot)
    drawHeading(in: box, on: &drawing)
    drawYAxis(plot, on: &drawing)
    let painter = MarkPainter(
      x: x, y: y, plot: plot, strip: stripHeight, pen: pen, marks: panel.marks)
    // Symbols stand in front of everything, and a line hides no bar.
    for mark in panel.marks where !mark.isPoints { painter.draw(mark, on: &drawing) }
    drawXAxis(plot, in: box, on: &drawing)
    drawRules(plot, labels, details: details, width: box.width - rightMargin, on: &drawing)
    let ends: [Double] = panel.rules.flatMap { [$0.x, $0.mirror].compactMap { $0 } }
    let lines = ends.map { plot.x + x.position($0) * plot.width }
    for mark in panel.marks { painter.uncover(mark, lines: lines, on: &drawing) }
    drawBreak(plot, on: &drawing)
    for mark in panel.marks where mark.isPoints { painter.draw(mark, on: &drawing) }
  }

  /// Two strokes over a gap, where an axis goes from 0 to its first ratio.
  private func drawBreak(_ plot: Rectangle, on drawing: inout Drawing) {
    guard y.isBroken else { return }
    let at = plot.bottom - y.breakPosition * plot.height
    let half = 0.12 * em
    let gap = Rectangle(x: plot.x, y: at - half, width: plot.width, height: 2 * half)
    drawing.add(.rectangle(gap, fill: Drawing.Paint(color: pen.theme.paper), stroke: nil))
    let stroke = Drawing.Stroke(paint: Drawing.Paint(color: pen.theme.softInk), width: 0.09 * em)
    for middle in [at - half, at + half] {
      for side in [plot.x, plot.right] {
        drawing.line(
          [(side - 0.35 * em, middle + 0.15 * em), (side + 0.35 * em, middle - 0.15 * em)], stroke)
      }
    }
  }

  /// Whether heading and quantity are too wide to share a row.
  static func headingIsWide(_ panel: Panel, pen: Pen, width: Double) -> Bool {
    let title = pen.width(panel.title, isBold: true)
    return title > 0 && !panel.y.label.isEmpty
      && title + 0.8 * pen.em + pen.width(panel.y.label) > width
  }

  /// The heading and, behind or below it, the quantity of the vertical axis: no text has to be read sideways.
  private func drawHeading(in box: Rectangle, on drawing: inout Drawing) {
    let title = pen.measure.shortened(panel.title, size: em, isBold: true, limit: box.width)
    pen.write(title, x: box.x, top: box.y, isBold: true, color: pen.theme.ink, on: &drawing)
    let isBehind = !stacksHeading && !title.isEmpty
    let left = isBehind ? pen.width(title, isBold: true) + 0.8 * em : 0
    let label = pen.measure.shortened(panel.y.label, size: em, limit: box.width - left)
    pen.write(
      label, x: box.x + left, top: box.y + (stacksHeading ? row : 0), color: pen.theme.softInk,
      on: &drawing)
  }

  // MARK: axes

  private func drawYAxis(_ plot: Rectangle, on drawing: inout Drawing) {
    var last = Double.infinity
    let ticks = y.ticks(about: tickCount(plotHeight: plot.height))
    for tick in ticks.sorted(by: { $0.value < $1.value }) {
      let at = plot.bottom - y.position(tick.value) * plot.height
      if panel.y.scale != .categories {
        drawing.line(
          [(plot.x, at), (plot.right, at)],
          Drawing.Stroke(paint: Drawing.Paint(color: pen.theme.hairline), width: 0.06 * em))
      }
      guard last - at >= 1.05 * em else { continue }
      last = at
      pen.write(
        tick.label, x: plot.x - 0.5 * em, top: at - 0.5 * em, color: pen.theme.softInk,
        anchor: .end, on: &drawing)
    }
  }

  private func drawXAxis(_ plot: Rectangle, in box: Rectangle, on drawing: inout Drawing) {
    let stroke = Drawing.Stroke(paint: Drawing.Paint(color: pen.theme.softInk), width: 0.08 * em)
    let base = plot.bottom + stripHeight
    if panel.x.scale != .categories {
      drawing.line([(plot.x, base), (plot.right, base)], stroke)
    }
    guard showsX else { return }
    if panel.x.hasUprightTicks {
      drawUprightTicks(plot, in: box, on: &drawing)
    } else {
      drawLevelTicks(plot, in: box, stroke, on: &drawing)
    }
    let label = pen.measure.shortened(panel.x.label, size: em, limit: box.width)
    pen.write(
      label, x: plot.x + plot.width / 2, top: base + tickHeight, color: pen.theme.softInk,
      anchor: .middle, within: box.x...box.right, on: &drawing)
  }

  private func drawLevelTicks(
    _ plot: Rectangle, in box: Rectangle, _ stroke: Drawing.Stroke, on drawing: inout Drawing
  ) {
    let base = plot.bottom + stripHeight
    var free = -Double.infinity
    for tick in x.ticks(about: max(2, min(Int(plot.width / (3.4 * em)), 9))) {
      let at = plot.x + x.position(tick.value) * plot.width
      if panel.x.scale != .categories { drawing.line([(at, base), (at, base + 0.3 * em)], stroke) }
      let half = pen.width(tick.label) / 2
      let left = max(min(at - half, box.right - 2 * half), box.x)
      guard left > free else { continue }
      free = left + 2 * half + 0.5 * em
      pen.write(
        tick.label, x: at, top: base + 0.4 * em, color: pen.theme.softInk, anchor: .middle,
        within: box.x...box.right, on: &drawing)
    }
  }

  /// Upright labels: every one is drawn, if need be smaller, or beside its place and with a line to it.
  private func drawUprightTicks(
    _ plot: Rectangle, in box: Rectangle, on drawing: inout Drawing
  ) {
    let base = plot.bottom + stripHeight
    var ticks = x.ticks(about: 8)
    func spread(_ size: Double) -> [Double]? {
      let half = 0.5 * TextMeasure.height * size
      return TickSpread(
        ticks.map { plot.x + x.position($0.value) * plot.width }, gap: 2 * half + 0.03 * em,
        bounds: box.x + half...box.right - half
      ).places
    }
    let sizes = stride(from: 0.8, through: 0.6, by: -0.05).map { $0 * em }
    var size = sizes.first { spread($0) != nil } ?? 0.6 * em
    // Only where even small letters have no room, every second one has to do.
    while spread(size) == nil, ticks.count > 1 {
      ticks = ticks.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      size = 0.6 * em
    }
    for (tick, place) in zip(ticks, spread(size) ?? []) {
      let at = plot.x + x.position(tick.value) * plot.width
      if abs(place - at) > 0.1 * em {
        drawing.line(
          [(at, base + 0.1 * em), (place, base + 0.3 * em + leaderHeight)],
          Drawing.Stroke(paint: Drawing.Paint(color: pen.theme.softInk), width: 0.05 * em))
      }
      pen.writeUpright(
        tick.label, x: place, top: base + 0.4 * em + leaderHeight, size: size,
        color: pen.theme.softInk, on: &drawing)
    }
  }
}
