import Foundation
import Quantization
import Support

/// A histogram as text that a page can hold: every number keeps all its bits.
///
/// Most bins of a long tail are empty, so there is one bit per bin, and a number only for those that are not.
/// JavaScript reads it with `atob` and `Float64Array`.
struct PackedHistogram {
  /// Which bins hold something: bit i mod 8 of byte i / 8, in base 64.
  let populated: String
  /// The counts of these bins, 8 bytes each, the lowest first, in base 64.
  let counts: String
  /// The edges, likewise, where they are not those that ``Histogram/edges(from:to:binCount:)`` makes of the ends.
  let edges: String?
  let lower: Double
  let upper: Double
  let binCount: Int

  init(_ histogram: Histogram) {
    binCount = histogram.counts.count
    lower = histogram.edges[0]
    upper = histogram.edges[binCount]
    var bits = [UInt8](repeating: 0, count: (binCount + 7) / 8)
    for (bin, count) in histogram.counts.enumerated() where count != 0 {
      bits[bin / 8] |= 1 << UInt8(bin % 8)
    }
    populated = Data(bits).base64EncodedString()
    counts = Self.text(histogram.counts.filter { $0 != 0 })
    let usual = Histogram.edges(from: lower, to: upper, binCount: binCount)
    edges = usual == histogram.edges ? nil : Self.text(histogram.edges)
  }

  private static func text(_ numbers: [Double]) -> String {
    var data = Data(capacity: 8 * numbers.count)
    for number in numbers {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data.base64EncodedString()
  }

  /// The members that the page reads.
  var members: [(key: String, value: OrderedJSON)] {
    [
      ("lower", .number(lower)), ("upper", .number(upper)), ("bins", .integer(binCount)),
      ("populated", .string(populated)), ("counts", .string(counts)),
      ("edges", edges.map { .string($0) } ?? .null),
    ]
  }
}
