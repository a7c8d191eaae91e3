import Imaging
import Testing

@testable import Plotting

/// What panels look like where marks, lines and labels would be in each other's way.
struct PanelDrawingTests {
  private func figure(_ panel: Panel) -> Figure {
    Figure(title: "title", altText: "", panel: panel)
  }

  private func color(_ image: Image, _ x: Double, _ y: Double, scale: Double) -> [Int] {
    let at = (Int(y * scale) * image.width + Int(x * scale)) * 3
    return (0..<3).map { Int(image.pixels[at + $0]) }
  }

  private func isClose(_ pixel: [Int], to color: Color) -> Bool {
    zip(pixel, [color.red, color.green, color.blue]).allSatisfy { abs(Double($0) - $1 * 255) < 12 }
  }

  /// A single narrow bar that stands out is seen although a threshold lies on it; the line is seen above it.
  @Test(arguments: Theme.allCases)
  func aLineHidesNoBar(theme: Theme) throws {
    let bars = 400
    let heights = (0..<bars).map { $0 == 0 ? 1e6 : 100.0 }
    let drawing = try figure(
      Panel(
        x: .init("x", range: 0...8), y: .init("y", scale: .log10, range: 1...1e8),
        marks: [
          Mark("", .bars(edges: (0...bars).map { Double($0) / 50 }, heights: heights), look: .data)
        ],
        rules: [Rule(0.004, names: [.init("KL", Look(.series(3)))])])
    ).drawing(theme: theme)
    let plot = try #require(drawing.plots.first)
    let image = try drawing.image(scale: 2)
    let x = plot.x + 0.004 / 8 * plot.width
    let inBar = color(image, x, plot.y + 0.5 * plot.height, scale: 2)
    let aboveBar = color(image, x, plot.y + 0.1 * plot.height, scale: 2)
    #expect(isClose(inBar, to: theme.color(.data)), "\(inBar)")
    #expect(isClose(aboveBar, to: theme.color(.series(3))), "\(aboveBar)")
  }

  /// A line goes to 0 over a break, not through it, and ends where an axis has no place for 0.
  @Test func linesEndAtTheBreak() throws {
    func inked(_ showsZero: Bool) throws -> [Double] {
      let drawing = try figure(
        Panel(
          x: .init("x", range: 0...4),
          y: .init("y", scale: .log10, range: 0.1...10, showsZero: showsZero),
          marks: [
            Mark(
              "", .line([0, 1].map { Point($0, 0) } + [2, 4].map { Point($0, 1) }), look: .series(0)
            )
          ])
      ).drawing()
      let plot = try #require(drawing.plots.first)
      let image = try drawing.image(scale: 1)
      let column = plot.x + 1.5 / 4 * plot.width
      let across = plot.x + 0.5 / 4 * plot.width
      func rows(_ x: Double) -> Double {
        stride(from: plot.y, to: plot.bottom, by: 0.5).reduce(0) {
          $0 + (isClose(color(image, x, $1, scale: 1), to: Theme.light.series[0]) ? 1 : 0)
        }
      }
      return [rows(column), rows(across)]
    }
    let (broken, plain) = (try inked(true), try inked(false))
    #expect(broken[0] == 0 && broken[1] > 0)
    #expect(plain == [0, 0])
  }

  @Test func aDotIsDrawnForEveryValue() throws {
    for values in [
      [1.0, 1, 1, 2], (0..<73).map { Double($0 % 9) }, (0..<500).map { Double($0 / 40) },
    ] {
      let drawing = try figure(
        Panel(
          x: .init("x"), y: .init("number"),
          marks: [Mark("one value", .stacks(values), look: Look(.ink))])
      ).drawing()
      let plot = try #require(drawing.plots.first)
      let dots = drawing.elements.compactMap { element -> (x: Double, y: Double, radius: Double)? in
        if case .circle(let x, let y, let radius, _, _) = element.shape, y > plot.y {
          (x, y, radius)
        } else {
          nil
        }
      }
      #expect(dots.count == values.count)
      for (index, a) in dots.enumerated() {
        for b in dots[..<index] where abs(a.x - b.x) < 0.1 {
          #expect(abs(a.y - b.y) >= 1.9 * a.radius)
        }
      }
    }
  }

  /// Symbols of neighbouring columns do not touch, however narrow the columns are.
  @Test(arguments: FigureSize.all)
  func symbolsOfNeighboursStayApart(size: FigureSize) throws {
    for count in [5, 66, 150] {
      let drawing = try figure(
        Panel(
          x: .init("", scale: .categories), y: .init("", scale: .categories, range: -0.5...4.5),
          marks: [Mark("", .points((0..<count).map { Point(Double($0), 0) }), look: Look(.ink))])
      ).drawing(size: size)
      let dots = drawing.elements.compactMap { element -> (x: Double, radius: Double)? in
        if case .circle(let x, _, let radius, _, _) = element.shape { (x, radius) } else { nil }
      }
      #expect(dots.count == count)
      for (a, b) in zip(dots, dots.dropFirst()) { #expect(b.x - a.x >= a.radius + b.radius) }
    }
  }

  /// The small print speaks of numbers in boxes where they are drawn, and only there.
  @Test func textsAreExplainedOnlyWhereTheyAreDrawn() throws {
    func texts(_ count: Int) throws -> [String] {
      let boxes = (0..<count).map { column in
        Mark.Box(x: Double(column) - 0.4...Double(column) + 0.4, y: 0...1, text: "1280")
      }
      return try figure(
        Panel(
          x: .init("", scale: .categories), y: .init("", scale: .categories, range: -8...8),
          marks: [Mark("", .boxes(boxes), look: .data, textNote: "Numbers count.")])
      ).drawing(size: .paper).texts.map(\.string)
    }
    let (few, many) = (try texts(5), try texts(80))
    #expect(few.contains("1280") && few.contains("Numbers count."))
    #expect(!many.contains("1280") && !many.contains("Numbers count."))
  }

  /// In the key a name that several colours have stands for none of them.
  @Test func theKeyShowsSharedNamesInTheColourOfText() {
    func panel(_ number: Int) -> Panel {
      Panel(
        x: .init("x"), y: .init("y"),
        marks: [
          Mark("chosen", .points([]), look: .series(number)),
          Mark("only \(number)", .points([]), look: .series(number)),
        ])
    }
    let entries = FigureKey([panel(0), panel(1)]).entries
    #expect(entries.map(\.name) == ["chosen", "only 0", "only 1"])
    let hues = entries.map { entry -> Look.Hue? in
      if case .symbol(let look) = entry.sample { look.hue } else { nil }
    }
    #expect(hues == [.ink, .series(0), .series(1)])
  }

  /// Labels of rules end where their axis ends.
  @Test(arguments: FigureSize.all)
  func labelsOfRulesStayOverTheirAxis(size: FigureSize) throws {
    for place in stride(from: -1.0, through: 1, by: 0.125) {
      let drawing = try figure(
        Panel(
          x: .init("x", range: -1...1), y: .init("y", range: 0...1), marks: [],
          rules: [
            Rule(
              place, names: [.init("MSE", .series(0)), .init("LP", .series(4))], details: ["t = 1"]),
            Rule(0.9, names: [.init("KL", .series(3))], details: ["t = 2"]),
          ])
      ).drawing(size: size)
      let plot = try #require(drawing.plots.first)
      for text in drawing.texts
      where text.isBold && text.string != "title" || text.string.hasPrefix("t = ") {
        #expect(text.box.right <= plot.right + 1e-6, "\(text.string) at \(place)")
      }
    }
  }
}
