import CCairo
import Foundation
import Imaging

/// Carries a drawing out on a Cairo surface: the one way to pixels and to PDF.
struct CairoPainter {
  private let context: OpaquePointer

  /// Draws on a surface, so many of its units to the point.
  ///
  /// - Throws: ``PlottingError/cairo(reason:)``.
  static func paint(_ drawing: Drawing, on surface: OpaquePointer, scale: Double) throws {
    let context = cairo_create(surface)
    defer { cairo_destroy(context) }
    guard let context, cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      throw PlottingError.cairo(reason: reason(cairo_surface_status(surface)))
    }
    cairo_scale(context, scale, scale)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    for element in drawing.elements { CairoPainter(context: context).paint(element) }
    cairo_surface_flush(surface)
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      throw PlottingError.cairo(reason: reason(cairo_status(context)))
    }
  }

  static func reason(_ status: cairo_status_t) -> String {
    String(cString: cairo_status_to_string(status))
  }

  private func paint(_ element: Drawing.Element) {
    cairo_save(context)
    defer { cairo_restore(context) }
    if let clip = element.clip {
      cairo_rectangle(context, clip.x, clip.y, clip.width, clip.height)
      cairo_clip(context)
    }
    cairo_new_path(context)
    switch element.shape {
    case .rectangle(let box, let fill, let stroke):
      cairo_rectangle(context, box.x, box.y, box.width, box.height)
      finish(fill, stroke)
    case .path(let points, let isClosed, let fill, let stroke):
      for point in points { cairo_line_to(context, point.x, point.y) }
      if isClosed { cairo_close_path(context) }
      finish(fill, stroke)
    case .circle(let x, let y, let radius, let fill, let stroke):
      cairo_arc(context, x, y, radius, 0, 2 * .pi)
      finish(fill, stroke)
    case .text(let text): paint(text)
    case .image(let image, let box): paint(image, in: box)
    }
  }

  private func use(_ paint: Drawing.Paint) {
    let color = paint.color
    cairo_set_source_rgba(context, color.red, color.green, color.blue, paint.alpha)
  }

  private func finish(_ fill: Drawing.Paint?, _ stroke: Drawing.Stroke?) {
    if let fill {
      use(fill)
      cairo_fill_preserve(context)
    }
    if let stroke {
      use(stroke.paint)
      cairo_set_line_width(context, stroke.width)
      let lengths = stroke.dash.lengths.map { $0 * stroke.width }
      cairo_set_dash(context, lengths, Int32(lengths.count), 0)
      cairo_stroke(context)
    }
    cairo_new_path(context)
  }

  private func paint(_ text: Drawing.Text) {
    TextMeasure.setFont(context, size: text.size, isBold: text.isBold)
    use(Drawing.Paint(color: text.color))
    let baseline = TextMeasure.ascent * text.size
    if text.isUpright {
      cairo_move_to(context, text.box.x + baseline, text.box.bottom)
      cairo_rotate(context, -.pi / 2)
    } else {
      cairo_move_to(context, text.box.x, text.box.y + baseline)
    }
    cairo_show_text(context, text.string)
  }

  private func paint(_ image: Image, in box: Rectangle) {
    let surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(image.width), Int32(image.height))
    defer { cairo_surface_destroy(surface) }
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    for y in 0..<image.height {
      for x in 0..<image.width {
        let from = (y * image.width + x) * 3
        let word =
          UInt32(image.pixels[from]) << 16 | UInt32(image.pixels[from + 1]) << 8
          | UInt32(image.pixels[from + 2])
        UnsafeMutableRawPointer(data).storeBytes(
          of: word, toByteOffset: y * stride + x * 4, as: UInt32.self)
      }
    }
    cairo_surface_mark_dirty(surface)
    cairo_translate(context, box.x, box.y)
    cairo_scale(context, box.width / Double(image.width), box.height / Double(image.height))
    cairo_set_source_surface(context, surface, 0, 0)
    // Beyond the edge its own pixels go on, so that no seam shows.
    cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
    cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
    cairo_fill(context)
  }
}
