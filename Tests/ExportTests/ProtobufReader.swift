/// Reads messages of Protocol Buffers, independently of what writes them.
struct ProtobufReader {
  /// What follows a field's number.
  enum Value: Equatable {
    case number(UInt64)
    case bytes([UInt8])
  }

  /// The fields in their order.
  private(set) var fields: [(number: Int, value: Value)] = []

  /// - Returns: `nil` for bytes that are no message.
  init?(_ bytes: [UInt8]) {
    var place = 0
    func variable() -> UInt64? {
      var (result, shift): (UInt64, UInt64) = (0, 0)
      while place < bytes.count, shift < 64 {
        let byte = bytes[place]
        place += 1
        result |= UInt64(byte & 127) << shift
        if byte < 128 { return result }
        shift += 7
      }
      return nil
    }
    while place < bytes.count {
      guard let key = variable() else { return nil }
      switch key & 7 {
      case 0:
        guard let number = variable() else { return nil }
        fields.append((Int(key >> 3), .number(number)))
      case 2:
        guard let count = variable(), count <= UInt64(bytes.count - place) else { return nil }
        fields.append((Int(key >> 3), .bytes(Array(bytes[place..<place + Int(count)]))))
        place += Int(count)
      default: return nil
      }
    }
  }

  func numbers(_ field: Int) -> [Int] {
    fields.compactMap { entry in
      guard entry.number == field, case .number(let number) = entry.value else { return nil }
      return Int(Int64(bitPattern: number))
    }
  }

  func data(_ field: Int) -> [[UInt8]] {
    fields.compactMap { entry in
      guard entry.number == field, case .bytes(let bytes) = entry.value else { return nil }
      return bytes
    }
  }

  func texts(_ field: Int) -> [String] { data(field).map { String(decoding: $0, as: UTF8.self) } }

  func messages(_ field: Int) -> [ProtobufReader] { data(field).compactMap(ProtobufReader.init) }
}
