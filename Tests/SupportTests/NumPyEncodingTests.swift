import Foundation
import Support
import TestSupport
import Testing

struct NumPyEncodingTests {
  /// What `numpy.save` of NumPy 1.26.4 writes for `numpy.array([[1.5], [-2]], "<f4")`.
  @Test func theBytesAreNumPys() {
    let head = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
    var expected = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 0x76, 0])
    expected += Data((head + String(repeating: " ", count: 117 - head.count) + "\n").utf8)
    expected += Data([0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0])
    #expect(numPyFile(shape: [2, 1], values: [1.5, -2]) == expected)
  }

  @Test(arguments: [
    [], [3], [2, 3], [5, 50, 20], [0, 4], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 123456],
  ])
  func numbersComeBack(shape: [Int]) throws {
    let values = (0..<shape.reduce(1, *)).map { Float($0) / 7 - 3 }
    let data = numPyFile(shape: shape, values: values)
    // The numbers begin at a multiple of 64 bytes.
    #expect((data.count - 4 * values.count) % 64 == 0)
    let scratch = try ScratchFolder()
    try scratch.write(data, to: "numbers.npy")
    let read = try #require(try NumPyFile(scratch.file("numbers.npy")).arrays[""])
    #expect(read.shape == shape)
    #expect(read.values == values.map(Double.init))
  }

  @Test func whatIsNoNumberComesBackToo() {
    let data = numPyFile(shape: [2], values: [.nan, -.infinity])
    #expect(data.suffix(8) == Data([0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0xFF]))
  }
}
