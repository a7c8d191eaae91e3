import Foundation

/// A value of a FlatBuffers file, written by ``flatBuffer(_:identifier:)``.
///
/// - Source: FlatBuffers, “Internals”.
indirect enum FlatValue {
  case bool(Bool)
  case int8(Int8)
  case uint8(UInt8)
  case int32(Int32)
  case uint32(UInt32)
  case float(Float)
  case string(String)
  case bytes([UInt8])
  case int32s([Int32])
  case int64s([Int64])
  case floats([Float])
  case tables([FlatTable])
  case table(FlatTable)
}

/// A table: its fields by their place in the schema. A field that is absent has the schema's default.
struct FlatTable {
  /// The values by place.
  var fields: [Int: FlatValue]

  init(_ fields: [Int: FlatValue]) { self.fields = fields }
}

/// A FlatBuffers file: little-endian, every value behind what refers to it.
///
/// - Parameters:
///   - root: The table that the file consists of.
///   - identifier: Four characters that say what it is.
func flatBuffer(_ root: FlatTable, identifier: String) -> Data {
  var writer = FlatBufferWriter()
  writer.append(UInt32(0))
  writer.bytes += Array(identifier.utf8)
  writer.refer(from: 0, to: writer.write(root))
  writer.writeShared()
  return Data(writer.bytes)
}

/// Writes from the front to the back: an offset points forward, so what it points to comes later.
private struct FlatBufferWriter {
  var bytes: [UInt8] = []
  /// Where vectors of 64-bit integers are referred to. They stand at the end, equal ones once: half a megabyte of
  /// a large network would be zero points that are all zero.
  private var shared: [(place: Int, numbers: [Int64])] = []

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// Zeros up to where `(position + ahead)` is a multiple.
  private mutating func align(to multiple: Int, ahead: Int = 0) {
    while (bytes.count + ahead) % multiple != 0 { bytes.append(0) }
  }

  /// Writes at a place how far it is from there to another.
  mutating func refer(from place: Int, to target: Int) {
    withUnsafeBytes(of: UInt32(target - place).littleEndian) { distance in
      for (index, byte) in distance.enumerated() { bytes[place + index] = byte }
    }
  }

  /// - Returns: Where the table begins.
  mutating func write(_ table: FlatTable) -> Int {
    let fields = table.fields.sorted { $0.key < $1.key }
    let slots = (fields.last?.key ?? -1) + 1
    // The places of the fields stand before the table; every field takes four bytes, which aligns it.
    align(to: 4, ahead: 4 + 2 * slots)
    let places = bytes.count
    append(UInt16(4 + 2 * slots))
    append(UInt16(4 + 4 * fields.count))
    for slot in 0..<slots {
      let position = fields.firstIndex { $0.key == slot }
      append(UInt16(position.map { 4 + 4 * $0 } ?? 0))
    }
    let start = bytes.count
    append(Int32(start - places))
    for (_, value) in fields { append(inline: value) }
    for (position, field) in fields.enumerated() {
      let place = start + 4 + 4 * position
      if case .int64s(let numbers) = field.value { shared.append((place, numbers)) }
      if let target = writeOutside(field.value) { refer(from: place, to: target) }
    }
    return start
  }

  mutating func writeShared() {
    var known: [[Int64]: Int] = [:]
    for (place, numbers) in shared {
      let start = known[numbers] ?? begin(count: numbers.count, alignment: 8)
      if known[numbers] == nil {
        for number in numbers { append(number) }
        known[numbers] = start
      }
      refer(from: place, to: start)
    }
  }

  /// A number in four bytes, or room for an offset.
  private mutating func append(inline value: FlatValue) {
    switch value {
    case .bool(let value): append(UInt32(value ? 1 : 0))
    case .int8(let value): append(UInt32(UInt8(bitPattern: value)))
    case .uint8(let value): append(UInt32(value))
    case .int32(let value): append(value)
    case .uint32(let value): append(value)
    case .float(let value): append(value.bitPattern)
    case .string, .bytes, .int32s, .int64s, .floats, .tables, .table: append(UInt32(0))
    }
  }

  /// - Returns: Where a value begins that does not stand in its table, or `nil` when it does or comes later.
  private mutating func writeOutside(_ value: FlatValue) -> Int? {
    switch value {
    case .bool, .int8, .uint8, .int32, .uint32, .float, .int64s: return nil
    case .string(let text):
      let start = begin(count: text.utf8.count, alignment: 4)
      bytes += Array(text.utf8) + [0]
      return start
    case .bytes(let data):
      // TensorFlow Lite reads the numbers of a buffer where they lie.
      let start = begin(count: data.count, alignment: 16)
      bytes += data
      return start
    case .int32s(let numbers):
      let start = begin(count: numbers.count, alignment: 4)
      for number in numbers { append(number) }
      return start
    case .floats(let numbers):
      let start = begin(count: numbers.count, alignment: 4)
      for number in numbers { append(number.bitPattern) }
      return start
    case .table(let table): return write(table)
    case .tables(let tables):
      let start = begin(count: tables.count, alignment: 4)
      for _ in tables { append(UInt32(0)) }
      for (position, table) in tables.enumerated() {
        refer(from: start + 4 + 4 * position, to: write(table))
      }
      return start
    }
  }

  /// The number of a vector's elements, such that the first lies at a multiple of the alignment.
  private mutating func begin(count: Int, alignment: Int) -> Int {
    align(to: max(4, alignment), ahead: 4)
    append(UInt32(count))
    return bytes.count - 4
  }
}
