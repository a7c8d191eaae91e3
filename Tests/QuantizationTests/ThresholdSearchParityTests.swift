import Quantization
import TestSupport
import Testing

/// Every search of an activation's threshold against MCT on the same histograms.
struct ThresholdSearchParityTests {
  @Test func thresholdsAreMCTs() throws {
    let vectors: [MCTVectors.ActivationThreshold] = try MCTVectors.cases("activation_thresholds")
    let histograms = try MCTVectors.histograms.get()
    #expect(vectors.count == 356 && histograms.count == 20)
    let worst = WorstDifference()
    let worstError = WorstDifference()
    for vector in vectors {
      let place = vector.place
      let search = try ThresholdSearch(
        method: quantizationMethod(vector.restriction),
        errorMethod: errorMethod(vector.method, p: vector.p), bitWidth: vector.bits,
        isSigned: vector.signed, zThreshold: vector.z_threshold ?? .infinity,
        minimumThreshold: vector.min_threshold)
      let result = try search.search(#require(histograms[vector.histogram]).histogram)
      switch result.parameters.range {
      case .threshold(let threshold, let isSigned):
        let expected = try #require(vector.threshold)
        #expect(isSigned == vector.signed, "\(place)")
        let difference = relativeDifference(threshold, expected)
        // Exact for powers of two; for the others 1e-9, of which 0 was needed.
        #expect(
          difference <= (vector.restriction == "POWER_OF_TWO" ? 0 : 1e-9),
          "\(place): \(threshold), expected \(expected)")
        worst.note(difference, place)
      case .interval(let minimum, let maximum):
        let expected = (try #require(vector.range_min), try #require(vector.range_max))
        for difference in [
          relativeDifference(minimum, expected.0), relativeDifference(maximum, expected.1),
        ] {
          #expect(difference <= 1e-9, "\(place): \(minimum) ... \(maximum), expected \(expected)")
          worst.note(difference, place)
        }
      }
      try compare(result, with: vector, worst: worstError)
    }
    print("activation thresholds: worst relative difference \(worst.description)")
    print("activation errors: worst relative difference \(worstError.description)")
  }

  /// Every candidate of a power-of-two search with its error.
  private func compare(
    _ result: ThresholdSearchResult, with vector: MCTVectors.ActivationThreshold,
    worst: WorstDifference
  ) throws {
    guard let candidates = vector.candidates, let errors = vector.errors else { return }
    let place = vector.place
    #expect(result.candidates.compactMap(\.range.threshold) == candidates, "\(place)")
    for (candidate, expected) in zip(result.candidates, errors) {
      guard let expected, expected.isFinite else {
        #expect(candidate.error == .infinity, "\(place)")
        continue
      }
      // KL is computed in float32 with a logarithm that is not correctly rounded; the others differ in
      // the order of additions only.
      let difference = abs(candidate.error - expected) / max(abs(expected), 1e-3)
      #expect(
        difference <= (vector.method == "KL" ? 1e-4 : 1e-9),
        "\(place) at \(candidate.range): \(candidate.error), expected \(expected)")
      worst.note(difference, place)
    }
  }
}
