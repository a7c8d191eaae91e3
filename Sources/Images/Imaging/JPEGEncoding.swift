import Foundation
import ImageCodecs
import Support

extension Image {
  /// The picture as a JPEG file.
  ///
  /// - Parameter quality: 1 to 100.
  /// - Returns: The bytes of the file; the same picture gives the same bytes.
  /// - Throws: ``ImageError/notEncodable(reason:)``.
  public func jpegData(quality: Int = 90) throws -> Data {
    var file = EncodedImage()
    let status = image_encode_jpeg(pixels, Int32(width), Int32(height), Int32(quality), &file)
    guard status == 0, let bytes = file.bytes else {
      throw ImageError.notEncodable(reason: text(inBufferOfC: file.message))
    }
    defer { image_codecs_free(bytes) }
    return Data(bytes: bytes, count: file.count)
  }
}
