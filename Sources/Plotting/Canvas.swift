import CCairo
import Foundation
import Imaging

/// A sheet of pixels to draw on.
final class Canvas {
  let width: Double
  let height: Double
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// - Parameter scale: Pixels per unit of length.
  init(width: Double, height: Double, scale: Double) throws {
    self.width = width
    self.height = height
    surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32((width * scale).rounded()), Int32((height * scale).rounded()))
    context = cairo_create(surface)
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      let reason = String(cString: cairo_status_to_string(cairo_status(context)))
      cairo_destroy(context)
      cairo_surface_destroy(surface)
      throw ImageError.notEncodable(reason: reason)
    }
    cairo_scale(context, scale, scale)
    cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
    fill(1, 1, 1)
    cairo_paint(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func fill(_ red: Double, _ green: Double, _ blue: Double, alpha: Double = 1) {
    cairo_set_source_rgba(context, red, green, blue, alpha)
  }

  func rectangle(x: Double, y: Double, width: Double, height: Double) {
    cairo_rectangle(context, x, y, width, height)
    cairo_fill(context)
  }

  func circle(x: Double, y: Double, radius: Double) {
    cairo_new_path(context)
    cairo_arc(context, x, y, radius, 0, 2 * .pi)
    cairo_fill(context)
  }

  func polyline(_ points: [(Double, Double)], width: Double, dashes: [Double] = []) {
    guard let first = points.first else { return }
    cairo_set_line_width(context, width)
    cairo_set_dash(context, dashes, Int32(dashes.count), 0)
    cairo_new_path(context)
    cairo_move_to(context, first.0, first.1)
    for point in points.dropFirst() { cairo_line_to(context, point.0, point.1) }
    cairo_stroke(context)
    cairo_set_dash(context, nil, 0, 0)
  }

  func polygon(_ points: [(Double, Double)]) {
    guard let first = points.first else { return }
    cairo_new_path(context)
    cairo_move_to(context, first.0, first.1)
    for point in points.dropFirst() { cairo_line_to(context, point.0, point.1) }
    cairo_close_path(context)
    cairo_fill(context)
  }

  /// Restricts what `draw` draws to a rectangle.
  func clipped(x: Double, y: Double, width: Double, height: Double, _ draw: () -> Void) {
    cairo_save(context)
    cairo_rectangle(context, x, y, width, height)
    cairo_clip(context)
    draw()
    cairo_restore(context)
  }

  func textWidth(_ text: String, size: Double) -> Double {
    cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// - Parameters:
  ///   - anchor: Which part of the text lies at x: 0 its start, ½ its middle, 1 its end.
  ///   - angle: A turn to the left, in degrees.
  func text(
    _ text: String, x: Double, y: Double, size: Double, anchor: Double = 0, angle: Double = 0,
    isBold: Bool = false
  ) {
    cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    let width = textWidth(text, size: size)
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_rotate(context, -angle * .pi / 180)
    cairo_move_to(context, -anchor * width, 0)
    cairo_show_text(context, text)
    cairo_restore(context)
    cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
  }

  /// What was drawn.
  func image() -> Image {
    cairo_surface_flush(surface)
    let (width, height) = (
      Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
    )
    let stride = Int(cairo_image_surface_get_stride(surface))
    var pixels = [UInt8](repeating: 255, count: width * height * 3)
    if let data = cairo_image_surface_get_data(surface) {
      for y in 0..<height {
        for x in 0..<width {
          // 32-bit words with blue in the lowest byte, whatever the processor's byte order.
          let word = (data + y * stride + x * 4).withMemoryRebound(to: UInt32.self, capacity: 1) {
            $0.pointee
          }
          let to = (y * width + x) * 3
          pixels[to] = UInt8(word >> 16 & 0xFF)
          pixels[to + 1] = UInt8(word >> 8 & 0xFF)
          pixels[to + 2] = UInt8(word & 0xFF)
        }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
