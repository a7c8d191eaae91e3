import Inflation
import Support

/// A zip archive, as `.keras` files are: small, on disk, read entry by entry.
///
/// - Source: PKWARE, APPNOTE.TXT 6.3.
struct ZipArchive {
  /// What can be wrong with it.
  enum Failure: Error, Equatable {
    /// It does not hold together.
    case damaged(String)
    /// It uses a part of the format that this reader does not know.
    case unsupported(String)
    /// An entry would take more memory than its size can explain.
    case tooLarge(String)
  }

  private struct Entry {
    let method: Int
    let packed: Int
    let size: Int
    let checksum: UInt32
    let header: Int
  }

  /// The most bytes of one entry.
  private static let largest = 2 << 30
  private let file: RegularFile
  private var entries: [String: Entry] = [:]

  /// The names of the entries.
  var names: [String] { entries.keys.sorted() }

  /// Reads the directory.
  ///
  /// - Throws: ``Failure``, or ``RegularFileError``.
  init(_ file: RegularFile) throws {
    self.file = file
    let end = try Bytes(file, from: max(0, file.byteCount - 65_557), to: file.byteCount)
    guard let start = end.last(of: [0x50, 0x4B, 5, 6]), start + 22 <= end.count else {
      throw Failure.damaged("the zip archive has no directory at its end")
    }
    let (count, size, position) = (
      Int(end.number16(start + 10)), Int(end.number32(start + 12)), Int(end.number32(start + 16))
    )
    guard position != 0xFFFF_FFFF, count != 0xFFFF else {
      throw Failure.unsupported("a zip archive of more than 4 GB")
    }
    // Programs look for the directory in several ways. They find one where it ends at its end record, and that at
    // the end of the file; else a file could be two models.
    guard start + 22 + Int(end.number16(start + 20)) == end.count else {
      throw Failure.damaged("something follows the end of the zip archive")
    }
    guard position + size == file.byteCount - end.count + start,
      end.number16(start + 8) == end.number16(start + 10)
    else { throw Failure.damaged("its directory is not where its end says") }
    let directory = try Bytes(file, from: position, to: position + size)
    var at = 0
    for _ in 0..<count {
      guard at + 46 <= directory.count, directory.number32(at) == 0x0201_4B50 else {
        throw Failure.damaged("its directory is cut off")
      }
      let lengths = (28...32).filter { $0 % 2 == 0 }.map { Int(directory.number16(at + $0)) }
      guard at + 46 + lengths[0] <= directory.count else {
        throw Failure.damaged("its directory is cut off")
      }
      guard directory.number16(at + 8) & 1 == 0 else {
        throw Failure.unsupported("a zip archive with a password")
      }
      let name = String(
        decoding: directory.bytes[(at + 46)..<(at + 46 + lengths[0])], as: UTF8.self)
      // Other programs may see the first of two, so that a file would be two models.
      guard entries[name] == nil else { throw Failure.damaged("it holds \(name.prefix(80)) twice") }
      entries[name] = Entry(
        method: Int(directory.number16(at + 10)), packed: Int(directory.number32(at + 20)),
        size: Int(directory.number32(at + 24)), checksum: directory.number32(at + 16),
        header: Int(directory.number32(at + 42)))
      at += 46 + lengths.reduce(0, +)
    }
    // Some programs read the directory to its end, others as many entries as it should have.
    guard at == directory.count else {
      throw Failure.damaged("its directory does not have the \(count) entries that its end says")
    }
  }

  /// An entry's bytes, unpacked; `nil` when there is none of that name.
  ///
  /// - Parameter limit: The most bytes that it may have.
  /// - Throws: ``Failure``, or ``RegularFileError``.
  func contents(of name: String, limit: Int = largest) throws -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    // Weights hardly shrink: nothing honest unpacks to so many times its size.
    guard entry.size <= limit, entry.packed <= file.byteCount,
      entry.size <= 64 << 20 || entry.size <= 64 * entry.packed
    else { throw Failure.tooLarge("\(name) claims \(entry.size) bytes") }
    guard entry.header + 30 <= file.byteCount else { throw Failure.damaged("\(name) is cut off") }
    let header = try Bytes(file, from: entry.header, to: entry.header + 30)
    guard header.number32(0) == 0x0403_4B50 else {
      throw Failure.damaged("\(name) is not where it should be")
    }
    let nameEnd = entry.header + 30 + Int(header.number16(26))
    // Some programs read no directory.
    guard nameEnd <= file.byteCount,
      try Bytes(file, from: entry.header + 30, to: nameEnd).bytes.elementsEqual(name.utf8)
    else { throw Failure.damaged("\(name) has another name where it lies") }
    let start = nameEnd + Int(header.number16(28))
    guard start + entry.packed <= file.byteCount else {
      throw Failure.damaged("\(name) is cut off")
    }
    let packed = try Bytes(file, from: start, to: start + entry.packed).bytes
    let bytes: [UInt8]
    switch entry.method {
    case 0:
      guard entry.packed == entry.size else { throw Failure.damaged("\(name) has two sizes") }
      bytes = packed
    case 8:
      var result = [UInt8](repeating: 0, count: entry.size)
      do {
        try packed.withUnsafeBytes { source in
          try result.withUnsafeMutableBytes { try inflate(source, into: $0, isRaw: true) }
        }
      } catch { throw Failure.damaged("\(name) cannot be unpacked") }
      bytes = result
    default: throw Failure.unsupported("a zip archive packed by method \(entry.method)")
    }
    guard cyclicChecksum(bytes) == entry.checksum else {
      throw Failure.damaged("\(name) has another checksum")
    }
    return bytes
  }

  /// A piece of the file.
  private struct Bytes {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    init(_ file: RegularFile, from start: Int, to end: Int) throws {
      var bytes = [UInt8](repeating: 0, count: end - start)
      try bytes.withUnsafeMutableBytes { try file.read(at: start, into: $0) }
      self.bytes = bytes
    }

    func number16(_ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }

    func number32(_ at: Int) -> UInt32 {
      UInt32(number16(at)) | UInt32(number16(at + 2)) << 16
    }

    func last(of pattern: [UInt8]) -> Int? {
      guard count >= pattern.count else { return nil }
      return (0...count - pattern.count).last { start in
        bytes[start..<start + pattern.count].elementsEqual(pattern)
      }
    }
  }
}
