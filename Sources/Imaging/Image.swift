import Foundation
import ImageCodecs

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
    try self.init(decoding: data, name: path)
  }

  /// Decodes a JPEG or PNG file in memory.
  ///
  /// - Parameter name: What to call the file in an error.
  /// - Throws: ``ImageError``.
  public init(decoding data: Data, name: String) throws {
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
    self.init(
      width: width, height: height,
      pixels: Array(UnsafeBufferPointer(start: memory, count: width * height * 3)))
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
      let start = data.prefix(4).map { String(format: "%02x", $0) }.joined(separator: " ")
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

/// Why a file operation failed, in few words.
public func fileErrorReason(_ error: any Error) -> String {
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
  guard underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
  return String(cString: strerror(Int32(underlying.code))).lowercased()
}
