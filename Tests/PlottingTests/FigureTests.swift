import Foundation
import Imaging
import Testing

@testable import Plotting

struct FigureTests {
  let figure = Figure(
    title: "A figure", subtitle: "of nothing", altText: "nothing to see", source: "digest 1",
    panel: Panel(
      x: .init("x (unit)"), y: .init("y (unit)", scale: .log10),
      marks: [
        Mark("", .bars(edges: [0, 1, 2, 3], heights: [10, 1000, 1]), look: .data),
        Mark("line", .line([Point(0, 1), Point(3, 100)]), look: .series(1)),
      ],
      rules: [Rule(2, names: [.init("here", .series(0))], details: ["t = 2"])]))

  @Test func theSameFigureGivesTheSameBytes() throws {
    for format in FigureFormat.allCases {
      let style = FigureStyle(format: format)
      #expect(try figure.fileData(style) == figure.fileData(style), "\(format)")
    }
  }

  @Test func sheetsHaveTheirSizes() throws {
    for (size, width, height) in [(FigureSize.slide, 1920, 1080), (.square, 1080, 1080)] {
      let image = try Image(decoding: figure.fileData(FigureStyle(size: size)), name: "f.png")
      #expect(image.width == width && image.height == height)
    }
    let paper = try Image(decoding: figure.fileData(FigureStyle(size: .paper)), name: "f.png")
    #expect(paper.width == 1050)
  }

  @Test func thePaperHasTheThemesColour() throws {
    let light = try figure.drawing().image(scale: 1)
    #expect(Array(light.pixels.prefix(3)) == [255, 255, 255])
    let dark = try figure.drawing(theme: .dark).image(scale: 1)
    #expect(Array(dark.pixels.prefix(3)) == [0x14, 0x15, 0x1A])
    let bare = try figure.drawing(isTransparent: true).pixels(scale: 1)
    #expect(Array(bare.bytes.prefix(4)) == [0, 0, 0, 0])
    #expect(stride(from: 3, to: bare.bytes.count, by: 4).contains { bare.bytes[$0] == 255 })
  }

  /// The line of a rule is in the column of its value.
  @Test(arguments: [0.0, 0.5, 2, 2.9])
  func aRuleStandsWhereItsValueSays(value: Double) throws {
    var figure = figure
    figure.content = .panels(
      [
        Panel(
          x: .init("x", range: 0...3), y: .init("y", range: 0...1), marks: [],
          rules: [Rule(value, names: [.init("here", Look(.series(0)))])])
      ], .besideEachOther)
    let drawing = try figure.drawing()
    let scale = 2.0
    let image = try drawing.image(scale: scale)
    let plot = try #require(drawing.plots.first)
    let expected = (plot.x + value / 3 * plot.width) * scale
    let row = Int((plot.y + plot.height * 0.75) * scale)
    let color = Theme.light.series[0]
    let wanted = [color.red, color.green, color.blue].map { Int(($0 * 255).rounded()) }
    let columns = (0..<image.width).filter { x in
      let at = (row * image.width + x) * 3
      return (0..<3).allSatisfy { abs(Int(image.pixels[at + $0]) - wanted[$0]) < 12 }
    }
    let middle = Double(columns.reduce(0, +)) / Double(max(columns.count, 1)) + 0.5
    #expect(!columns.isEmpty && abs(middle - expected) <= 1, "\(columns), not \(expected)")
  }

  @Test func barsStandOnTheAxisAndReachTheirHeight() throws {
    var figure = figure
    figure.content = .panels(
      [
        Panel(
          x: .init("", range: 0...2), y: .init("", range: 0...10),
          marks: [Mark("", .bars(edges: [0, 1, 2], heights: [5, 10]), look: Look(.series(0)))])
      ], .besideEachOther)
    let drawing = try figure.drawing()
    let plot = try #require(drawing.plots.first)
    let image = try drawing.image(scale: 1)
    func isInked(_ x: Double, _ y: Double) -> Bool {
      let at =
        (Int(plot.y + (1 - y) * plot.height) * image.width + Int(plot.x + x * plot.width)) * 3
      return image.pixels[at] < 200
    }
    #expect(isInked(0.25, 0.02) && isInked(0.25, 0.48) && !isInked(0.25, 0.53))
    #expect(isInked(0.75, 0.97))
  }
}
