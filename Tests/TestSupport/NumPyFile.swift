import Foundation

/// The arrays of a NumPy `.npy` or `.npz` file: little-endian float32 or float64, in C order.
public struct NumPyFile {
  /// One array.
  public struct Entry: Sendable {
    /// The extents.
    public let shape: [Int]
    /// The elements, widened to float64.
    public let values: [Double]
  }

  /// What can be wrong with a file.
  public struct Malformed: Error {
    let path: String
  }

  /// The arrays by name; a `.npy` file has one, with an empty name.
  public let arrays: [String: Entry]

  /// Reads a file.
  public init(_ url: URL) throws {
    guard url.pathExtension == "npz" else {
      arrays = ["": try NumPyFile.array(try Data(contentsOf: url), path: url.path)]
      return
    }
    arrays = try archiveEntries(of: url).reduce(into: [:]) { arrays, entry in
      let name = String(entry.key.dropLast(4))
      arrays[name] = try NumPyFile.array(entry.value, path: "\(url.path)/\(entry.key)")
    }
  }

  private static func array(_ data: Data, path: String) throws -> Entry {
    let bytes = [UInt8](data)
    guard bytes.count > 10, bytes[0] == 0x93 else { throw Malformed(path: path) }
    let isShort = bytes[6] == 1
    let length =
      isShort
      ? Int(bytes[8]) | Int(bytes[9]) << 8
      : (0..<4).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = (isShort ? 10 : 12) + length
    let header = String(decoding: bytes[(start - length)..<start], as: UTF8.self)
    guard header.contains("'fortran_order': False"),
      let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
    else { throw Malformed(path: path) }
    let shape = header[header.index(after: open)..<close].split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let body = bytes[start...]
    let count = shape.reduce(1, *)
    let values: [Double]
    if header.contains("<f4"), body.count == count * 4 {
      values = body.withUnsafeBytes { raw in
        (0..<count).map { Double(raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
      }
    } else if header.contains("<f8"), body.count == count * 8 {
      values = body.withUnsafeBytes { raw in
        (0..<count).map { raw.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
      }
    } else {
      throw Malformed(path: path)
    }
    return Entry(shape: shape, values: values)
  }
}
