import Foundation
import ImageCodecs

extension Image {
  /// The picture as a PNG file in sRGB.
  ///
  /// - Parameters:
  ///   - dotsPerInch: The resolution at which it is meant to be shown.
  ///   - texts: Keywords of the PNG standard (`Title`, `Description`, …) and their texts.
  /// - Returns: The bytes of the file; the same picture gives the same bytes.
  /// - Throws: ``ImageError/notEncodable(reason:)``.
  public func pngData(dotsPerInch: Double = 144, texts: [(key: String, text: String)] = []) throws
    -> Data
  {
    var file = EncodedImage()
    let keys = texts.map { strdup($0.key) }
    let values = texts.map { strdup($0.text) }
    defer { (keys + values).forEach { free($0) } }
    let entries = zip(keys, values).map { ImageText(key: $0, text: $1) }
    let status = image_encode_png(
      pixels, Int32(width), Int32(height), Int32((dotsPerInch / 0.0254).rounded()), entries,
      entries.count, &file)
    guard status == 0, let bytes = file.bytes else {
      let reason = withUnsafeBytes(of: file.message) { text in
        String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw ImageError.notEncodable(reason: reason)
    }
    defer { image_codecs_free(bytes) }
    return Data(bytes: bytes, count: file.count)
  }
}
