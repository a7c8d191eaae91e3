import Foundation
import Quantization
import Tensors
import TestSupport
import Testing

/// Every function of the quantizer against what MCT computed on the same small inputs.
@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct VectorTests {
  let vectors: VectorFile

  init() throws { vectors = try VectorFile.load() }

  @Test func activationThresholds() throws {
    let worst = WorstDifference()
    let worstError = WorstDifference()
    #expect(vectors.activation.count == 356)
    for vector in vectors.activation {
      let dataset = try #require(vectors.datasets[vector.dataset])
      let search = try ThresholdSearch(
        method: quantizationMethod(vector.restriction),
        errorMethod: errorMethod(vector.method, p: vector.lp_p), bitWidth: vector.bits,
        isSigned: vector.signed, zThreshold: vector.z_threshold ?? .infinity,
        minimumThreshold: vector.min_threshold)
      let result = try search.search(dataset.histogram)
      let place = "\(vector.id): \(vector.dataset) \(vector.restriction) \(vector.method)"
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
      try compare(result, with: vector, place: place, worst: worstError)
    }
    print("activation thresholds: worst relative difference \(worst.description)")
    print("activation errors: worst relative difference \(worstError.description)")
  }

  /// Every candidate of a power-of-two search with its error.
  private func compare(
    _ result: ThresholdSearchResult, with vector: VectorFile.Activation, place: String,
    worst: WorstDifference
  ) throws {
    guard let candidates = vector.candidates, let errors = vector.errors else { return }
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

  @Test func weightThresholds() throws {
    let worst = WorstDifference()
    #expect(vectors.weights.count == 126)
    for vector in vectors.weights {
      let kernel = try kernel(vector.kernel)
      let search = try WeightsThresholdSearch(
        method: quantizationMethod(vector.restriction),
        errorMethod: errorMethod(vector.method, p: vector.lp_p), bitWidth: vector.bits,
        isPerChannel: vector.per_channel)
      let result = try search.search(kernel, channelAxis: vector.channel_axis)
      let place =
        "\(vector.kernel) \(vector.restriction) \(vector.method) \(vector.bits) "
        + (vector.per_channel ? "per channel" : "per tensor")
      let actual: [Double]
      let expected: [Double]
      if let thresholds = vector.threshold?.values {
        (actual, expected) = (result.thresholds, thresholds)
      } else {
        let minima = try #require(vector.range_min?.values)
        let maxima = try #require(vector.range_max?.values)
        expected = minima + maxima
        let ends = result.ranges.map { range -> (Double, Double) in
          if case .interval(let minimum, let maximum) = range { (minimum, maximum) } else { (0, 0) }
        }
        actual = ends.map(\.0) + ends.map(\.1)
      }
      #expect(actual.count == expected.count, "\(place)")
      for (a, e) in zip(actual, expected) {
        let difference = relativeDifference(a, e)
        #expect(
          difference <= (vector.restriction == "POWER_OF_TWO" ? 0 : 1e-9),
          "\(place): \(a), expected \(e)")
        worst.note(difference, place)
      }
    }
    print("weight thresholds: worst relative difference \(worst.description)")
  }

  private func kernel(_ name: String) throws -> Tensor {
    let kernel = try #require(vectors.kernels[name])
    return Tensor(shape: Shape(kernel.shape), values: kernel.values.map(Float.init))
  }

  @Test func biasCorrections() throws {
    let worst = WorstDifference()
    #expect(vectors.bias_correction.count == 3)
    for vector in vectors.bias_correction {
      let kernel = try kernel(vector.kernel)
      let axis = try #require(vectors.kernels[vector.kernel]).out_axis
      let parameters = WeightsQuantizationParameters(
        method: .symmetric, bitWidth: vector.bits, channelAxis: axis,
        ranges: vector.threshold.map { .threshold($0, isSigned: true) })
      let quantized = parameters.quantizedAtSearchTime(kernel)
      for (a, e) in zip(quantized, vector.quantized_kernel) {
        #expect(relativeDifference(a, e) <= 1e-9)
      }
      let layout: KernelLayout =
        vector.kernel.hasPrefix("dw")
        ? .depthwise : kernel.shape.rank == 2 ? .dense : .convolution(groups: 1)
      let correction = biasCorrection(
        kernel: kernel, quantizedKernel: quantized, layout: layout, inputMeans: vector.input_mean)
      for (a, e) in zip(correction, vector.correction) {
        #expect(relativeDifference(a, e) <= 1e-9, "\(vector.kernel)")
        worst.note(relativeDifference(a, e), vector.kernel)
      }
    }
    print("bias corrections: worst relative difference \(worst.description)")
  }

  @Test func quantizers() throws {
    #expect(vectors.quantizers.count == 10)
    let worst = WorstDifference()
    for vector in vectors.quantizers {
      let parameters: ActivationQuantizationParameters
      if let threshold = vector.threshold {
        parameters = ActivationQuantizationParameters(
          method: vector.type == "pot" ? .powerOfTwo : .symmetric, bitWidth: vector.bits,
          range: .threshold(threshold, isSigned: vector.signed ?? true))
      } else {
        parameters = ActivationQuantizationParameters(
          method: .uniform, bitWidth: vector.bits,
          range: .interval(
            minimum: try #require(vector.range_min), maximum: try #require(vector.range_max)))
      }
      let grid = parameters.grid
      let quantizer = try parameters.quantizer().fakeQuantizer
      for (index, x) in vector.x.enumerated() {
        let searched = relativeDifference(grid(x), vector.search_time[index])
        #expect(searched <= 1e-9, "\(vector.type) \(vector.bits) at \(x)")
        worst.note(searched, "\(vector.type) \(vector.bits) at \(x)")
        // Float32 against float32: every bit.
        let expected = Float(vector.runtime_tf_float32[index])
        #expect(quantizer(Float(x)) == expected, "\(vector.type) \(vector.bits) at \(x)")
      }
    }
    print("quantizers at search time: worst relative difference \(worst.description)")
  }

  @Test func histogramMerges() throws {
    #expect(vectors.histogram_collector.count == 4)
    for vector in vectors.histogram_collector {
      let batches = try vector.batches.map {
        // The collector sees float32 activations.
        try Histogram(of: $0.map { Double(Float($0)) }, binCount: vector.n_bins)
      }
      for (batch, expected) in zip(batches, vector.per_batch) {
        #expect(batch.counts == expected.counts, "\(vector.name)")
      }
      let merged = Histogram.merging(batches)
      for (a, e) in zip(merged.edges, vector.merged_edges) {
        #expect(abs(a - e) <= 1e-7, "\(vector.name)")
      }
      for (a, e) in zip(merged.counts, vector.merged_counts) {
        #expect(abs(a - e) <= 1e-6, "\(vector.name)")
      }
    }
  }
}
