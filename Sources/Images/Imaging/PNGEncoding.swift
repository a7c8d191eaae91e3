import Foundation
import ImageCodecs
import Support

/// How large a picture is meant to be shown.
public struct PNGResolution: Hashable, Sendable {
  /// Pixels per metre, as PNG files hold it.
  public let pixelsPerMetre: Int

  /// Creates a resolution from pixels per inch.
  public init(dotsPerInch: Double) {
    pixelsPerMetre = Int((dotsPerInch / 0.0254).rounded())
  }
}

/// Pixels as a PNG file in sRGB, without a date: the same pixels give the same bytes.
///
/// - Parameters:
///   - pixels: Rows from top to bottom, 3 bytes (RGB) or 4 bytes (RGBA) a pixel.
///   - channels: 3 or 4.
///   - texts: Keywords of the PNG standard (`Title`, `Description`, …) and their texts. The chunk tEXt
///     holds Latin-1 only; other letters are spelled out.
/// - Throws: ``ImageError/notEncodable(reason:)``.
public func encodePNG(
  _ pixels: [UInt8], width: Int, height: Int, channels: Int, resolution: PNGResolution,
  texts: [(key: String, text: String)] = []
) throws -> Data {
  precondition(
    pixels.count == width * height * channels,
    "\(pixels.count) bytes are not \(width) × \(height) pixels of \(channels) bytes")
  var file = EncodedImage()
  let keys = texts.map { strdup($0.key) }
  let values = texts.map { text in latin1(text.text).withUnsafeBufferPointer { duplicated($0) } }
  defer { (keys + values).forEach { free($0) } }
  let entries = zip(keys, values).map { ImageText(key: $0, text: $1) }
  let status = image_encode_png(
    pixels, Int32(width), Int32(height), Int32(channels), Int32(resolution.pixelsPerMetre),
    entries, entries.count, &file)
  guard status == 0, let bytes = file.bytes else {
    throw ImageError.notEncodable(reason: text(inBufferOfC: file.message))
  }
  defer { image_codecs_free(bytes) }
  return Data(bytes: bytes, count: file.count)
}

private func duplicated(_ bytes: UnsafeBufferPointer<CChar>) -> UnsafeMutablePointer<CChar>? {
  bytes.baseAddress.flatMap { strdup($0) }
}

/// A text in Latin-1, ended by a zero: what Latin-1 lacks is spelled out.
private func latin1(_ text: String) -> [CChar] {
  let spelled: [Character: String] = [
    "Δ": "step", "−": "-", "…": "...", "–": "-", "—": "-", "“": "\"", "”": "\"", "’": "'",
    "≤": "<=", "≥": ">=", "√": "sqrt", "⁻": "^-", "⁰": "0", "⁴": "4", "⁵": "5", "⁶": "6",
    "⁷": "7", "⁸": "8", "⁹": "9", "↔": "<->", "→": "->",
  ]
  let plain = text.map { spelled[$0] ?? String($0) }.joined()
  return plain.unicodeScalars.map {
    CChar(bitPattern: $0.value < 256 ? UInt8($0.value) : UInt8(ascii: "?"))
  } + [0]
}

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
    try encodePNG(
      pixels, width: width, height: height, channels: 3,
      resolution: PNGResolution(dotsPerInch: dotsPerInch), texts: texts)
  }
}
