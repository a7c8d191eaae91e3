import Foundation

/// A message of Protocol Buffers, written field by field.
///
/// ```swift
/// var message = ProtobufMessage()
/// message.add(1, 300)
/// message.bytes  // [0x08, 0xac, 0x02]: field 1, a variable number of bytes, 300
/// ```
///
/// - Source: Protocol Buffers, “Encoding”.
struct ProtobufMessage: Hashable {
  /// The fields, one behind the other.
  private(set) var bytes: [UInt8] = []

  /// What follows a field's number.
  private enum WireType: UInt64 {
    case variable = 0
    case lengthAndBytes = 2
    case fourBytes = 5
  }

  /// Seven bits a byte, the lowest first; the eighth says whether more follow.
  private mutating func append(_ number: UInt64) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func begin(_ field: Int, _ type: WireType) {
    append(UInt64(field) << 3 | type.rawValue)
  }

  /// A whole number; a negative one takes ten bytes.
  mutating func add(_ field: Int, _ value: Int) {
    begin(field, .variable)
    append(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, _ value: Float) {
    begin(field, .fourBytes)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func add(_ field: Int, _ data: [UInt8]) {
    begin(field, .lengthAndBytes)
    append(UInt64(data.count))
    bytes += data
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  mutating func add(_ field: Int, _ message: ProtobufMessage) { add(field, message.bytes) }
}
