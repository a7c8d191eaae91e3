import Foundation
import Imaging
import Support

extension Drawing {
  /// The drawing as an SVG file. Cairo would turn letters into outlines; here texts stay texts, which can
  /// be searched, read aloud and edited.
  ///
  /// - Throws: ``ImageError/notEncodable(reason:)`` for a picture in it.
  func svg(title: String, description: String) throws -> String {
    var writer = SVGWriter()
    for element in elements { try writer.add(element) }
    let size = "\(SVGWriter.number(width)) \(SVGWriter.number(height))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" \
      width="\(SVGWriter.number(width))pt" height="\(SVGWriter.number(height))pt" role="img" \
      aria-labelledby="title description" font-family="\(SVGWriter.fonts)">
      <title id="title">\(xmlText(title))</title>
      <desc id="description">\(xmlText(description))</desc>
      \((writer.definitions + writer.lines).joined(separator: "\n"))
      </svg>

      """
  }
}

/// Writes strokes of the pen as elements of SVG.
struct SVGWriter {
  static let fonts = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
  private(set) var definitions: [String] = []
  private(set) var lines: [String] = []
  private var clips: [String: String] = [:]

  mutating func add(_ element: Drawing.Element) throws {
    let clip = element.clip.map { " clip-path=\"url(#\(name(of: $0)))\"" } ?? ""
    switch element.shape {
    case .rectangle(let box, let fill, let stroke):
      lines.append("<rect \(place(box))\(clip)\(paint(fill, stroke))/>")
    case .path(let points, let isClosed, let fill, let stroke):
      let path = points.map { "\(SVGWriter.number($0.x)) \(SVGWriter.number($0.y))" }
        .joined(separator: "L")
      lines.append("<path d=\"M\(path)\(isClosed ? "Z" : "")\"\(clip)\(paint(fill, stroke))/>")
    case .circle(let x, let y, let radius, let fill, let stroke):
      let center = "cx=\"\(SVGWriter.number(x))\" cy=\"\(SVGWriter.number(y))\""
      lines.append(
        "<circle \(center) r=\"\(SVGWriter.number(radius))\"\(clip)\(paint(fill, stroke))/>")
    case .text(let text): lines.append(line(text))
    case .image(let image, let box):
      let data = try image.pngData().base64EncodedString()
      lines.append("<image \(place(box)) href=\"data:image/png;base64,\(data)\"/>")
    }
  }

  private mutating func name(of clip: Rectangle) -> String {
    let place = place(clip)
    if let name = clips[place] { return name }
    let name = "clip\(clips.count)"
    clips[place] = name
    definitions.append("<clipPath id=\"\(name)\"><rect \(place)/></clipPath>")
    return name
  }

  private func place(_ box: Rectangle) -> String {
    let (x, y) = (SVGWriter.number(box.x), SVGWriter.number(box.y))
    let (width, height) = (SVGWriter.number(box.width), SVGWriter.number(box.height))
    return "x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\""
  }

  private func line(_ text: Drawing.Text) -> String {
    let baseline = TextMeasure.ascent * text.size
    let x = SVGWriter.number(text.isUpright ? text.box.x + baseline : text.box.x)
    let y = SVGWriter.number(text.isUpright ? text.box.bottom : text.box.y + baseline)
    let turn = text.isUpright ? " transform=\"rotate(-90 \(x) \(y))\"" : ""
    // The length as it was laid out, so that another font takes no more room.
    let length = SVGWriter.number(text.isUpright ? text.box.height : text.box.width)
    return "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(SVGWriter.number(text.size))\""
      + (text.isBold ? " font-weight=\"bold\"" : "") + " fill=\"\(code(text.color))\""
      + " textLength=\"\(length)\" lengthAdjust=\"spacingAndGlyphs\"\(turn)>"
      + xmlText(text.string) + "</text>"
  }

  private func paint(_ fill: Drawing.Paint?, _ stroke: Drawing.Stroke?) -> String {
    var result = " fill=\"\(fill.map { code($0.color) } ?? "none")\""
    if let fill, fill.alpha < 1 { result += " fill-opacity=\"\(SVGWriter.number(fill.alpha))\"" }
    guard let stroke else { return result }
    result += " stroke=\"\(code(stroke.paint.color))\" stroke-linejoin=\"round\""
    result += " stroke-width=\"\(SVGWriter.number(stroke.width))\""
    if stroke.paint.alpha < 1 {
      result += " stroke-opacity=\"\(SVGWriter.number(stroke.paint.alpha))\""
    }
    if !stroke.dash.lengths.isEmpty {
      let lengths = stroke.dash.lengths.map { SVGWriter.number($0 * stroke.width) }
      result += " stroke-dasharray=\"\(lengths.joined(separator: " "))\""
    }
    return result
  }

  private func code(_ color: Color) -> String {
    "#" + hexadecimal([color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) })
  }

  static func number(_ value: Double) -> String {
    shortest((value * 100).rounded() / 100)
  }
}
