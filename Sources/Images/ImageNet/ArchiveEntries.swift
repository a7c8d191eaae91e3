import ArchiveReader
import Foundation

/// The regular files of an archive, one after the other.
final class ArchiveEntries {
  private let path: String
  private let file: OpaquePointer

  /// - Throws: ``ImageNetError`` when there is no such file or it is no archive.
  init(_ url: URL) throws {
    path = url.path
    guard FileManager.default.fileExists(atPath: path) else {
      throw ImageNetError.missing(path: path)
    }
    var message = [CChar](repeating: 0, count: 256)
    guard let file = archive_file_open(path, &message, message.count) else {
      let reason = String(
        decoding: message.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
      throw ImageNetError.notAnArchive(path: path, reason: reason)
    }
    self.file = file
  }

  deinit { archive_file_close(file) }

  /// The next file's name and size, or `nil` at the end.
  func next() throws -> (name: String, size: Int)? {
    var name: UnsafePointer<CChar>?
    var size: Int64 = 0
    switch archive_file_next(file, &name, &size) {
    case 1: return (name.map { String(cString: $0) } ?? "", Int(size))
    case 0: return nil
    default: throw failure
    }
  }

  /// The current file's bytes.
  func contents(size: Int) throws -> Data {
    var data = Data(count: size)
    var position = 0
    try data.withUnsafeMutableBytes { buffer in
      while position < size, let base = buffer.baseAddress {
        let count = archive_file_read(file, base + position, size - position)
        guard count > 0 else { throw failure }
        position += Int(count)
      }
    }
    return data
  }

  private var failure: ImageNetError {
    .damagedArchive(path: path, reason: String(cString: archive_file_message(file)))
  }
}
