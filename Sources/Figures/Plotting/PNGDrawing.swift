import CCairo
import Foundation
import Imaging

extension Drawing {
  /// The drawing as pixels, four bytes (red, green, blue, opacity) each, not premultiplied.
  ///
  /// - Parameter scale: Pixels per point.
  /// - Throws: ``PlottingError/cairo(reason:)``.
  func pixels(scale: Double) throws -> (width: Int, height: Int, bytes: [UInt8]) {
    let columns = Int((width * scale).rounded())
    let rows = Int((height * scale).rounded())
    guard
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows))
    else { throw PlottingError.cairo(reason: "no memory") }
    defer { cairo_surface_destroy(surface) }
    try CairoPainter.paint(self, on: surface, scale: scale)
    guard let data = cairo_image_surface_get_data(surface) else {
      throw PlottingError.cairo(reason: "no memory for \(columns) × \(rows) pixels")
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let bytes = [UInt8](unsafeUninitializedCapacity: columns * rows * 4) { buffer, count in
      for y in 0..<rows {
        for x in 0..<columns {
          // 32-bit words, opacity in the highest byte, whatever the processor's byte order.
          let word = UnsafeRawPointer(data).load(
            fromByteOffset: y * stride + x * 4, as: UInt32.self)
          let alpha = word >> 24
          func part(_ shift: UInt32) -> UInt8 {
            let value = word >> shift & 0xFF
            return UInt8(alpha == 0 ? 0 : min((value * 255 + alpha / 2) / alpha, 255))
          }
          let to = (y * columns + x) * 4
          buffer[to] = part(16)
          buffer[to + 1] = part(8)
          buffer[to + 2] = part(0)
          buffer[to + 3] = UInt8(alpha)
        }
      }
      count = columns * rows * 4
    }
    return (columns, rows, bytes)
  }

  /// The drawing as opaque pixels.
  ///
  /// - Parameter scale: Pixels per point.
  /// - Throws: ``PlottingError/cairo(reason:)``.
  public func image(scale: Double) throws -> Image {
    let (width, height, bytes) = try pixels(scale: scale)
    return Image(width: width, height: height, pixels: Drawing.withoutOpacity(bytes))
  }

  private static func withoutOpacity(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count / 4 * 3) { buffer, count in
      for pixel in 0..<bytes.count / 4 {
        for part in 0..<3 { buffer[pixel * 3 + part] = bytes[pixel * 4 + part] }
      }
      count = bytes.count / 4 * 3
    }
  }

  /// The drawing as a PNG file.
  ///
  /// - Throws: ``PlottingError/cairo(reason:)``, ``ImageError/notEncodable(reason:)``.
  func pngData(
    dotsPerInch: Double, isTransparent: Bool, texts: [(key: String, text: String)]
  ) throws -> Data {
    let (width, height, bytes) = try pixels(scale: dotsPerInch / 72)
    let resolution = PNGResolution(dotsPerInch: dotsPerInch)
    if isTransparent {
      return try encodePNG(
        bytes, width: width, height: height, channels: 4, resolution: resolution, texts: texts)
    }
    return try encodePNG(
      Drawing.withoutOpacity(bytes), width: width, height: height, channels: 3,
      resolution: resolution, texts: texts)
  }
}
