import Foundation

/// Reads a JSON text, strictly and within bounds: a description comes from somebody else.
///
/// Numbers that a `Double` cannot hold and keys that stand twice are refused: a program that writes them and
/// one that reads them need not mean the same.
///
/// - Source: RFC 8259.
public struct JSONReader {
  /// Why a text is refused.
  public struct Failure: Error, Equatable {
    /// In few words, with the position.
    public let reason: String
  }

  /// The most bytes of a text: those of ten thousand layers.
  public static let largest = 16 << 20
  /// How deep values may lie, and how many there may be.
  private static let (deepest, most) = (128, 1 << 20)

  private let text: [UInt8]
  private var at = 0
  private var count = 0

  /// The bytes of a text as other decoders take them, after a look at all of it: a byte order mark is left out, and a
  /// text in UTF-16 that begins with one is turned into UTF-8.
  ///
  /// - Throws: ``Failure``.
  public static func checked(_ data: Data) throws(Failure) -> Data {
    var text = data
    if data.starts(with: [0xEF, 0xBB, 0xBF]) {
      text = data.dropFirst(3)
    } else if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      guard let characters = String(data: data, encoding: .utf16) else {
        throw Failure(reason: "it begins as UTF-16, and is not")
      }
      text = Data(characters.utf8)
    }
    _ = try value(of: Array(text))
    return Data(text)
  }

  /// - Throws: ``Failure``.
  static func value(of text: [UInt8]) throws(Failure) -> JSONValue {
    guard text.count <= largest else {
      throw Failure(reason: "it has \(text.count) bytes, but at most \(largest) are read")
    }
    var reader = JSONReader(text: text)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.at == text.count else { throw reader.failure("something follows its end") }
    return value
  }

  private init(text: [UInt8]) { self.text = text }

  private func failure(_ reason: String) -> Failure {
    Failure(reason: at >= text.count ? "it ends early" : "\(reason) at byte \(at)")
  }

  private var next: UInt8? { at < text.count ? text[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
  }

  /// Whether the character comes next; it is passed over then.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    count += 1
    guard depth <= Self.deepest else { throw failure("values lie too deep") }
    guard count <= Self.most else { throw failure("too many values") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    default:
      for (word, value) in Self.words where text[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return value
      }
      return .number(try number())
    }
  }

  private static let words: [(String, JSONValue)] = [
    ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
  ]

  private mutating func object(_ depth: Int) throws(Failure) -> JSONValue {
    at += 1
    var fields: [String: JSONValue] = [:]
    if take("}") { return .object(fields) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("no key") }
      let key = try string()
      guard take(":") else { throw failure("no value") }
      let value = try value(depth: depth + 1)
      guard fields.updateValue(value, forKey: key) == nil else {
        throw failure("the key \(key.prefix(40)) stands twice")
      }
    } while take(",")
    guard take("}") else { throw failure("something that is not JSON") }
    return .object(fields)
  }

  private mutating func array(_ depth: Int) throws(Failure) -> JSONValue {
    at += 1
    var items: [JSONValue] = []
    if take("]") { return .array(items) }
    repeat { items.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw failure("something that is not JSON") }
    return .array(items)
  }

  private mutating func number() throws(Failure) -> Double {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    // No zero stands before other digits: to some readers that is a number of base eight.
    let startsWithZero = next == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits == 1 || (digits > 1 && !startsWithZero) else {
      throw failure("something that is not JSON")
    }
    if next == UInt8(ascii: ".") {
      at += 1
      guard skipDigits() > 0 else { throw failure("something that is not JSON") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      guard skipDigits() > 0 else { throw failure("something that is not JSON") }
    }
    guard let value = Double(String(decoding: text[start..<at], as: UTF8.self)), value.isFinite
    else {
      at = start
      throw failure("a number that cannot be computed with")
    }
    return value
  }

  /// Passes over digits, and says how many.
  private mutating func skipDigits() -> Int {
    let start = at
    while let byte = next, (0x30...0x39).contains(byte) { at += 1 }
    return at - start
  }

  private mutating func string() throws(Failure) -> String {
    at += 1
    var bytes: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("a control character") }
      at += 1
      if byte == UInt8(ascii: "\\") { try escape(&bytes) } else { bytes.append(byte) }
    }
    guard next != nil, let result = String(validating: bytes, as: UTF8.self) else {
      throw failure("a text that is not UTF-8")
    }
    at += 1
    return result
  }

  /// What stands behind a backslash.
  private mutating func escape(_ bytes: inout [UInt8]) throws(Failure) {
    guard let letter = next else { throw failure("") }
    at += 1
    let plain: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
    ]
    if let byte = plain[letter] { return bytes.append(byte) }
    guard letter == UInt8(ascii: "u") else { throw failure("an unknown escape") }
    var value = try unit()
    if (0xD800..<0xDC00).contains(value) {
      guard next == UInt8(ascii: "\\"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "u")
      else { throw failure("half a character") }
      at += 2
      let low = try unit()
      guard (0xDC00..<0xE000).contains(low) else { throw failure("half a character") }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw failure("half a character") }
    bytes += Array(String(Character(scalar)).utf8)
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws(Failure) -> UInt32 {
    guard at + 4 <= text.count,
      text[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: text[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw failure("an unknown escape") }
    at += 4
    return value
  }
}
