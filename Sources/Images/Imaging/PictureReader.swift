import Foundation
import ImageCodecs
import Support

/// Takes a picture row by row, while it is decoded.
protocol PictureRowReceiver: AnyObject {
  /// Called once, with the picture's extents in pixels.
  func begin(width: Int, height: Int)
  /// Called for every row from the top, with `[width, 3]`, in gray with three equal numbers; the bytes are
  /// valid during the call.
  func receive(row: Int, pixels: UnsafePointer<UInt8>)
}

/// Reads image files; a picture of many megapixels never is in memory as a whole unless its receiver keeps
/// it, or its file holds it in several passes.
enum PictureReader {
  /// The most bytes of an image file.
  static let largestFile = 256 << 20

  /// Reads an image file.
  ///
  /// - Parameters:
  ///   - name: What to call the file in an error; its path when `nil`.
  ///   - isGray: Whether to decode it in gray, as `tf.io.decode_image(channels=1)` does.
  /// - Returns: The bytes of the file.
  /// - Throws: ``ImageError``, perhaps after some rows.
  @discardableResult
  static func read(
    contentsOf url: URL, name: String?, isGray: Bool = false, into receiver: any PictureRowReceiver
  ) throws -> Data {
    let path = name ?? url.path
    let data: Data
    do {
      data = try RegularFile.contents(path: url.path, limit: largestFile)
    } catch {
      throw ImageError.unreadable(path: path, reason: error.reason)
    }
    try decode(data, name: path, isGray: isGray, into: receiver)
    return data
  }

  /// Decodes an image file in memory.
  ///
  /// - Throws: ``ImageError``, perhaps after some rows.
  static func decode(
    _ data: Data, name: String, isGray: Bool = false, into receiver: any PictureRowReceiver
  ) throws {
    guard !data.isEmpty else { throw ImageError.empty(path: name) }
    let format = ImageFormat(data)
    switch format {
    case .bmp: return try decodeBMP(data, name: name, isGray: isGray, into: receiver)
    case .gif where isGray: throw ImageError.noGray(path: name, format: "GIF")
    case .gif: return try decodeGIF(data, name: name, into: receiver)
    case .jpeg, .png, .other: break
    }
    var failure = DecodingFailure()
    let context = Context(receiver)
    let status = withExtendedLifetime(context) {
      data.withUnsafeBytes { buffer in
        let bytes = buffer.bindMemory(to: UInt8.self)
        switch format {
        case .jpeg:
          return image_decode_jpeg(
            bytes.baseAddress, bytes.count, isGray ? 1 : 0, context.receiver, &failure)
        case .png:
          return image_decode_png(
            bytes.baseAddress, bytes.count, isGray ? 1 : 0, context.receiver, &failure)
        case .bmp, .gif, .other: return 1
        }
      }
    }
    if case .other(let found) = format {
      throw ImageError.unknownFormat(path: name, found: found)
    }
    guard status == 0 else {
      if failure.too_wide > 0 {
        throw ImageError.tooLarge(
          path: name, format: format.name, width: Int(failure.too_wide),
          height: Int(failure.too_high))
      }
      if failure.is_never_gray != 0 {
        throw ImageError.noGray(path: name, format: "CMYK \(format.name)")
      }
      throw ImageError.damaged(
        path: name, format: format.name, reason: text(inBufferOfC: failure.message))
    }
  }

  /// What the decoders in C hand back with every row.
  private final class Context {
    private let swiftReceiver: any PictureRowReceiver

    init(_ receiver: any PictureRowReceiver) { swiftReceiver = receiver }

    private static func receiver(_ context: UnsafeMutableRawPointer?) -> any PictureRowReceiver {
      guard let context else { preconditionFailure("the decoder lost its context") }
      return Unmanaged<Context>.fromOpaque(context).takeUnretainedValue().swiftReceiver
    }

    /// Valid as long as the context lives.
    var receiver: PictureReceiver {
      PictureReceiver(
        context: Unmanaged.passUnretained(self).toOpaque(),
        begin: { Context.receiver($0).begin(width: Int($1), height: Int($2)) },
        row: { context, row, pixels in
          guard let pixels else { return }
          Context.receiver(context).receive(row: Int(row), pixels: pixels)
        })
    }
  }
}
