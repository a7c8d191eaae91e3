/// The checksum of HDF5's newer parts.
///
/// - Source: Bob Jenkins, `lookup3.c`, `hashlittle`, 2006.
func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  func rotated(_ x: UInt32, _ k: UInt32) -> UInt32 { x << k | x >> (32 - k) }
  var a = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
  var (b, c) = (a, a)
  var rest = bytes
  func word(_ at: Int) -> UInt32 {
    (0..<4).reduce(0) { value, index in
      let position = rest.startIndex + at + index
      return position < rest.endIndex ? value | UInt32(rest[position]) << (8 * index) : value
    }
  }
  while rest.count > 12 {
    a &+= word(0)
    b &+= word(4)
    c &+= word(8)
    for (k, l, m) in [(4, 6, 8), (16, 19, 4)] as [(UInt32, UInt32, UInt32)] {
      a = (a &- c) ^ rotated(c, k)
      c &+= b
      b = (b &- a) ^ rotated(a, l)
      a &+= c
      c = (c &- b) ^ rotated(b, m)
      b &+= a
    }
    rest = rest.dropFirst(12)
  }
  if rest.isEmpty { return c }
  a &+= word(0)
  b &+= word(4)
  c &+= word(8)
  c = (c ^ b) &- rotated(b, 14)
  a = (a ^ c) &- rotated(c, 11)
  b = (b ^ a) &- rotated(a, 25)
  c = (c ^ b) &- rotated(b, 16)
  a = (a ^ c) &- rotated(c, 4)
  b = (b ^ a) &- rotated(a, 14)
  return (c ^ b) &- rotated(b, 24)
}

extension ByteReader {
  /// Checks that the next four bytes are the checksum of all before them.
  ///
  /// - Throws: ``HDF5Error/damaged(_:)``.
  mutating func checkSum() throws(HDF5Error) {
    let expected = lookup3(bytes[..<position])
    guard try number(4) == UInt64(expected) else { throw .damaged("a checksum is wrong") }
  }
}
