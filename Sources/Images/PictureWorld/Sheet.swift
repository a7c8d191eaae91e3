import CCairo
import Foundation
import Imaging

/// A colour, its parts 0 ... 1.
struct Colour {
  var red: Double
  var green: Double
  var blue: Double

  /// How bright it looks.
  ///
  /// - Source: Rec. 601.
  var luminance: Double { 0.299 * red + 0.587 * green + 0.114 * blue }

  /// Whether two colours can be told apart on a small picture.
  func parts(from other: Colour) -> Bool {
    abs(luminance - other.luminance) > 0.22
      || max(abs(red - other.red), abs(green - other.green), abs(blue - other.blue)) > 0.5
  }
}

/// Pixels that parts are drawn on, three to a pixel of the picture in each direction.
final class Sheet {
  let size: Int
  private static let oversampling = 3
  private let surface: OpaquePointer
  private let context: OpaquePointer

  init(size: Int) throws {
    self.size = size
    let side = Int32(size * Sheet.oversampling)
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side)
    context = cairo_create(surface)
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
      throw ImageError.notEncodable(reason: "out of memory")
    }
    let scale = Double(size * Sheet.oversampling)
    cairo_scale(context, scale, scale)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// A gradient between two colours, along a direction in turns or from a point outward.
  func gradient(_ a: Colour, _ b: Colour, isRadial: Bool, x: Double, y: Double, turn: Double) {
    let (dx, dy) = (0.7 * cos(2 * .pi * turn), 0.7 * sin(2 * .pi * turn))
    let pattern =
      isRadial
      ? cairo_pattern_create_radial(x, y, 0, x, y, 0.9)
      : cairo_pattern_create_linear(0.5 - dx, 0.5 - dy, 0.5 + dx, 0.5 + dy)
    cairo_pattern_add_color_stop_rgb(pattern, 0, a.red, a.green, a.blue)
    cairo_pattern_add_color_stop_rgb(pattern, 1, b.red, b.green, b.blue)
    cairo_set_source(context, pattern)
    cairo_paint(context)
    cairo_pattern_destroy(pattern)
  }

  /// Draws a part whose points are in units of the picture's side.
  func draw(_ points: [Point], _ kind: Part.Kind, _ colour: Colour, alpha: Double = 1) {
    guard let first = points.first else { return }
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, alpha)
    cairo_new_path(context)
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    switch kind {
    case .filled:
      cairo_close_path(context)
      cairo_fill(context)
    case .stroked(let width):
      cairo_set_line_width(context, width)
      cairo_stroke(context)
    }
  }

  /// Draws what `draw` draws as one layer that lets the background through.
  func translucent(_ alpha: Double, _ draw: () -> Void) {
    cairo_push_group(context)
    draw()
    cairo_pop_group_to_source(context)
    cairo_paint_with_alpha(context, alpha)
  }

  /// The picture, `[size, size, 3]`, 0 ... 1.
  func pixels() -> [Float] {
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let n = Sheet.oversampling
    var result = [Float](repeating: 0, count: size * size * 3)
    guard let data = cairo_image_surface_get_data(surface) else { return result }
    for y in 0..<size * n {
      let row = UnsafeRawPointer(data + y * stride)
      for x in 0..<size * n {
        let word = row.load(fromByteOffset: 4 * x, as: UInt32.self)
        let to = (y / n * size + x / n) * 3
        result[to] += Float(word >> 16 & 0xFF)
        result[to + 1] += Float(word >> 8 & 0xFF)
        result[to + 2] += Float(word & 0xFF)
      }
    }
    let scale = 1 / Float(255 * n * n)
    for index in result.indices { result[index] *= scale }
    return result
  }
}
