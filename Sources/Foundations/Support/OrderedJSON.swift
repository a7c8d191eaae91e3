/// A JSON text whose keys stay in the order in which they were given, so that files can be compared
/// line by line.
public indirect enum OrderedJSON: Equatable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number; whole ones keep no fraction, and what is not finite becomes `null`.
  case number(Double)
  /// A text.
  case string(String)
  /// `[…]`
  case array([OrderedJSON])
  /// `{…}`
  case object([(key: String, value: OrderedJSON)])

  /// The text.
  ///
  /// - Parameter indent: Spaces per level; everything on one line when `nil`.
  public func text(indent: Int? = nil) -> String {
    var result = ""
    write(to: &result, indent: indent, level: 0)
    return result
  }

  private func write(to text: inout String, indent: Int?, level: Int) {
    func newLine(_ level: Int) {
      if let indent { text += "\n" + String(repeating: " ", count: indent * level) }
    }
    func list<Item>(_ items: [Item], _ open: String, _ close: String, _ write: (Item) -> Void) {
      text += open
      for (index, item) in items.enumerated() {
        if index > 0 { text += indent == nil ? ", " : "," }
        newLine(level + 1)
        write(item)
      }
      if !items.isEmpty { newLine(level) }
      text += close
    }
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? shortest(value) : "null"
    case .string(let value): OrderedJSON.quote(value, into: &text)
    case .array(let items):
      list(items, "[", "]") { $0.write(to: &text, indent: indent, level: level + 1) }
    case .object(let items):
      list(items, "{", "}") { key, value in
        OrderedJSON.quote(key, into: &text)
        text += ": "
        value.write(to: &text, indent: indent, level: level + 1)
      }
    }
  }

  private static func quote(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        text += "\\u00" + hexadecimal([UInt8(scalar.value)])
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// Equality, key by key and in order.
  public static func == (left: OrderedJSON, right: OrderedJSON) -> Bool {
    left.text() == right.text()
  }
}
