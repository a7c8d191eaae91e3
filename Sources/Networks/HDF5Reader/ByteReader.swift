/// Reads numbers, little-endian, from bytes, one behind the other; never beyond their end.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }

  /// - Throws: ``HDF5Error/damaged(_:)`` at the end.
  mutating func skip(_ count: Int) throws(HDF5Error) {
    guard count >= 0, count <= remaining else { throw .damaged("a part of it is too short") }
    position += count
  }

  /// The next bytes.
  mutating func take(_ count: Int) throws(HDF5Error) -> [UInt8] {
    let start = position
    try skip(count)
    return Array(bytes[start..<position])
  }

  /// A whole number of 1 to 8 bytes.
  mutating func number(_ size: Int) throws(HDF5Error) -> UInt64 {
    let start = position
    try skip(size)
    var value: UInt64 = 0
    for index in (start..<position).reversed() { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  mutating func byte() throws(HDF5Error) -> Int { Int(try number(1)) }
  mutating func short() throws(HDF5Error) -> Int { Int(try number(2)) }
  mutating func word() throws(HDF5Error) -> Int { Int(try number(4)) }

  /// Skips to the next multiple of eight.
  mutating func align() throws(HDF5Error) { try skip((8 - position % 8) % 8) }

  /// Checks four letters that must come here.
  mutating func signature(_ letters: StaticString) throws(HDF5Error) {
    let found = try take(letters.utf8CodeUnitCount)
    let expected = UnsafeBufferPointer(start: letters.utf8Start, count: letters.utf8CodeUnitCount)
    guard found.elementsEqual(expected) else {
      throw .damaged("a part that begins with \(letters) is not where it should be")
    }
  }

  /// The bytes from a position to the next zero.
  func text(at start: Int) throws(HDF5Error) -> [UInt8] {
    guard start >= 0, start < bytes.count,
      let end = bytes[start...].prefix(HDF5Limits.name + 1).firstIndex(of: 0)
    else { throw .tooLong }
    return Array(bytes[start..<end])
  }
}
