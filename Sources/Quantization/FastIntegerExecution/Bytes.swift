/// Memory for codes as the loops take them, `code + 128`, at the start of a cache line. Behind its end are bytes that
/// loops may touch but whose values count for nothing.
final class Bytes: @unchecked Sendable {
  // Unchecked: whoever fills the memory does so before it is shared, or is its only user.
  let pointer: UnsafeMutablePointer<UInt8>
  let count: Int

  /// What may be read or written behind the end.
  private static let slack = 128

  /// - Parameter value: What the memory holds.
  init(count: Int, repeating value: UInt8 = 0) {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: count + Bytes.slack, alignment: 64)
    pointer = raw.bindMemory(to: UInt8.self, capacity: count + Bytes.slack)
    pointer.update(repeating: value, count: count + Bytes.slack)
    self.count = count
  }

  /// A copy of codes.
  convenience init(_ codes: [Int8]) {
    self.init(count: codes.count)
    for (place, code) in codes.enumerated() { pointer[place] = UInt8(code) }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}

extension UInt8 {
  /// The byte of a code: `code + 128`.
  init(_ code: Int8) { self = UInt8(bitPattern: code) ^ 0x80 }

  /// The byte of a zero point, which is a code.
  init(zeroPoint: Int32) { self = UInt8(truncatingIfNeeded: zeroPoint + 128) }
}

extension Int8 {
  /// The code of a byte.
  init(byte: UInt8) { self = Int8(bitPattern: byte ^ 0x80) }
}
