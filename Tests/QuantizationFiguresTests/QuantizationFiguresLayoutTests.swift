import Foundation
import Plotting
import Quantization
import Testing
import QuantizationFigures

/// No label covers another one, and none stands in the margin: for all figures, on all sheets.
struct QuantizationFiguresLayoutTests {
  static let figures = Result { try SampleFigures.all() }

  @Test(arguments: FigureSize.all)
  func labelsNeitherMeetNorStandInTheMargin(size: FigureSize) throws {
    var texts = 0
    for (name, figure) in try Self.figures.get() {
      let drawing = try figure.drawing(size: size)
      // The title comes first and begins at the margin, which is as wide on the right.
      let margin = try #require(drawing.texts.first).box.x
      let sheet = Rectangle(
        x: margin, y: 0, width: drawing.width - 2 * margin, height: drawing.height)
      for (index, text) in drawing.texts.enumerated() {
        texts += 1
        #expect(
          sheet.contains(text.box),
          "\(name), \(size.name): “\(text.string)” is not inside the margins")
        for other in drawing.texts.dropFirst(index + 1) {
          #expect(
            !text.box.overlaps(other.box),
            "\(name), \(size.name): “\(text.string)” covers “\(other.string)”")
        }
      }
    }
    #expect(texts > 1000)
  }

  /// The room for data must not be eaten up by labels.
  @Test(arguments: FigureSize.all)
  func plotsKeepRoom(size: FigureSize) throws {
    for (name, figure) in try Self.figures.get() {
      let drawing = try figure.drawing(size: size)
      #expect(drawing.plots.count == figure.panels.count)
      for plot in drawing.plots {
        #expect(
          plot.height >= 0.08 * size.height && plot.width >= 0.2 * size.width,
          "\(name), \(size.name): a plot of \(plot.width) × \(plot.height) points")
      }
    }
  }

  @Test func everyFigureSaysWhatItShows() throws {
    for (name, figure) in try Self.figures.get() {
      #expect(!figure.title.isEmpty && figure.altText.count > 20, "\(name)")
      for panel in figure.panels {
        // An axis of names needs no title, an axis of numbers does.
        #expect(!panel.x.label.isEmpty || panel.x.scale == .categories, "\(name)")
        #expect(!panel.y.label.isEmpty || panel.y.scale == .categories, "\(name)")
      }
      #expect(figure.csv.split(separator: "\n").count > 1, "\(name)")
    }
  }

  /// All formats can draw all figures, the nasty ones among them.
  @Test func everyFigureCanBeDrawn() throws {
    for (name, figure) in try Self.figures.get().enumerated().filter({ $0.offset % 3 == 0 }).map(
      \.element)
    {
      for format in FigureFormat.allCases {
        let style = FigureStyle(format: format, size: .paper, theme: .dark)
        #expect(try figure.fileData(style).count > 1000, "\(name)")
      }
    }
  }

  /// Names, numbers and the key stand beside the data, never on them; only cells and boxes hold text.
  @Test(arguments: FigureSize.all)
  func noLabelCoversData(size: FigureSize) throws {
    for (name, figure) in try Self.figures.get() where !holdsText(figure) {
      let drawing = try figure.drawing(size: size)
      for text in drawing.texts {
        for plot in drawing.plots {
          #expect(!text.box.overlaps(plot), "\(name), \(size.name): “\(text.string)” covers data")
        }
      }
    }
  }

  private func holdsText(_ figure: Figure) -> Bool {
    figure.panels.flatMap(\.marks).contains { mark in
      switch mark.shape {
      case .cells, .boxes: true
      default: false
      }
    }
  }
}
