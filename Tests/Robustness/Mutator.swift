import Support

/// Changes bytes at random: what a broken disk, a broken program or an enemy makes of a file.
struct Mutator {
  private var generator: SplitMix64

  /// The same seed makes the same changes.
  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// Values at which lengths, counts and signs go wrong.
  private static let corners: [UInt64] = [
    0, 1, 2, 4, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF,
    0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 1 << 40, 1 << 62, 1 << 63, .max, .max - 7,
  ]

  mutating func below(_ count: Int) -> Int {
    count <= 1 ? 0 : generator.integer(in: 0...count - 1)
  }

  /// One to eight changes of some bytes.
  mutating func changed(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...below(8) { change(&bytes) }
    return bytes
  }

  /// One to three letters or digits of a text in place of others that it has.
  mutating func changedText(_ original: [UInt8]) -> [UInt8] {
    var text = original
    for _ in 0...below(3) {
      let position = below(text.count)
      let isDigit = (0x30...0x39).contains(text[position])
      text[position] = isDigit ? UInt8(0x30 + below(10)) : text[below(text.count)]
    }
    return text
  }

  /// Numbers at which arithmetic goes wrong, as float32.
  private static let extremes: [Float] = [
    0, -0.0, 1, -1, 0x1p-149, -0x1p-126, 1e-30, 1e-8, 255, 0x1p23, 0x1p24, 0x1p53, 1e30, -1e30,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
  ]

  /// Some float32 numbers replaced or multiplied: one, a run of them, or every so many.
  mutating func changedNumbers(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    let count = bytes.count / 4
    for _ in 0...below(3) {
      let extreme = Self.extremes[below(Self.extremes.count)]
      let (start, step, multiplies) = (below(count), [1, 1, 4, 12][below(4)], below(2) == 0)
      let places = [1, 4, 48, count][below(4)]
      for index in stride(from: start, to: min(count, start + places * step), by: step) {
        let old = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * index + $1]) << (8 * $1) }
        let new = (multiplies ? Float(bitPattern: old) * extreme : extreme).bitPattern
        for byte in 0..<4 { bytes[4 * index + byte] = UInt8(truncatingIfNeeded: new >> (8 * byte)) }
      }
    }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(below(256))) }
    let position = below(bytes.count)
    switch below(10) {
    case 0: bytes[position] ^= 1 << UInt8(below(8))
    case 1: bytes[position] = UInt8(below(256))
    case 2, 3, 4:
      // A number of 1 to 8 bytes, in either order; half of them where numbers often stand.
      let size = 1 << below(4)
      let start = below(2) == 0 ? position : position / size * size
      let value = Self.corners[below(Self.corners.count)]
      let isBig = below(3) == 0
      for index in 0..<size where start + index < bytes.count {
        bytes[start + index] = UInt8(
          truncatingIfNeeded: value >> UInt64(8 * (isBig ? size - 1 - index : index)))
      }
    case 5:
      // A number that is a little off.
      bytes[position] = bytes[position] &+ UInt8(truncatingIfNeeded: below(9) - 4)
    case 6: bytes.removeSubrange(position..<min(bytes.count, position + 1 + below(64)))
    case 7:
      let end = min(bytes.count, position + 1 + below(64))
      bytes.insert(contentsOf: bytes[position..<end], at: below(bytes.count))
    case 8:
      // A part of the file in place of another.
      let from = below(bytes.count)
      let count = min(1 + below(256), bytes.count - max(position, from))
      for index in 0..<max(count, 0) { bytes[position + index] = bytes[from + index] }
    default: bytes.removeSubrange(position...)
    }
  }
}
