import Foundation
import ImageCodecs
import Support

/// A picture: 8 bits each of red, green and blue.
public struct Image: Equatable, Sendable {
  /// Columns, in pixels.
  public let width: Int
  /// Rows, in pixels.
  public let height: Int
  /// `[height, width, 3]`, row by row from the top.
  public let pixels: [UInt8]

  /// Creates a picture from its pixels.
  ///
  /// - Precondition: `pixels.count == width * height * 3`, and both extents are positive.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3,
      "\(pixels.count) bytes are no picture of \(width) by \(height) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Reads a JPEG, PNG, BMP or GIF file; what it is, its first bytes say, not its name.
  ///
  /// The pixels are those of TensorFlow's `decode_image(channels=3, expand_animations=False)`: grayscale
  /// and palettes become RGB, transparency is dropped, 16 bits are cut to 8, a JPEG is decoded with the
  /// fast integer DCT, and of a GIF the first frame is taken.
  ///
  /// - Parameter name: What to call the file in an error; its path when `nil`.
  /// - Throws: ``ImageError``.
  public init(contentsOf url: URL, name: String? = nil) throws {
    let picture = WholePicture()
    let data = try PictureReader.read(contentsOf: url, name: name, into: picture)
    try self.init(picture, of: data, name: name ?? url.path)
  }

  /// Decodes a JPEG, PNG, BMP or GIF file in memory.
  ///
  /// - Parameter name: What to call the file in an error.
  /// - Throws: ``ImageError``.
  public init(decoding data: Data, name: String) throws {
    let picture = WholePicture()
    try PictureReader.decode(data, name: name, into: picture)
    try self.init(picture, of: data, name: name)
  }

  private init(_ picture: WholePicture, of data: Data, name: String) throws {
    guard picture.isKept else {
      throw ImageError.tooLarge(
        path: name, format: ImageFormat(data).name, width: picture.width, height: picture.height)
    }
    self.init(width: picture.width, height: picture.height, pixels: picture.pixels)
  }
}

/// Keeps all rows, if they fit in as much memory as a picture may take that cannot be decoded row by row: a
/// small file can have very many.
private final class WholePicture: PictureRowReceiver {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var pixels: [UInt8] = []
  private(set) var isKept = true

  func begin(width: Int, height: Int) {
    self.width = width
    self.height = height
    isKept = width * height <= Int(ImageCodecsMaximumBytes) / 3
    if isKept { pixels.reserveCapacity(width * height * 3) }
  }

  func receive(row: Int, pixels: UnsafePointer<UInt8>) {
    guard isKept else { return }
    self.pixels.append(contentsOf: UnsafeBufferPointer(start: pixels, count: width * 3))
  }
}
