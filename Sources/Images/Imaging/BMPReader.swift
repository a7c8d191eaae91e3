import Foundation
import ImageCodecs

extension PictureReader {
  /// Decodes a Windows bitmap as TensorFlow does: 8 bits a pixel are gray, whatever the palette says; 24 and
  /// 32 bits are blue, green and red, the fourth byte is dropped; packed bitmaps are not known, and nothing
  /// may follow the pixels.
  ///
  /// - Source: TensorFlow, `core/kernels/image/decode_image_op.cc`, `DecodeBmpV2`.
  static func decodeBMP(
    _ data: Data, name: String, isGray: Bool, into receiver: any PictureRowReceiver
  ) throws {
    // No gray is made of any bitmap, not even of a gray one.
    if isGray { throw ImageError.noGray(path: name, format: "BMP") }
    try FileBytes.of(data) { try decodeBMP($0, name: name, into: receiver) }
  }

  private static func decodeBMP(
    _ bytes: FileBytes, name: String, into receiver: any PictureRowReceiver
  ) throws {
    func damaged(_ reason: String) -> ImageError {
      .damaged(path: name, format: "BMP", reason: reason)
    }
    guard bytes.count >= 32 else { throw damaged("its head is cut off") }
    func word(_ at: Int) -> Int {
      Int(Int32(truncatingIfNeeded: (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }))
    }
    let (start, width, signedHeight) = (word(10), word(18), word(22))
    let bits = Int(bytes[28]) | Int(bytes[29]) << 8
    guard [8, 24, 32].contains(bits) else { throw damaged("\(bits) bits a pixel are not read") }
    let (channels, height) = (bits / 8, abs(signedHeight))
    guard width > 0, height > 0, start >= 0 else { throw damaged("its extents are impossible") }
    guard width * height <= Int(ImageCodecsMaximumPixels) else {
      throw ImageError.tooLarge(path: name, format: "BMP", width: width, height: height)
    }
    let stride = (width * channels + 3) / 4 * 4
    guard bytes.count == start + stride * height else {
      throw damaged("it has \(bytes.count) bytes, but should have \(start + stride * height)")
    }
    receiver.begin(width: width, height: height)
    var line = [UInt8](repeating: 0, count: width * 3)
    for row in 0..<height {
      // Rows go upwards unless the height is negative.
      let source = start + (signedHeight < 0 ? row : height - 1 - row) * stride
      for column in 0..<width {
        let pixel = source + column * channels
        for channel in 0..<3 {
          line[column * 3 + channel] = bytes[channels == 1 ? pixel : pixel + 2 - channel]
        }
      }
      line.withUnsafeBufferPointer { line in
        if let base = line.baseAddress { receiver.receive(row: row, pixels: base) }
      }
    }
  }
}
