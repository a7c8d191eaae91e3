import Foundation

/// Numbers as NumPy's `.npy` file, version 1.0, little-endian, in C order.
///
/// ```swift
/// numPyFile(shape: [2, 1], values: [1, 2]).count  // 136: a head of 128 bytes and 2 numbers of 4
/// ```
///
/// - Parameters:
///   - shape: The extents.
///   - values: As many numbers as the extents say, the last axis running fastest.
/// - Precondition: There are as many.
/// - Source: NumPy, `numpy.lib.format`.
public func numPyFile(shape: [Int], values: [Float]) -> Data {
  precondition(shape.reduce(1, *) == values.count, "\(values.count) numbers have no shape \(shape)")
  var data = numPyHead(shape: shape, type: "<f4")
  for value in values {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }
  return data
}

/// What stands in NumPy's `.npy` file before the numbers.
///
/// - Parameters:
///   - shape: The extents.
///   - type: The numbers' type as NumPy writes it: `<f4` for float32, `|i1` for int8.
public func numPyHead(shape: [Int], type: String) -> Data {
  let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  var head = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
  // The numbers begin at a multiple of 64; the last character of the head is a line feed.
  head += String(repeating: " ", count: 63 - (10 + head.utf8.count) % 64) + "\n"
  var data = Data([0x93] + "NUMPY".utf8 + [1, 0])
  data.append(UInt8(head.utf8.count & 255))
  data.append(UInt8(head.utf8.count >> 8))
  data.append(contentsOf: head.utf8)
  return data
}
