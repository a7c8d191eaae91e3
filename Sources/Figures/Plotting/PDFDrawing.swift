import CCairo
import Foundation

extension Drawing {
  /// The drawing as a PDF file of one page, its texts as text.
  ///
  /// - Throws: ``PlottingError/cairo(reason:)``.
  func pdfData(title: String, description: String, creator: String) throws -> Data {
    let file = NSMutableData()
    let write: cairo_write_func_t = { closure, bytes, count in
      guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
      Unmanaged<NSMutableData>.fromOpaque(closure).takeUnretainedValue()
        .append(bytes, length: Int(count))
      return CAIRO_STATUS_SUCCESS
    }
    guard
      let surface = cairo_pdf_surface_create_for_stream(
        write, Unmanaged.passUnretained(file).toOpaque(), width, height)
    else { throw PlottingError.cairo(reason: "no memory") }
    defer { cairo_surface_destroy(surface) }
    // What every version of cairo writes and every reader reads; else it would depend on the version of cairo.
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, description)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, creator)
    // The same figure gives the same bytes, so the file does not say when it was made.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    try CairoPainter.paint(self, on: surface, scale: 1)
    cairo_surface_finish(surface)
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw PlottingError.cairo(reason: CairoPainter.reason(status))
    }
    return file as Data
  }
}
