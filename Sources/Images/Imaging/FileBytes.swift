import Foundation

/// The bytes of a file in memory, where they lie; every access is checked.
struct FileBytes {
  private let bytes: UnsafeRawBufferPointer
  /// How many.
  var count: Int { bytes.count }

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Lends the bytes of a file, which are not copied: a bitmap may have hundreds of megabytes.
  static func of<Result>(_ data: Data, _ body: (FileBytes) throws -> Result) rethrows -> Result {
    try data.withUnsafeBytes { try body(FileBytes($0)) }
  }

  /// The byte at a place from the start of the file.
  ///
  /// - Precondition: The file is as long.
  subscript(_ position: Int) -> UInt8 {
    // Buffers check this only in builds for debugging.
    precondition(position >= 0 && position < bytes.count, "behind the end of the file")
    return bytes[position]
  }

  /// A copy of a part.
  subscript(_ range: Range<Int>) -> [UInt8] { range.map { self[$0] } }
}
