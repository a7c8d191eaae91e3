import Quantization
import Support
import Tensors
import Testing

struct WeightsQuantizationParametersTests {
  @Test func roundedKernelsLieOnTheirChannelsGrids() throws {
    var generator = SplitMix64(seed: 11)
    let kernel = Tensor(shape: [3, 3, 4, 5], values: generator.floats(180, in: -0.4...0.6))
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

  @Test func aChannelIsTheEntryOnItsAxis() {
    // Axis 2 of a depthwise kernel [1, 2, 2, 1]: the channels alternate.
    let parameters = WeightsQuantizationParameters(
      method: .powerOfTwo, bitWidth: 2, channelAxis: 2,
      ranges: [.threshold(1, isSigned: true), .threshold(2, isSigned: true)])
    let kernel = Tensor(shape: [1, 2, 2, 1], values: [0.9, 0.9, -0.4, -0.6])
    #expect(parameters.quantized(kernel).values == [0.5, 1, -0.5, -1])
    #expect(parameters.thresholds == [1, 2])
  }
}
