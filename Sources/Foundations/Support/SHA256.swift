import Digests

/// The SHA-256 digest of a stream of bytes.
///
/// The workbook names a calibration by its digest. Foundation has no digests on Linux, and the library
/// that has them compiles all of BoringSSL for these few lines.
///
/// - Source: FIPS 180-4, section 6.2.
public struct SHA256: Sendable {
  private static let primes: [UInt32] = firstPrimes(64)
  private static let constants: [UInt32] = primes.map { fraction(cubeRoot(Double($0))) }

  private var state: [UInt32]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// Whether the processor's own instructions are used where it has them.
  var usesInstructions = true

  public init() {
    state = SHA256.primes.prefix(8).map { SHA256.fraction(Double($0).squareRoot()) }
  }

  /// The digest of some bytes, in hexadecimal digits.
  public static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(Array(bytes))
    return hash.hexadecimal()
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Adds the bytes of some memory.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      position = min(64 - pending.count, bytes.count)
      pending += bytes[0..<position]
      guard pending.count == 64 else { return }
      pending.withUnsafeBytes { SHA256.absorb($0, into: &state, usesInstructions) }
      pending.removeAll(keepingCapacity: true)
    }
    let end = bytes.count - (bytes.count - position) % 64
    SHA256.absorb(
      UnsafeRawBufferPointer(rebasing: bytes[position..<end]), into: &state, usesInstructions)
    pending += bytes[end...]
  }

  /// The 32 bytes of the digest.
  public consuming func finalize() -> [UInt8] {
    let bits = length * 8
    let zeros = (119 - pending.count) % 64
    update([0x80] + Array(repeating: 0, count: zeros) + SHA256.bigEndian(bits))
    return state.flatMap { SHA256.bigEndian($0) }
  }

  /// The digest in hexadecimal digits.
  public consuming func hexadecimal() -> String { Support.hexadecimal(finalize()) }

  private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// Takes whole blocks.
  private static func absorb(
    _ blocks: UnsafeRawBufferPointer, into state: inout [UInt32], _ usesInstructions: Bool
  ) {
    guard !blocks.isEmpty else { return }
    if usesInstructions, sha256_absorb_fast(&state, blocks.baseAddress, blocks.count / 64) != 0 {
      return
    }
    for start in stride(from: 0, to: blocks.count, by: 64) {
      absorb(UnsafeRawBufferPointer(rebasing: blocks[start..<start + 64]), into: &state)
    }
  }

  private static func absorb(_ block: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
      for i in 0..<16 {
        words[i] =
          UInt32(block[4 * i]) << 24 | UInt32(block[4 * i + 1]) << 16
          | UInt32(block[4 * i + 2]) << 8 | UInt32(block[4 * i + 3])
      }
      for i in 16..<64 {
        let (x, y) = (words[i - 15], words[i - 2])
        let small = rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3)
        let large = rotate(y, 17) ^ rotate(y, 19) ^ (y >> 10)
        words[i] = words[i - 16] &+ small &+ words[i - 7] &+ large
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      constants.withUnsafeBufferPointer { constants in
        for i in 0..<64 {
          let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
          let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[i] &+ words[i]
          let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
          let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
          (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
      }
      for (index, value) in [a, b, c, d, e, f, g, h].enumerated() {
        state[index] = state[index] &+ value
      }
    }
  }

  @inline(__always)
  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

  /// The first 32 bits behind the binary point.
  private static func fraction(_ x: Double) -> UInt32 {
    UInt32((x - x.rounded(.down)) * 0x1p32)
  }

  /// Newton's iteration: a few steps from the value itself reach the last bit for small numbers.
  private static func cubeRoot(_ x: Double) -> Double {
    var root = x
    for _ in 0..<60 { root -= (root * root * root - x) / (3 * root * root) }
    return root
  }

  private static func firstPrimes(_ count: Int) -> [UInt32] {
    var primes: [UInt32] = []
    var candidate: UInt32 = 2
    while primes.count < count {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }
}
