import Quantization
import Support
import Tensors
import TestSupport
import Testing

struct HistogramTests {
  @Test func binsAreClosedOnTheLeftAndTheLastOneOnBothSides() throws {
    let histogram = try Histogram(of: [0, 1, 2, 3, 4, 4], binCount: 4)
    #expect(histogram.edges == [0, 1, 2, 3, 4])
    #expect(histogram.counts == [1, 1, 1, 3])
  }

  @Test func aSingleValueGetsHalfAUnitOnEitherSide() throws {
    let histogram = try Histogram(of: [3, 3], binCount: 4)
    #expect(histogram.edges == [2.5, 2.75, 3, 3.25, 3.5])
    #expect(histogram.counts == [0, 0, 2, 0])
  }

  @Test func mergingKeepsTheNumberOfValues() throws {
    var generator = SplitMix64(seed: 5)
    let batches = try (1...5).map { scale in
      try Histogram(of: generator.floats(1000, in: -1...1).map { Double($0) * Double(scale) })
    }
    let merged = Histogram.merging(batches)
    #expect(abs(merged.total - 5000) <= 1e-6)
    #expect(merged.edges[0] == batches.map { $0.edges[0] }.min())
    #expect(Histogram.merging([batches[0]]) == batches[0])
  }

  @Test func valuesThatAreNotNumbersAreRefused() {
    #expect(throws: QuantizationError.invalidHistogram) { try Histogram(of: [1, .nan, 2]) }
    #expect(throws: QuantizationError.emptyHistogram) { try Histogram(of: []) }
  }

  @Test func batchesAndTheirMergerAreMCTs() throws {
    let vectors: [MCTVectors.Merge] = try MCTVectors.cases("histogram_merges")
    #expect(vectors.count == 4)
    for vector in vectors {
      let batches = try vector.batches.map {
        // The collector sees float32 activations.
        try Histogram(of: $0.map { Double(Float($0)) }, binCount: vector.bins)
      }
      #expect(batches.map(\.counts) == vector.per_batch.map(\.counts), "\(vector.name)")
      let merged = Histogram.merging(batches)
      for (a, e) in zip(merged.edges, vector.merged_edges) {
        #expect(abs(a - e) <= 1e-7, "\(vector.name)")
      }
      for (a, e) in zip(merged.counts, vector.merged_counts) {
        #expect(abs(a - e) <= 1e-6, "\(vector.name)")
      }
    }
  }

  /// The edges of all histograms follow from the first and the last one, to the bit.
  @Test func edgesAreNumPys() throws {
    for (name, vector) in try MCTVectors.histograms.get() {
      let edges = Histogram.edges(
        from: vector.edges[0], to: vector.edges[2048], binCount: Histogram.binCount)
      #expect(edges == vector.edges, "\(name)")
    }
  }
}
