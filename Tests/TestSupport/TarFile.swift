import Foundation

/// A tar archive, as tests need it: entries of any name, size and kind.
public struct TarFile {
  /// The archive's bytes so far.
  private var bytes: [UInt8] = []

  /// Creates an empty archive.
  public init() {}

  /// Adds a file.
  ///
  /// - Parameter claiming: The size that the head tells, when it is another one.
  public mutating func add(_ name: String, _ content: some Collection<UInt8>, claiming: Int? = nil)
  {
    add(name, kind: "0", size: claiming ?? content.count)
    bytes += content
    bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  /// Adds a soft link, or a hard one.
  public mutating func addLink(_ name: String, to target: String, isHard: Bool = false) {
    add(name, kind: isHard ? "1" : "2", size: 0, target: target)
  }

  /// The whole archive.
  public var data: Data { Data(bytes + [UInt8](repeating: 0, count: 1024)) }

  private mutating func add(_ name: String, kind: Character, size: Int, target: String = "") {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at position: Int) {
      for (index, byte) in text.utf8.prefix(100).enumerated() { head[position + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    if size < 1 << 33 {
      let digits = String(size, radix: 8)
      put(String(repeating: "0", count: 11 - digits.count) + digits, at: 124)
    } else {
      // Sizes beyond eleven octal digits are written as a number of 95 bits.
      head[124] = 0x80
      for index in 0..<8 { head[135 - index] = UInt8(truncatingIfNeeded: size >> (8 * index)) }
    }
    put("00000000000", at: 136)
    put(String(kind), at: 156)
    put(target, at: 157)
    put("ustar\u{0}00", at: 257)
    put("        ", at: 148)
    let sum = head.reduce(0) { $0 + Int($1) }
    let digits = String(sum, radix: 8)
    put(String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} ", at: 148)
    bytes += head
  }
}
