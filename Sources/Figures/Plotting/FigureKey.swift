/// The key above the plots: what the marks of a figure stand for. It has rows of its own, so it never
/// covers data.
struct FigureKey {
  /// One thing in the key.
  struct Entry: Equatable {
    enum Sample: Equatable {
      case area(Look)
      case line(Look)
      case symbol(Look)
      case lineAndSymbol(Look)
      case color(Color)
      case box(Look)
      case nothing
    }
    var name: String
    var sample: Sample
  }

  let entries: [Entry]

  init(_ panels: [Panel]) {
    var entries: [Entry] = []
    for mark in FigureKey.named(panels) {
      if case .cells(let cells, let scale) = mark.shape {
        // Only what occurs.
        let shown = scale.stops.filter { stop in
          cells.contains { scale.nearest($0.value) == stop }
        }
        let own =
          [Entry(name: mark.name, sample: .nothing)]
          + shown.map { Entry(name: $0.label, sample: .color(scale.color($0.value))) }
        if !entries.contains(own[0]) { entries += own }
        continue
      }
      let sample = FigureKey.sample(mark)
      if let index = entries.firstIndex(where: { $0.name == mark.name }) {
        // A line and the points on it are one thing.
        guard case .line(let look) = entries[index].sample else { continue }
        switch sample {
        case .symbol(let other), .lineAndSymbol(let other):
          var both = look
          both.symbol = other.symbol
          both.isHollow = other.isHollow
          entries[index].sample = .lineAndSymbol(both)
        default: break
        }
      } else {
        entries.append(Entry(name: mark.name, sample: sample))
      }
    }
    self.entries = entries
  }

  /// The marks with names. What has one name in several colours, such as a star in each method's, is in
  /// the key in the colour of text: there it stands for no method.
  private static func named(_ panels: [Panel]) -> [Mark] {
    let marks = panels.flatMap(\.marks).filter { !$0.name.isEmpty }
    let hues = Dictionary(grouping: marks, by: \.name).mapValues { Set($0.map(\.look.hue)) }
    return marks.map { mark in
      var mark = mark
      if let own = hues[mark.name], own.count > 1 { mark.look.hue = .ink }
      return mark
    }
  }

  private static func sample(_ mark: Mark) -> Entry.Sample {
    switch mark.shape {
    case .bars, .band: .area(mark.look)
    case .line: .line(mark.look)
    case .points, .stacks: .symbol(mark.look)
    case .intervals: .lineAndSymbol(mark.look)
    case .ticks: .line(mark.look)
    case .boxes: .box(mark.look)
    case .cells: .nothing
    }
  }

  private func sampleWidth(_ sample: Entry.Sample, em: Double) -> Double {
    switch sample {
    case .area, .color, .box: 1.1 * em
    case .symbol: 0.8 * em
    case .line, .lineAndSymbol: 2 * em
    case .nothing: 0
    }
  }

  /// Draws the key and returns its height.
  func draw(_ pen: Pen, x: Double, top: Double, width: Double, on drawing: inout Drawing) -> Double
  {
    guard !entries.isEmpty else { return 0 }
    let (em, row) = (pen.em, 1.45 * pen.em)
    var (left, y) = (x, top)
    for entry in entries {
      let sample = sampleWidth(entry.sample, em: em)
      let gap = sample > 0 ? 0.4 * em : 0
      let name = pen.measure.shortened(entry.name, size: em, limit: width - sample - gap)
      let needed = sample + gap + pen.width(name)
      if left > x, left + needed > x + width {
        left = x
        y += row
      }
      draw(entry.sample, pen, x: left, middle: y + 0.52 * em, width: sample, on: &drawing)
      pen.write(name, x: left + sample + gap, top: y, color: pen.theme.softInk, on: &drawing)
      left += needed + em
    }
    return y + row - top
  }

  private func draw(
    _ sample: Entry.Sample, _ pen: Pen, x: Double, middle: Double, width: Double,
    on drawing: inout Drawing
  ) {
    let em = pen.em
    let box = Rectangle(x: x, y: middle - 0.4 * em, width: width, height: 0.8 * em)
    switch sample {
    case .area(let look):
      drawing.add(.rectangle(box, fill: pen.paint(look), stroke: nil))
    case .color(let color):
      drawing.add(
        .rectangle(box, fill: Drawing.Paint(color: color), stroke: pen.outline(of: color)))
    case .box(let look):
      drawing.add(
        .rectangle(
          box, fill: look.isHollow ? nil : pen.paint(look), stroke: pen.stroke(look, width: 0.08)))
    case .line(let look):
      drawing.line([(x, middle), (x + width, middle)], pen.stroke(look))
    case .symbol(let look):
      pen.symbol(look, x: x + width / 2, y: middle, radius: 0.32 * em, on: &drawing)
    case .lineAndSymbol(let look):
      drawing.line([(x, middle), (x + width, middle)], pen.stroke(look))
      pen.symbol(look, x: x + width / 2, y: middle, radius: 0.3 * em, on: &drawing)
    case .nothing: break
    }
  }
}
