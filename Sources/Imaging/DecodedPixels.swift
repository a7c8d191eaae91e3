import Foundation
import ImageCodecs

/// The pixels of a file in the decoder's own memory, for as long as they are looked at.
struct DecodedPixels {
  let width: Int
  let height: Int
  /// `[height, width, 3]`, row by row from the top.
  let pixels: UnsafeBufferPointer<UInt8>

  /// Reads a JPEG or PNG file and shows its pixels to `body`.
  ///
  /// - Parameter name: What to call the file in an error; its path when `nil`.
  /// - Throws: ``ImageError``.
  static func with<Result>(
    contentsOf url: URL, name: String?, _ body: (DecodedPixels) -> Result
  ) throws -> Result {
    let path = name ?? url.path
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw ImageError.unreadable(path: path, reason: fileErrorReason(error))
    }
    let format = ImageFormat(data)
    if let promised = ImageFormat(fileName: url.lastPathComponent), format.isKnown,
      format != promised
    {
      throw ImageError.mislabelled(path: path, format: format.name)
    }
    return try with(decoding: data, name: path, body)
  }

  /// Decodes a JPEG or PNG file in memory and shows its pixels to `body`.
  ///
  /// - Throws: ``ImageError``.
  static func with<Result>(
    decoding data: Data, name: String, _ body: (DecodedPixels) -> Result
  ) throws -> Result {
    guard !data.isEmpty else { throw ImageError.empty(path: name) }
    let format = ImageFormat(data)
    var decoded = DecodedImage()
    let status = data.withUnsafeBytes { buffer in
      let bytes = buffer.bindMemory(to: UInt8.self)
      switch format {
      case .jpeg: return image_decode_jpeg(bytes.baseAddress, bytes.count, &decoded)
      case .png: return image_decode_png(bytes.baseAddress, bytes.count, &decoded)
      case .other: return 1
      }
    }
    if case .other(let found) = format {
      throw ImageError.unknownFormat(path: name, found: found)
    }
    guard status == 0, let memory = decoded.pixels else {
      let reason = withUnsafeBytes(of: decoded.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw ImageError.damaged(path: name, format: format.name, reason: reason)
    }
    defer { image_codecs_free(memory) }
    let (width, height) = (Int(decoded.width), Int(decoded.height))
    return body(
      DecodedPixels(
        width: width, height: height,
        pixels: UnsafeBufferPointer(start: memory, count: width * height * 3)))
  }
}
