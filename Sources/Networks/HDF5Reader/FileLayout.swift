/// A file, the sizes of its addresses and lengths, and what these count from.
final class FileLayout {
  private let source: ByteSource
  let offsetSize: Int
  let lengthSize: Int
  let root: UInt64
  private let base: UInt64
  /// Bytes that numbers may still take in memory.
  private var unpacking: Int
  /// Bytes of numbers in one piece that may still be read.
  private var reading: Int

  /// - Parameter storedBytes: Bytes that the file takes where it lies, if these are packed.
  init(_ source: ByteSource, storedBytes: Int? = nil) throws(HDF5Error) {
    let superblock = try Superblock(source)
    self.source = source
    offsetSize = superblock.offsetSize
    lengthSize = superblock.lengthSize
    root = superblock.root
    base = superblock.base
    let stored = min(storedBytes ?? source.count, source.count, 1 << 40)
    unpacking = HDF5Limits.unpacked + HDF5Limits.growth * stored
    reading = HDF5Limits.unpacked + min(source.count, 1 << 40)
  }

  /// The file's length in bytes.
  var count: Int { source.count }

  func structure(at address: UInt64, count: Int) throws(HDF5Error) -> ByteReader {
    try source.structure(at: try sum(base, address), count: count)
  }

  func read(
    at address: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(HDF5Error) {
    try source.read(at: try sum(base, address), into: buffer)
  }

  /// Whether so many bytes lie at an address.
  func contains(_ address: UInt64, count: UInt64) -> Bool {
    let (start, overflow) = base.addingReportingOverflow(address)
    return !overflow && source.contains(start, count: count)
  }

  func sum(_ a: UInt64, _ b: UInt64) throws(HDF5Error) -> UInt64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    if overflow { throw .damaged("an address is beyond its end") }
    return sum
  }

  /// A length that cannot be larger than the file.
  func length(_ value: UInt64) throws(HDF5Error) -> Int {
    guard value <= UInt64(count) else { throw .damaged("a length is beyond its end") }
    return Int(value)
  }

  /// Reads an address.
  func address(_ reader: inout ByteReader) throws(HDF5Error) -> UInt64 {
    try reader.number(offsetSize)
  }

  /// Whether an address says that there is nothing.
  func isUndefined(_ address: UInt64) -> Bool {
    address == UInt64.max >> UInt64(64 - 8 * offsetSize)
  }

  /// Counts bytes of structure.
  ///
  /// - Throws: ``HDF5Error/damaged(_:)`` when they are more than an honest file has.
  func charge(_ count: Int) throws(HDF5Error) { try source.charge(count) }

  /// Counts bytes of numbers that lie in one piece.
  ///
  /// - Throws: ``HDF5Error/tooLarge(_:)`` when they can only be read several times.
  func willRead(_ count: Int) throws(HDF5Error) {
    guard count <= reading else { throw .tooLarge("several datasets are made of the same bytes") }
    reading -= count
  }

  /// Counts bytes that numbers take in memory.
  ///
  /// - Throws: ``HDF5Error/tooLarge(_:)`` when they are more than the file's size can explain.
  func willUnpack(_ count: Int) throws(HDF5Error) {
    guard count <= unpacking else {
      throw .tooLarge("its numbers take more than \(HDF5Limits.growth) times its size")
    }
    unpacking -= count
  }
}
