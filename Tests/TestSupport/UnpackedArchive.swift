import ArchiveReader
import Foundation

/// An archive that cannot be read.
public struct MalformedArchive: Error {
  let path: String
}

/// The entries of a zip or tar archive, by name.
public func archiveEntries(of url: URL) throws -> [String: Data] {
  var failure = ArchiveFailure()
  guard let archive = archive_file_open(url.path, &failure) else {
    throw MalformedArchive(path: url.path)
  }
  defer { archive_file_close(archive) }
  var entries: [String: Data] = [:]
  var entry = ArchiveEntryInfo()
  while archive_file_next(archive, &entry) == 1, let pointer = entry.name {
    let key = String(cString: pointer)
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = archive_file_read(archive, &buffer, buffer.count)
      guard count >= 0 else { throw MalformedArchive(path: url.path) }
      if count == 0 { break }
      data.append(contentsOf: buffer[0..<Int(count)])
    }
    entries[key] = data
  }
  return entries
}
