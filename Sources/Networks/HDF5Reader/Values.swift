/// The extents of a dataset or attribute.
///
/// - Source: HDF5 File Format Specification 3.0, section IV.A.2.b.
struct Dataspace {
  let extents: [Int]
  let elementCount: Int

  init(_ reader: ByteReader, lengthSize: Int) throws(HDF5Error) {
    var reader = reader
    let version = try reader.byte()
    let rank = try reader.byte()
    try reader.skip(1)
    var isNull = false
    switch version {
    case 1: try reader.skip(5)
    case 2: isNull = try reader.byte() == 2
    default: throw .unsupported("a newer kind of shape")
    }
    guard rank <= 32 else { throw .damaged("a shape has \(rank) extents") }
    var extents: [Int] = []
    var count = isNull ? 0 : 1
    for _ in 0..<rank {
      let extent = try reader.number(lengthSize)
      guard extent <= UInt64(Int.max) else { throw .damaged("an extent is \(extent)") }
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(extent))
      guard !overflow else { throw .tooLarge("a shape has more elements than can be counted") }
      count = product
      extents.append(Int(extent))
    }
    self.extents = extents
    elementCount = count
  }
}

/// How elements are stored.
///
/// - Source: HDF5 File Format Specification 3.0, section IV.A.2.d.
enum Datatype: Equatable {
  /// IEEE 754, of 2, 4 or 8 bytes.
  case float(size: Int, isBigEndian: Bool)
  /// The upper half of a float32, little-endian. HDF5 has no such type; Keras stores it as an opaque one of 2
  /// bytes.
  case bfloat16
  /// A whole number of 1, 2, 4 or 8 bytes.
  case integer(size: Int, isSigned: Bool, isBigEndian: Bool)
  /// A text of fixed length.
  case string(size: Int)
  /// A text in the global heap.
  case variableString
  case other

  init(_ reader: ByteReader) throws(HDF5Error) {
    var reader = reader
    let kind = try reader.byte()
    let bits = Int(try reader.number(3))
    let size = try reader.word()
    guard (1...4).contains(kind >> 4) else { throw .damaged("a type has no known version") }
    guard size > 0 else { throw .damaged("an element has no bytes") }
    switch kind & 15 {
    case 0:
      let (offset, precision) = (try reader.short(), try reader.short())
      let isPlain = [1, 2, 4, 8].contains(size) && offset == 0 && precision == 8 * size
      self =
        isPlain
        ? .integer(size: size, isSigned: bits & 8 != 0, isBigEndian: bits & 1 != 0) : .other
    case 1:
      let (offset, precision) = (try reader.short(), try reader.short())
      var fields: [Int] = []
      for _ in 0..<4 { fields.append(try reader.byte()) }
      let bias = try reader.word()
      let sign = bits >> 8 & 0xFF
      let ieee: [Int: (fields: [Int], bias: Int)] = [
        2: ([10, 5, 0, 10], 15), 4: ([23, 8, 0, 23], 127), 8: ([52, 11, 0, 52], 1023),
      ]
      guard let form = ieee[size], form.fields == fields, form.bias == bias, offset == 0,
        precision == 8 * size, sign == 8 * size - 1, bits & 0x30 == 0x20, bits & 0x40 == 0
      else {
        self = .other
        return
      }
      self = .float(size: size, isBigEndian: bits & 1 != 0)
    case 3: self = .string(size: size)
    case 5 where size == 2: self = .bfloat16
    case 9 where bits & 15 == 1: self = .variableString
    default: self = .other
    }
  }
}
