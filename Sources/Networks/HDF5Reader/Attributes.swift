/// An attribute of a group or dataset, of which only the name is read.
///
/// - Source: HDF5 File Format Specification 3.0, section IV.A.2.m.
struct AttributeBytes {
  let name: [UInt8]
  /// Whether its type or its extents stand elsewhere in the file.
  fileprivate let isShared: Bool
  /// Whether its parts begin at multiples of eight.
  private let isAligned: Bool
  /// The bytes of its type and its extents.
  fileprivate let sizes: (type: Int, space: Int)
  /// What comes behind the name.
  fileprivate let rest: ByteReader

  init(_ bytes: [UInt8]) throws(HDF5Error) {
    var reader = ByteReader(bytes)
    let version = try reader.byte()
    guard (1...3).contains(version) else { throw .unsupported("a newer kind of attribute") }
    let flags = try reader.byte()
    isShared = version > 1 && flags & 3 != 0
    isAligned = version == 1
    let nameSize = try reader.short()
    sizes = (try reader.short(), try reader.short())
    if version == 3 { try reader.skip(1) }
    let nameBytes = try reader.take(nameSize)
    if isAligned { try reader.align() }
    name = Array(nameBytes.prefix { $0 != 0 })
    rest = reader
  }

  /// The next bytes of a part, and what lies between it and the next one.
  fileprivate func part(_ size: Int, _ reader: inout ByteReader) throws(HDF5Error) -> [UInt8] {
    let bytes = try reader.take(size)
    if isAligned { try reader.align() }
    return bytes
  }
}

/// An attribute of a group or dataset.
struct Attribute {
  let type: Datatype
  let space: Dataspace
  private let data: [UInt8]

  init(_ bytes: AttributeBytes, lengthSize: Int) throws(HDF5Error) {
    if bytes.isShared { throw .unsupported("descriptions that several objects share") }
    var reader = bytes.rest
    type = try Datatype(ByteReader(try bytes.part(bytes.sizes.type, &reader)))
    let extents = try bytes.part(bytes.sizes.space, &reader)
    space = try Dataspace(ByteReader(extents), lengthSize: lengthSize)
    data = try reader.take(reader.remaining)
  }

  /// The texts of the attribute as bytes, each up to its first zero, or `nil` when it holds none.
  func strings(_ file: FileLayout) throws(HDF5Error) -> [[UInt8]]? {
    var reader = ByteReader(data)
    var heaps = GlobalHeaps()
    var left = HDF5Limits.strings
    var result: [[UInt8]] = []
    func keep(_ text: [UInt8]) throws(HDF5Error) {
      left -= text.count + 1
      guard left >= 0 else {
        throw .tooLarge("an attribute has more than \(HDF5Limits.strings) bytes")
      }
      result.append(Array(text.prefix { $0 != 0 }))
    }
    switch type {
    case .string(let size):
      for _ in 0..<space.elementCount { try keep(try reader.take(size)) }
    case .variableString:
      for _ in 0..<space.elementCount {
        let length = try reader.word()
        let collection = try file.address(&reader)
        let index = try reader.word()
        if length == 0 || collection == 0 {
          try keep([])
          continue
        }
        let object = try heaps.object(index, in: collection, file)
        guard length <= object.count else { throw .damaged("a text is longer than its place") }
        try keep(Array(object.prefix(length)))
      }
    default: return nil
    }
    return result
  }
}

/// Where texts of variable length lie.
///
/// - Source: HDF5 File Format Specification 3.0, section III.E.
struct GlobalHeaps {
  private var collections: [UInt64: [Int: ArraySlice<UInt8>]] = [:]

  mutating func object(
    _ index: Int, in address: UInt64, _ file: FileLayout
  ) throws(HDF5Error) -> ArraySlice<UInt8> {
    if collections[address] == nil {
      collections[address] = try GlobalHeaps.read(address, file)
    }
    guard let object = collections[address]?[index] else { throw .damaged("a text is not there") }
    return object
  }

  private static func read(
    _ address: UInt64, _ file: FileLayout
  ) throws(HDF5Error) -> [Int: ArraySlice<UInt8>] {
    let headSize = 8 + file.lengthSize
    var head = try file.structure(at: address, count: headSize)
    try head.signature("GCOL")
    try head.skip(4)
    let size = try file.length(try head.number(file.lengthSize))
    guard size >= headSize else { throw .damaged("a heap is shorter than its head") }
    var reader = try file.structure(at: address, count: size)
    try reader.skip(headSize)
    var result: [Int: ArraySlice<UInt8>] = [:]
    while reader.remaining >= 8 + file.lengthSize {
      let index = try reader.short()
      try reader.skip(6)
      let count = try file.length(try reader.number(file.lengthSize))
      // Object 0 is the space that is left.
      if index == 0 { break }
      let start = reader.position
      try reader.skip(count)
      result[index] = reader.bytes[start..<reader.position]
      try reader.skip(min((8 - count % 8) % 8, reader.remaining))
    }
    return result
  }
}
