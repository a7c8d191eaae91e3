import Foundation
import Inflation

/// The part of MATLAB's file format, version 5, that ImageNet's `meta.mat` uses: arrays of structs whose
/// fields are numbers and texts.
///
/// - Source: MathWorks, “MAT-File Format”, level 5.
enum MatlabFile {
  /// Why a file cannot be read.
  struct Failure: Error {
    let reason: String
  }

  /// One field of one struct.
  enum Value: Equatable {
    case numbers([Double])
    case text(String)
    case other
  }

  /// The most bytes that all variables may unpack to.
  private static let limit = 64 << 20

  /// The structs of an array, as the wanted fields say.
  ///
  /// - Throws: ``Failure``.
  static func structs(
    _ variable: String, fields wanted: Set<String>, in file: Data
  ) throws -> [[String: Value]] {
    let bytes = [UInt8](file)
    guard bytes.count > 128, bytes.starts(with: Array("MATLAB 5".utf8)) else {
      throw Failure(reason: "it is not a MATLAB file of version 5")
    }
    guard bytes[126] == UInt8(ascii: "I"), bytes[127] == UInt8(ascii: "M") else {
      throw Failure(reason: "its numbers are big-endian; save it again on another machine")
    }
    var reader = MatlabReader(bytes[128...])
    var unpacked = 0
    while !reader.isAtEnd {
      let element = try reader.element(padded: false)
      var matrix = element
      if element.type == .compressed {
        let packed = Array(element.bytes)
        let inner: [UInt8]
        do {
          inner = try packed.withUnsafeBytes { packed throws(InflationError) in
            try inflated(packed, limit: limit - unpacked)
          }
        } catch {
          throw Failure(reason: "a compressed part cannot be unpacked")
        }
        unpacked += inner.count
        var innerReader = MatlabReader(inner[...])
        matrix = try innerReader.element(padded: false)
      }
      guard matrix.type == .matrix else { continue }
      var parts = MatlabReader(matrix.bytes)
      let head = try MatlabHead(&parts)
      guard head.name == variable, head.kind == .structure else { continue }
      return try structs(head, &parts, wanted)
    }
    throw Failure(reason: "it has no struct array called \(variable)")
  }

  private static func structs(
    _ head: MatlabHead, _ parts: inout MatlabReader, _ wanted: Set<String>
  ) throws -> [[String: Value]] {
    let length = try parts.element()
    guard length.type == .int32, length.bytes.count == 4 else {
      throw Failure(reason: "a struct does not say how long its fields' names are")
    }
    let width = Int(MatlabReader.number(length.bytes))
    let names = try parts.element().bytes
    guard (1...256).contains(width), names.count >= width, names.count % width == 0 else {
      throw Failure(reason: "the names of a struct's fields are damaged")
    }
    let fields = (0..<names.count / width).map { index in
      let start = names.startIndex + index * width
      return String(decoding: names[start..<start + width].prefix { $0 != 0 }, as: UTF8.self)
    }
    var result: [[String: Value]] = []
    for _ in 0..<head.count {
      var found: [String: Value] = [:]
      for field in fields {
        let element = try parts.element()
        guard element.type == .matrix else { throw Failure(reason: "a field is no array") }
        if wanted.contains(field) { found[field] = try value(element.bytes) }
      }
      result.append(found)
    }
    return result
  }

  private static func value(_ bytes: ArraySlice<UInt8>) throws -> Value {
    // An empty array may have no parts at all.
    if bytes.isEmpty { return .other }
    var parts = MatlabReader(bytes)
    let head = try MatlabHead(&parts)
    guard head.kind == .text || (head.kind == .number && !head.isComplex) else { return .other }
    let data = try parts.element()
    guard let values = data.type.numbers(data.bytes), values.count >= head.count else {
      throw Failure(reason: "a field is shorter than it says")
    }
    let used = values.prefix(head.count)
    guard head.kind == .text else { return .numbers(Array(used)) }
    return .text(
      String(
        String.UnicodeScalarView(used.map { Unicode.Scalar(UInt32($0)) ?? "\u{FFFD}" })))
  }
}

/// What an array says of itself before its data.
private struct MatlabHead {
  enum Kind { case structure, text, number, other }

  let kind: Kind
  let isComplex: Bool
  /// Elements.
  let count: Int
  let name: String

  init(_ parts: inout MatlabReader) throws {
    let flags = try parts.element()
    guard flags.type == .uint32, flags.bytes.count == 8 else {
      throw MatlabFile.Failure(reason: "an array does not say what it holds")
    }
    let word = MatlabReader.number(flags.bytes.prefix(4))
    isComplex = word & 0x800 != 0
    kind =
      switch word & 0xFF {
      case 2: .structure
      case 4: .text
      case 6...15: .number
      default: .other
      }
    let extents = try parts.element()
    guard extents.type == .int32, let numbers = extents.type.numbers(extents.bytes),
      (2...8).contains(numbers.count)
    else { throw MatlabFile.Failure(reason: "an array has no extents") }
    var count = 1
    for number in numbers {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(number))
      guard number >= 0, !overflow, product <= 1 << 26 else {
        throw MatlabFile.Failure(reason: "an array has impossible extents")
      }
      count = product
    }
    self.count = count
    name = String(decoding: try parts.element().bytes, as: UTF8.self)
  }
}

/// Reads the elements of a file, one behind the other; never beyond their end.
private struct MatlabReader {
  /// How an element's bytes are to be taken.
  enum ElementType: UInt64 {
    case int8 = 1
    case uint8 = 2
    case int16 = 3
    case uint16 = 4
    case int32 = 5
    case uint32 = 6
    case single = 7
    case double = 9
    case int64 = 12
    case uint64 = 13
    case matrix = 14
    case compressed = 15
    case utf8 = 16
    case utf16 = 17
    case utf32 = 18

    private var size: Int? {
      switch self {
      case .int8, .uint8, .utf8: 1
      case .int16, .uint16, .utf16: 2
      case .int32, .uint32, .single, .utf32: 4
      case .double, .int64, .uint64: 8
      case .matrix, .compressed: nil
      }
    }

    /// The numbers in some bytes, or `nil` for what are no numbers.
    func numbers(_ bytes: ArraySlice<UInt8>) -> [Double]? {
      guard let size else { return nil }
      return (0..<bytes.count / size).map { index in
        let start = bytes.startIndex + index * size
        let bits = MatlabReader.number(bytes[start..<start + size])
        return switch self {
        case .int8: Double(Int8(truncatingIfNeeded: bits))
        case .int16: Double(Int16(truncatingIfNeeded: bits))
        case .int32: Double(Int32(truncatingIfNeeded: bits))
        case .int64: Double(Int64(truncatingIfNeeded: bits))
        case .single: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .double: Double(bitPattern: bits)
        default: Double(bits)
        }
      }
    }
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  /// A whole number of up to eight bytes, little-endian.
  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The next element. Those of up to four bytes may stand inside of their own head.
  mutating func element(
    padded: Bool = true
  ) throws -> (type: ElementType, bytes: ArraySlice<UInt8>) {
    let cutOff = MatlabFile.Failure(reason: "it ends early")
    guard rest.count >= 8 else { throw cutOff }
    let word = MatlabReader.number(rest.prefix(4))
    let isSmall = word >> 16 != 0
    guard let type = ElementType(rawValue: word & 0xFFFF) else {
      throw MatlabFile.Failure(reason: "it holds an element of unknown kind")
    }
    if isSmall {
      let count = Int(word >> 16)
      guard count <= 4 else { throw MatlabFile.Failure(reason: "an element is too long") }
      let bytes = rest.dropFirst(4).prefix(count)
      rest = rest.dropFirst(8)
      return (type, bytes)
    }
    let count = Int(MatlabReader.number(rest.dropFirst(4).prefix(4)))
    rest = rest.dropFirst(8)
    guard count <= rest.count else { throw cutOff }
    let bytes = rest.prefix(count)
    rest = rest.dropFirst(padded ? (count + 7) / 8 * 8 : count)
    return (type, bytes)
  }
}
