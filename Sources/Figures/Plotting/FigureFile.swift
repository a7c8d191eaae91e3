import Foundation
import Imaging

/// The formats that figures are written in.
public enum FigureFormat: String, Sendable, CaseIterable {
  /// Pixels.
  case png
  /// Lines and texts, for browsers and editors.
  case svg
  /// Lines and texts, for papers and slides.
  case pdf
}

/// How figures are to look.
public struct FigureStyle: Hashable, Sendable {
  /// The format of the file.
  public var format: FigureFormat
  /// The sheet.
  public var size: FigureSize
  /// The colours.
  public var theme: Theme
  /// Whether the sheet itself is left out.
  public var isTransparent: Bool

  public init(
    format: FigureFormat = .png, size: FigureSize = .slide, theme: Theme = .light,
    isTransparent: Bool = false
  ) {
    self.format = format
    self.size = size
    self.theme = theme
    self.isTransparent = isTransparent
  }
}

extension Figure {
  /// The figure as a file: the same figure gives the same bytes on every run of a machine.
  ///
  /// - Throws: ``PlottingError``, ``ImageError/notEncodable(reason:)``.
  public func fileData(_ style: FigureStyle = FigureStyle()) throws -> Data {
    let drawing = try drawing(
      size: style.size, theme: style.theme, isTransparent: style.isTransparent)
    switch style.format {
    case .png:
      var texts = [
        ("Title", title), ("Description", altText), ("Software", Figure.creator),
        ("Font", try TextMeasure().fingerprint),
      ]
      if !source.isEmpty { texts.append(("Source", source)) }
      return try drawing.pngData(
        dotsPerInch: style.size.dotsPerInch, isTransparent: style.isTransparent,
        texts: texts.map { (key: $0.0, text: $0.1) })
    case .svg: return Data(try drawing.svg(title: title, description: altText).utf8)
    case .pdf:
      return try drawing.pdfData(title: title, description: altText, creator: Figure.creator)
    }
  }

  static let creator = "Activation Threshold Search Workbook"
}
