import Foundation

/// The chunks of a PNG file, each checked against its sum.
public struct PNGChunks {
  /// One chunk.
  public struct Chunk {
    /// Four letters, such as `tEXt`.
    public let kind: String
    /// What it holds.
    public let content: [UInt8]
  }

  /// What is wrong with a file.
  public struct Damaged: Error, CustomStringConvertible {
    /// The reason.
    public let description: String
  }

  /// The chunks, in the file's order.
  public let all: [Chunk]

  /// A file whose chunks have the checksums of what they hold; what is no chunk stays as it is.
  public static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var index = 8
    while index + 12 <= bytes.count {
      let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - index - 12 else { break }
      let sum = checksum(bytes[index + 4..<index + 8 + length])
      for byte in 0..<4 {
        bytes[index + 8 + length + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * byte))
      }
      index += 12 + length
    }
    return bytes
  }

  /// Reads a file.
  ///
  /// - Throws: ``Damaged``.
  public init(_ data: Data) throws {
    let bytes = [UInt8](data)
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw Damaged(description: "this is no PNG file")
    }
    func number(at index: Int) -> UInt32 {
      bytes[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
    var chunks: [Chunk] = []
    var index = 8
    while index < bytes.count {
      guard index + 12 <= bytes.count, index + 12 + Int(number(at: index)) <= bytes.count else {
        throw Damaged(description: "the PNG file is cut off at byte \(index)")
      }
      let length = Int(number(at: index))
      let checked = bytes[(index + 4)..<(index + 8 + length)]
      let kind = String(decoding: checked.prefix(4), as: UTF8.self)
      guard PNGChunks.checksum(checked) == number(at: index + 8 + length) else {
        throw Damaged(description: "the chunk \(kind) at byte \(index) has a wrong checksum")
      }
      chunks.append(Chunk(kind: kind, content: Array(checked.dropFirst(4))))
      index += 12 + length
    }
    all = chunks
  }

  /// The text with a keyword, from a chunk `tEXt` or an uncompressed `iTXt`, or `nil` when there is
  /// none.
  public func text(_ keyword: String) -> String? {
    for chunk in all where chunk.kind == "tEXt" || chunk.kind == "iTXt" {
      let parts = chunk.content.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, String(decoding: parts[0], as: UTF8.self) == keyword else { continue }
      if chunk.kind == "tEXt" {
        // Latin-1: every byte is the character of that number.
        return String(String.UnicodeScalarView(parts[1].map { Unicode.Scalar($0) }))
      }
      // Two bytes about compression, the language, the translated keyword, the text.
      let rest = parts[1].dropFirst(2)
      let texts = rest.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      if parts[1].first == 0, texts.count == 3 { return String(decoding: texts[2], as: UTF8.self) }
    }
    return nil
  }

  /// The CRC-32 of a chunk.
  public static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }
}
