/// A group's or dataset's description: a list of messages, each of a kind and some bytes.
///
/// - Source: HDF5 File Format Specification 3.0, section IV.A.
struct ObjectHeader {
  /// The kinds that matter here.
  enum Kind: Int {
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case link = 0x06
    case externalFiles = 0x07
    case layout = 0x08
    case filters = 0x0B
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
    case attributeInfo = 0x15
  }

  /// One message.
  struct Message {
    let kind: Kind
    let isShared: Bool
    let bytes: [UInt8]
  }

  private(set) var messages: [Message] = []

  /// The first message of a kind.
  ///
  /// - Throws: ``HDF5Error/unsupported(_:)`` when it stands elsewhere in the file.
  func first(_ kind: Kind) throws(HDF5Error) -> ByteReader? {
    guard let message = messages.first(where: { $0.kind == kind }) else { return nil }
    if message.isShared { throw .unsupported("descriptions that several objects share") }
    return ByteReader(message.bytes)
  }

  func all(_ kind: Kind) -> [Message] { messages.filter { $0.kind == kind } }

  /// - Throws: ``HDF5Error``.
  init(at address: UInt64, in file: FileLayout) throws(HDF5Error) {
    let start = try file.structure(at: address, count: 4)
    if start.bytes == Array("OHDR".utf8) {
      try readNew(at: address, file)
    } else {
      try readOld(at: address, file)
    }
  }

  /// A block of messages that has not been read yet.
  private struct Block: Hashable {
    let address: UInt64
    let count: Int
  }

  private mutating func readOld(at address: UInt64, _ file: FileLayout) throws(HDF5Error) {
    var reader = try file.structure(at: address, count: 16)
    guard try reader.byte() == 1 else {
      throw .damaged("an object is not described where it should be")
    }
    try reader.skip(7)
    var blocks = [Block(address: try file.sum(address, 16), count: try reader.word())]
    var seen = Set(blocks)
    while let block = blocks.popLast() {
      var reader = try file.structure(at: block.address, count: block.count)
      while reader.remaining >= 8 {
        let (kind, size) = (try reader.short(), try reader.short())
        let flags = try reader.byte()
        try reader.skip(3)
        let bytes = try reader.take(size)
        if let next = try keep(kind, flags: flags, bytes, file) {
          guard seen.insert(next).inserted else { throw .damaged("a description is its own end") }
          blocks.append(next)
        }
      }
    }
  }

  private mutating func readNew(at address: UInt64, _ file: FileLayout) throws(HDF5Error) {
    var prefix = try file.structure(at: address, count: 6)
    try prefix.skip(4)
    guard try prefix.byte() == 2 else { throw .unsupported("a newer kind of description") }
    let flags = try prefix.byte()
    let sizeBytes = 1 << (flags & 3)
    let start = 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    var sizeReader = try file.structure(at: address, count: start + sizeBytes)
    try sizeReader.skip(start)
    let size = try file.length(try sizeReader.number(sizeBytes))
    let hasOrder = flags & 4 != 0
    var first = try file.structure(at: address, count: start + sizeBytes + size + 4)
    try first.skip(start + sizeBytes)
    var blocks = try readNewMessages(&first, hasOrder: hasOrder, file)
    var seen = Set(blocks)
    while let block = blocks.popLast() {
      var reader = try file.structure(at: block.address, count: block.count)
      try reader.signature("OCHK")
      for next in try readNewMessages(&reader, hasOrder: hasOrder, file) {
        guard seen.insert(next).inserted else { throw .damaged("a description is its own end") }
        blocks.append(next)
      }
    }
  }

  /// The messages up to the checksum, which is the last thing in the reader.
  private mutating func readNewMessages(
    _ reader: inout ByteReader, hasOrder: Bool, _ file: FileLayout
  ) throws(HDF5Error) -> [Block] {
    var blocks: [Block] = []
    while reader.remaining >= 4 + (hasOrder ? 6 : 4) {
      let (kind, size) = (try reader.byte(), try reader.short())
      let flags = try reader.byte()
      if hasOrder { try reader.skip(2) }
      guard size + 4 <= reader.remaining else { throw .damaged("a message is too long") }
      if let next = try keep(kind, flags: flags, try reader.take(size), file) {
        blocks.append(next)
      }
    }
    try reader.skip(reader.remaining - 4)
    try reader.checkSum()
    return blocks
  }

  /// Keeps a message, or returns the block that it refers to.
  private mutating func keep(
    _ kind: Int, flags: Int, _ bytes: [UInt8], _ file: FileLayout
  ) throws(HDF5Error) -> Block? {
    guard let kind = Kind(rawValue: kind) else {
      // A reader that does not know the message is told to give up.
      if kind > 0x18, flags & 0x80 != 0 { throw .unsupported("a description of kind \(kind)") }
      return nil
    }
    guard kind == .continuation else {
      guard messages.count < HDF5Limits.messages else {
        throw .damaged("an object has too many parts")
      }
      messages.append(Message(kind: kind, isShared: flags & 2 != 0, bytes: bytes))
      return nil
    }
    var reader = ByteReader(bytes)
    let address = try file.address(&reader)
    return Block(address: address, count: try file.length(try reader.number(file.lengthSize)))
  }
}
