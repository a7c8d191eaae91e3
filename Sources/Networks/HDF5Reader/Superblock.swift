/// The beginning of an HDF5 file.
///
/// - Source: HDF5 File Format Specification 3.0, section II.A.
struct Superblock {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Bytes of an address.
  let offsetSize: Int
  /// Bytes of a length.
  let lengthSize: Int
  /// What all addresses count from.
  let base: UInt64
  /// The header of the root group.
  let root: UInt64

  /// - Throws: ``HDF5Error``.
  init(_ source: ByteSource) throws(HDF5Error) {
    let start = try Superblock.start(of: source)
    // The longest kind has 96 bytes behind its signature.
    let length = min(104, source.count - Int(start))
    var reader = try source.structure(at: start, count: length)
    try reader.skip(8)
    let version = try reader.byte()
    switch version {
    case 0, 1:
      try reader.skip(4)
      (offsetSize, lengthSize) = (try reader.byte(), try reader.byte())
      try Superblock.check(offsetSize, lengthSize)
      try reader.skip(1 + 4 + 4 + (version == 1 ? 4 : 0))
      base = try reader.number(offsetSize)
      try reader.skip(offsetSize)
      try Superblock.check(end: try reader.number(offsetSize), base: base, source)
      try reader.skip(2 * offsetSize)
      root = try reader.number(offsetSize)
    case 2, 3:
      (offsetSize, lengthSize) = (try reader.byte(), try reader.byte())
      try Superblock.check(offsetSize, lengthSize)
      let flags = try reader.byte()
      if version == 3, flags & 1 != 0 { throw .beingWritten }
      base = try reader.number(offsetSize)
      try reader.skip(offsetSize)
      try Superblock.check(end: try reader.number(offsetSize), base: base, source)
      root = try reader.number(offsetSize)
      try reader.checkSum()
    default: throw .unsupported("version \(version) of its first block")
    }
  }

  private static func check(_ offsetSize: Int, _ lengthSize: Int) throws(HDF5Error) {
    guard [2, 4, 8].contains(offsetSize), [2, 4, 8].contains(lengthSize) else {
      throw .damaged("addresses of \(offsetSize) and lengths of \(lengthSize) bytes")
    }
  }

  private static func check(end: UInt64, base: UInt64, _ source: ByteSource) throws(HDF5Error) {
    let (whole, overflow) = base.addingReportingOverflow(end)
    guard !overflow, whole <= UInt64(source.count) else {
      throw .damaged("it ends early: it has \(source.count) bytes")
    }
  }

  /// The signature stands at 0, or behind a block for other uses at 512, 1024, 2048, …
  private static func start(of source: ByteSource) throws(HDF5Error) -> UInt64 {
    var position: UInt64 = 0
    while source.contains(position, count: 8) {
      if try source.structure(at: position, count: 8).bytes == signature { return position }
      position = max(512, position * 2)
    }
    let start = try source.structure(at: 0, count: min(8, source.count)).bytes
    throw .notHDF5(start: start)
  }
}
