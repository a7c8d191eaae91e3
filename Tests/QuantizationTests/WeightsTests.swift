import Quantization
import Support
import Tensors
import TestSupport
import Testing

struct WeightsTests {
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

  @Test func roundedKernelsLieOnTheirChannelsGrids() throws {
    let kernel = kernel()
    let parameters = try WeightsThresholdSearch(
      method: .symmetric, errorMethod: .mse, bitWidth: 4, isPerChannel: true
    ).search(kernel, channelAxis: 3)
    let rounded = parameters.quantized(kernel)
    for channel in 0..<5 {
      let values = Set(stride(from: channel, to: 180, by: 5).map { rounded.values[$0] })
      #expect(values.count <= 16)
    }
    #expect(parameters.quantized(rounded) == rounded)
  }

  @Test func biasCorrectionTakesBackTheShiftOfTheMean() {
    // One input of mean 2, one output; the rounded weight is a quarter too large.
    let kernel = Tensor(shape: [1, 1, 1, 1], values: [0.75])
    let correction = biasCorrection(
      kernel: kernel, quantizedKernel: [1], layout: .convolution(groups: 1), inputMeans: [2])
    #expect(correction == [0.5])
  }

  @Test func kernelsThatAreNotFiniteAreRefused() throws {
    var kernel = kernel()
    kernel.values[7] = .infinity
    let search = try WeightsThresholdSearch(
      method: .symmetric, errorMethod: .mse, bitWidth: 8, isPerChannel: true)
    #expect(throws: QuantizationError.invalidKernel) { try search.search(kernel, channelAxis: 3) }
  }
}
