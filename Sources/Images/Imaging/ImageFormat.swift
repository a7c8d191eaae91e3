import Foundation
import Support

/// What the first bytes of a file say that it is.
public enum ImageFormat: Equatable, Sendable {
  /// JPEG
  case jpeg
  /// PNG
  case png
  /// Windows bitmap
  case bmp
  /// GIF
  case gif
  /// Something else, in words.
  case other(String)

  /// Looks at the first bytes of a file; 64 are enough.
  public init(_ data: Data) {
    func begins(_ bytes: [UInt8]) -> Bool { data.starts(with: bytes) }
    if begins([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if begins(Array("GIF8".utf8)) {
      self = .gif
    } else if begins(Array("BM".utf8)) {
      self = .bmp
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

  /// What a file's name says that it is; `nil` for a name that no image has.
  ///
  /// The endings are those that Keras takes. They are compared byte by byte, letters of both cases alike.
  public init?(fileName: some Collection<UInt8>) {
    let endings: [(String, ImageFormat)] = [
      (".jpeg", .jpeg), (".jpg", .jpeg), (".png", .png), (".bmp", .bmp), (".gif", .gif),
    ]
    let small = fileName.suffix(5).map { byte in
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
    for (ending, format) in endings where small.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    {
      self = format
      return
    }
    return nil
  }

  /// Its name.
  public var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .bmp: "BMP"
    case .gif: "GIF"
    case .other(let name): name
    }
  }
}
