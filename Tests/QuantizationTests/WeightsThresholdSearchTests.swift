import Quantization
import Support
import Tensors
import TestSupport
import Testing

struct WeightsThresholdSearchTests {
  private func kernel() -> Tensor {
    var generator = SplitMix64(seed: 11)
    return Tensor(shape: [3, 3, 4, 5], values: generator.floats(180, in: -0.4...0.6))
  }

  @Test(arguments: QuantizationMethod.allCases, [true, false])
  func searchingNeverMakesTheErrorLarger(method: QuantizationMethod, isPerChannel: Bool) throws {
    let kernel = kernel()
    func error(_ errorMethod: QuantizationErrorMethod) throws -> Double {
      let parameters = try WeightsThresholdSearch(
        method: method, errorMethod: errorMethod, bitWidth: 3, isPerChannel: isPerChannel
      ).search(kernel, channelAxis: 3)
      #expect(parameters.ranges.count == (isPerChannel ? 5 : 1))
      return zip(parameters.quantizedAtSearchTime(kernel), kernel.values)
        .reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
    }
    #expect(try error(.mse) <= error(.noClipping))
  }

  /// A channel of zeros stays one, and the others are rounded as ever.
  @Test(arguments: QuantizationMethod.allCases)
  func aChannelOfZerosIsQuantized(method: QuantizationMethod) throws {
    var kernel = kernel()
    for index in stride(from: 2, to: kernel.values.count, by: 5) { kernel.values[index] = 0 }
    for errorMethod in QuantizationErrorMethod.mctMethods {
      let parameters = try WeightsThresholdSearch(
        method: method, errorMethod: errorMethod, bitWidth: 8, isPerChannel: true
      ).search(kernel, channelAxis: 3)
      let steps = parameters.quantizers.map(\.step)
      #expect(steps.allSatisfy { $0.isFinite && $0 > 0 })
      let finished = parameters.quantized(kernel).values
      let searched = parameters.quantizedAtSearchTime(kernel)
      for (index, value) in kernel.values.enumerated() {
        #expect(finished[index].isFinite && searched[index].isFinite)
        if value == 0 { #expect(finished[index] == 0 && searched[index] == 0) }
      }
    }
  }

  @Test func kernelsThatAreNotFiniteAreRefused() throws {
    var kernel = kernel()
    kernel.values[7] = .infinity
    let search = try WeightsThresholdSearch(
      method: .symmetric, errorMethod: .mse, bitWidth: 8, isPerChannel: true)
    #expect(throws: QuantizationError.invalidKernel) { try search.search(kernel, channelAxis: 3) }
  }

  /// Every search of a kernel's thresholds against MCT on the same kernels.
  @Test func thresholdsAreMCTs() throws {
    let vectors: [MCTVectors.KernelThreshold] = try MCTVectors.cases("kernel_thresholds")
    let kernels = try MCTVectors.kernels.get()
    #expect(vectors.count == 126 && kernels.count == 3)
    let worst = WorstDifference()
    for vector in vectors {
      let search = try WeightsThresholdSearch(
        method: quantizationMethod(vector.restriction),
        errorMethod: errorMethod(vector.method, p: vector.p), bitWidth: vector.bits,
        isPerChannel: vector.per_channel)
      let result = try search.search(
        #require(kernels[vector.kernel]).tensor, channelAxis: vector.channel_axis)
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
      #expect(actual.count == expected.count, "\(vector.place)")
      for (a, e) in zip(actual, expected) {
        let difference = relativeDifference(a, e)
        #expect(
          difference <= (vector.restriction == "POWER_OF_TWO" ? 0 : 1e-9),
          "\(vector.place): \(a), expected \(e)")
        worst.note(difference, vector.place)
      }
    }
    print("weight thresholds: worst relative difference \(worst.description)")
  }
}
