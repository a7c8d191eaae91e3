/// A JSON text as it comes, to be looked through.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// - Throws: ``JSONReader/Failure`` for what is no JSON.
  public init(parsing text: [UInt8]) throws(JSONReader.Failure) {
    self = try JSONReader.value(of: text)
  }

  /// The value of a key; `null` where there is none.
  public subscript(key: String) -> JSONValue {
    if case .object(let fields) = self { fields[key] ?? .null } else { .null }
  }

  /// The text, if it is one; the others likewise.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The number.
  public var number: Double? { if case .number(let number) = self { number } else { nil } }
  /// The truth value.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The items of a list.
  public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  /// The values of an object by their keys.
  public var object: [String: JSONValue]? {
    if case .object(let fields) = self { fields } else { nil }
  }

  /// A whole number that is not absurd.
  public var integer: Int? { number.flatMap { abs($0) < 0x1p31 ? Int(exactly: $0) : nil } }
}

extension OrderedJSON {
  /// The same value, keys in the order of their letters.
  public init(_ value: JSONValue) {
    self =
      switch value {
      case .null: .null
      case .bool(let value): .bool(value)
      case .number(let number): .number(number)
      case .string(let text): .string(text)
      case .array(let items): .array(items.map { OrderedJSON($0) })
      case .object(let fields):
        .object(
          fields.sorted { $0.key < $1.key }.map { (key: $0.key, value: OrderedJSON($0.value)) })
      }
  }
}
