import Quantization
import Support
import Testing

@testable import PostTrainingQuantization

struct KeptHistogramTests {
  /// What is kept in fewer bytes is the same to the bit.
  @Test func whatComesOutIsWhatWentIn() throws {
    var random = SplitMix64(seed: 9)
    let values = random.floats(5000, in: -0.3...1.7).map(Double.init)
    let whole = try Histogram(of: values)
    let merged = Histogram.merging([whole, try Histogram(of: values.map { $0 * 1.1 })])
    let shifted = Histogram(edges: whole.edges.map { $0 + 0.1 }, counts: whole.counts)
    let odd = Histogram(edges: [-1, 0, 3], counts: [0x1p53, 0.5])
    let large = Histogram(edges: [0, 1, 2], counts: [127, 128])
    for histogram in [whole, merged, shifted, odd, large] {
      let found = KeptHistogram(histogram).histogram
      #expect(found.edges.map(\.bitPattern) == histogram.edges.map(\.bitPattern))
      #expect(found.counts.map(\.bitPattern) == histogram.counts.map(\.bitPattern))
    }
  }
}
