import ArchiveReader
import Foundation
import Support

/// The entries of an archive, one after the other.
final class ArchiveEntries {
  /// A file, or a link to one.
  struct Entry {
    let name: String
    let isLink: Bool
    /// In bytes, when the archive tells.
    let size: Int?
  }

  private let path: String
  private let file: OpaquePointer
  /// Bytes that the archive may still unpack to.
  private var budget: Int

  /// The archive may unpack to this many bytes, and to `growth` times its own size more: pictures are
  /// compressed already.
  private static let unpacked = 64 << 20
  private static let growth = 64

  /// - Throws: ``ImageNetError`` when there is no such file or it is no archive.
  init(_ url: URL) throws {
    path = url.path
    do {
      let size = try RegularFile(path: path).byteCount
      budget = ArchiveEntries.unpacked + ArchiveEntries.growth * min(size, 1 << 50)
    } catch RegularFileError.missing {
      throw ImageNetError.missing(path: path)
    } catch {
      throw ImageNetError.notAnArchive(path: path, reason: error.reason)
    }
    var failure = ArchiveFailure()
    guard let file = archive_file_open(path, &failure) else {
      throw ImageNetError.notAnArchive(path: path, reason: text(inBufferOfC: failure.message))
    }
    self.file = file
  }

  deinit { archive_file_close(file) }

  /// The next file or link, or `nil` at the end.
  func next() throws -> Entry? {
    var info = ArchiveEntryInfo()
    while true {
      switch archive_file_next(file, &info) {
      case 1:
        if info.size > 0 { try count(Int(info.size)) }
        guard info.kind != ArchiveEntryOther, let name = info.name else { continue }
        return Entry(
          name: String(cString: name), isLink: info.kind == ArchiveEntryLink,
          size: info.size < 0 ? nil : Int(info.size))
      case 0: return nil
      default: throw failure
      }
    }
  }

  /// The current file's bytes. Memory is taken as they come, not as the archive promises.
  ///
  /// - Parameter limit: The most bytes that such a file can have.
  func contents(of entry: Entry, limit: Int) throws -> Data {
    let damaged = { ImageNetError.damagedArchive(path: self.path, reason: $0) }
    if let size = entry.size, size > limit {
      throw damaged("\(entry.name) has \(size) bytes, but at most \(limit) are read")
    }
    var data = Data()
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = archive_file_read(file, &piece, piece.count)
      guard count >= 0 else { throw failure }
      if count == 0 { break }
      guard data.count + Int(count) <= limit else {
        throw damaged("\(entry.name) has more than \(limit) bytes")
      }
      if entry.size == nil { try self.count(Int(count)) }
      data.append(contentsOf: piece[0..<Int(count)])
    }
    if let size = entry.size, data.count != size {
      throw damaged("\(entry.name) has \(data.count) of \(size) bytes")
    }
    return data
  }

  private func count(_ bytes: Int) throws {
    guard bytes <= budget else {
      throw ImageNetError.damagedArchive(
        path: path, reason: "it unpacks to more than \(ArchiveEntries.growth) times its size")
    }
    budget -= bytes
  }

  private var failure: ImageNetError {
    .damagedArchive(path: path, reason: String(cString: archive_file_message(file)))
  }
}
