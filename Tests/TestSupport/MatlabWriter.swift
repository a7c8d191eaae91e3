import Foundation

/// A MATLAB file of version 5 with an array of structs, as SciPy writes it.
public struct MatlabWriter {
  /// One field of a struct: an array, in the file's bytes.
  public struct Field: Sendable {
    let bytes: [UInt8]

    /// A number of 64 bits, or a float.
    public static func number(_ value: Double, isInteger: Bool = false, isComplex: Bool = false)
      -> Field
    {
      let bits = isInteger ? UInt64(bitPattern: Int64(value)) : value.bitPattern
      let data = MatlabWriter.element(isInteger ? 12 : 9, MatlabWriter.little(bits, 8))
      return Field(
        bytes: MatlabWriter.matrix(
          isInteger ? 14 : 6, flags: isComplex ? 8 : 0, [1, 1], name: "",
          isComplex ? data + data : data))
    }

    /// A text.
    public static func text(_ text: String) -> Field {
      Field(
        bytes: MatlabWriter.matrix(
          4, [1, text.unicodeScalars.count], name: "", MatlabWriter.element(16, Array(text.utf8))))
    }

    /// An array without elements.
    public static let empty = Field(bytes: MatlabWriter.little(14, 4) + MatlabWriter.little(0, 4))
  }

  /// A file with one variable.
  ///
  /// - Parameter structs: The fields of every struct, in the order of `fields`.
  public static func file(
    variable: String = "synsets", fields: [String] = ["ILSVRC2012_ID", "WNID"],
    structs: [[Field]]
  ) -> Data {
    let width = 32
    let names = fields.flatMap { name in
      Array(name.utf8) + [UInt8](repeating: 0, count: width - name.utf8.count)
    }
    let body =
      [4, 0, 4, 0].withBytes(5) + little(UInt64(width), 4) + element(1, names)
      + structs.joined().flatMap(\.bytes)
    let head = Array("MATLAB 5.0 MAT-file".utf8)
    return Data(
      head + [UInt8](repeating: 0x20, count: 124 - head.count) + [0, 1]
        + Array("IM".utf8) + matrix(2, [1, structs.count], name: variable, body))
  }

  fileprivate static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  fileprivate static func element(_ type: UInt64, _ bytes: [UInt8]) -> [UInt8] {
    little(type, 4) + little(UInt64(bytes.count), 4) + bytes
      + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  fileprivate static func matrix(
    _ kind: UInt64, flags: UInt64 = 0, _ extents: [Int], name: String, _ body: [UInt8]
  ) -> [UInt8] {
    let content =
      element(6, little(kind | flags << 8, 4) + little(0, 4))
      + element(5, extents.flatMap { little(UInt64($0), 4) }) + element(1, Array(name.utf8)) + body
    return little(14, 4) + little(UInt64(content.count), 4) + content
  }
}

extension [UInt8] {
  /// The head of a short element: its type, and its count in the upper half of the word.
  fileprivate func withBytes(_ type: UInt8) -> [UInt8] { [type, 0, self[0], 0] }
}
