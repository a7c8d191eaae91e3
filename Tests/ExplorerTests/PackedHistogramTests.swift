import Foundation
import Quantization
import Testing

@testable import Explorer

struct PackedHistogramTests {
  private func numbers(_ text: String) throws -> [Double] {
    let bytes = Array(try #require(Data(base64Encoded: text)))
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      let pattern = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
      return Double(bitPattern: pattern)
    }
  }

  @Test("the populated bins come back with all their bits")
  func counts() throws {
    let counts = [0, 1.0 / 3, 0, 0, 0, 0, 0, 0, 0, 7e20, 0]
    let histogram = Histogram(
      edges: Histogram.edges(from: -0.1, to: 5.7, binCount: 11), counts: counts)
    let packed = PackedHistogram(histogram)
    #expect(try numbers(packed.counts) == [1.0 / 3, 7e20])
    #expect(Data(base64Encoded: packed.populated) == Data([0b10, 0b10]))
    #expect((packed.lower, packed.upper, packed.binCount) == (-0.1, 5.7, 11))
    #expect(packed.edges == nil)
  }

  @Test("edges that are not evenly spread are kept")
  func edges() throws {
    let histogram = Histogram(edges: [0, 1, 10], counts: [2, 3])
    #expect(try PackedHistogram(histogram).edges.map(numbers) == [0, 1, 10])
  }
}
