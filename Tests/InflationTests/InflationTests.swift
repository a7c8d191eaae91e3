import Inflation
import Testing

struct InflationTests {
  /// Python's `zlib.compress(b"threshold " * 12 + b"!", 9)`.
  private static let packed: [UInt8] = [
    120, 218, 43, 201, 40, 74, 45, 206, 200, 207, 73, 81, 40, 161, 43, 75, 17, 0, 101, 27,
    47, 62,
  ]
  private static let text = String(repeating: "threshold ", count: 12) + "!"

  private func unpacked(_ bytes: [UInt8], limit: Int) throws -> String {
    let output = try bytes.withUnsafeBytes { bytes throws(InflationError) in
      try inflated(bytes, limit: limit)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// - Returns: What stands in a buffer of that many bytes afterwards.
  private func filled(_ bytes: [UInt8], count: Int) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeBytes { bytes in
      try output.withUnsafeMutableBytes { try inflate(bytes, into: $0) }
    }
    return output
  }

  @Test func aStreamComesBack() throws {
    #expect(try unpacked(Self.packed, limit: 1 << 20) == Self.text)
    #expect(try filled(Self.packed, count: Self.text.utf8.count) == Array(Self.text.utf8))
    // What follows the stream is left alone.
    #expect(try unpacked(Self.packed + [1, 2, 3], limit: 1 << 20) == Self.text)
  }

  @Test func noByteMoreThanTheLimitComesOut() throws {
    #expect(try unpacked(Self.packed, limit: 121) == Self.text)
    #expect(throws: InflationError.tooMany(limit: 120)) { try unpacked(Self.packed, limit: 120) }
    #expect(throws: InflationError.tooMany(limit: 100)) { try filled(Self.packed, count: 100) }
  }

  @Test func fewerBytesThanPromisedAreToldWithTheirNumber() {
    #expect(throws: InflationError.tooFew(121)) { try filled(Self.packed, count: 122) }
  }

  @Test func damageIsTold() {
    #expect(throws: InflationError.damaged) { try unpacked([1, 2, 3, 4], limit: 100) }
    #expect(throws: InflationError.damaged) { try unpacked([], limit: 100) }
    var wrong = Self.packed
    wrong[wrong.count - 1] ^= 1
    #expect(throws: InflationError.damaged) { try unpacked(wrong, limit: 1 << 20) }
    #expect(throws: InflationError.damaged) {
      try unpacked(Array(Self.packed.dropLast(6)), limit: 1 << 20)
    }
  }
}
