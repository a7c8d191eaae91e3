import Foundation
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

  /// Reads a JPEG or PNG file. A file whose name promises the other format is refused: TensorFlow would
  /// read it, but a name that lies is a sign that something went wrong on the way here.
  ///
  /// The pixels are those of TensorFlow's `decode_image(channels=3)`: grayscale and palettes become RGB,
  /// transparency is dropped, 16 bits are cut to 8, and a JPEG is decoded with the fast integer DCT.
  ///
  /// - Parameter name: What to call the file in an error; its path when `nil`.
  /// - Throws: ``ImageError``.
  public init(contentsOf url: URL, name: String? = nil) throws {
    let picture = WholePicture()
    try PictureReader.read(contentsOf: url, name: name, into: picture)
    self.init(picture)
  }

  /// Decodes a JPEG or PNG file in memory.
  ///
  /// - Parameter name: What to call the file in an error.
  /// - Throws: ``ImageError``.
  public init(decoding data: Data, name: String) throws {
    let picture = WholePicture()
    try PictureReader.decode(data, name: name, into: picture)
    self.init(picture)
  }

  private init(_ picture: WholePicture) {
    self.init(width: picture.width, height: picture.height, pixels: picture.pixels)
  }
}

/// Keeps all rows.
private final class WholePicture: PictureRowReceiver {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var pixels: [UInt8] = []

  func begin(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels.reserveCapacity(width * height * 3)
  }

  func receive(row: Int, pixels: UnsafePointer<UInt8>) {
    self.pixels.append(contentsOf: UnsafeBufferPointer(start: pixels, count: width * 3))
  }
}

/// What the first bytes of a file say that it is.
enum ImageFormat: Equatable {
  case jpeg
  case png
  case other(String)

  init(_ data: Data) {
    func begins(_ bytes: [UInt8]) -> Bool { data.starts(with: bytes) }
    if begins([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if begins(Array("GIF8".utf8)) {
      self = .other("a GIF file")
    } else if begins(Array("BM".utf8)) {
      self = .other("a BMP file")
    } else if begins(Array("RIFF".utf8)) {
      self = .other("a WebP or another RIFF file")
    } else if begins(Array("<".utf8)) {
      self = .other("an HTML or XML file")
    } else if data.prefix(64).allSatisfy({
      (0x20...0x7E).contains($0) || $0 == 9 || $0 == 10 || $0 == 13
    }) {
      self = .other("text")
    } else {
      let start = hexadecimal(data.prefix(4), separator: " ")
      self = .other("something that begins with the bytes \(start)")
    }
  }

  /// What a file's name says that it is.
  init?(fileName: String) {
    let name = fileName.lowercased()
    if name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
      self = .jpeg
    } else if name.hasSuffix(".png") {
      self = .png
    } else {
      return nil
    }
  }

  var isKnown: Bool { self == .jpeg || self == .png }

  var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .other(let name): name
    }
  }
}
