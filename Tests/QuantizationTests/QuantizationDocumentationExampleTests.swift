import Foundation
import Quantization
import Tensors
import Testing

/// The examples of the module's documentation, in the order of its files; a test of the package sees to
/// it that they are all here.
struct QuantizationDocumentationExampleTests {
  @Test func biasCorrectionExample1() {
    let shift = biasCorrection(
      kernel: Tensor(shape: [2, 1], values: [0.75, 0.5]), quantizedKernel: [1, 0.5],
      layout: .dense, inputMeans: [2, 10])
    #expect(shift == [0.5])
  }

  @Test func fakeQuantizerExample1() {
    let quantizer = FakeQuantizer(minimum: -1, maximum: 2, bitWidth: 2)
    #expect([-9, -0.5, 0.5, 1.4, 9].map { quantizer($0) } == [-1, 0, 1, 1, 2])
  }

  @Test func histogramExample1() throws {
    let histogram = try Histogram(of: [0, 1, 2, 3, 4, 4], binCount: 4)
    #expect(histogram.edges == [0, 1, 2, 3, 4])
    #expect(histogram.counts == [1, 1, 1, 3])
    #expect(histogram.total == 6)
  }

  @Test func histogramExample2() {
    #expect(Histogram.edges(from: 0, to: 1, binCount: 4) == [0, 0.25, 0.5, 0.75, 1])
  }

  @Test func histogramExample3() {
    #expect(Histogram.bin(of: 2, edges: [0, 1, 2, 3]) == 2)
    #expect(Histogram.bin(of: 3, edges: [0, 1, 2, 3]) == 2)
  }

  @Test func histogramExample4() throws {
    #expect(try Histogram(of: [3, 3], binCount: 2).edges == [2.5, 3, 3.5])
  }

  @Test func histogramExample5() {
    #expect(
      Histogram(edges: [0, 2, 4], counts: [4, 2]).spread(over: [0, 1, 2, 3, 4]) == [2, 2, 1, 1])
  }

  @Test func histogramExample6() {
    let first = Histogram(edges: [0, 1, 2], counts: [2, 2])
    let second = Histogram(edges: [0, 2, 4], counts: [4, 2])
    let merged = Histogram.merging([first, second])
    #expect(merged.edges == [0, 2, 4])
    #expect(merged.counts == [8, 2])
  }

  @Test func histogramExample7() {
    let tail = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
    #expect(tail.removingOutliers(zThreshold: 2).counts == [40, 30, 20, 6, 0, 0])
  }

  @Test func histogramExample8() {
    #expect(Histogram(edges: [-4, -1, 2], counts: [5, 7]).largestMagnitude == 2)
  }

  @Test func percentileExample1() {
    let values = Histogram(edges: [-4, 0, 2, 4], counts: [2, 6, 2])
    #expect(values.value(atPercentile: 50) == 1)
    #expect(values.value(atPercentile: 10) == -2)
    #expect(values.value(atPercentile: 100) == 4)
  }

  @Test func percentileExample2() {
    let values = Histogram(edges: [-4, 0, 2, 4], counts: [2, 6, 2])
    #expect(values.magnitude(atPercentile: 85) == 3)
    #expect(values.magnitude(atPercentile: 100) == 4)
  }

  @Test func quantizationErrorMethodExample1() {
    #expect(QuantizationErrorMethod(name: "LP", p: 3)?.title == "LP p=3")
    #expect(QuantizationErrorMethod(name: "klGuarded")?.title == "KL guarded")
    #expect(
      QuantizationErrorMethod(name: "percentile", percentage: 99.9)?.title == "percentile 99.9")
    #expect(QuantizationErrorMethod(name: "best") == nil)
  }

  @Test func quantizationRangeExample1() {
    let range = QuantizationRange.interval(minimum: -1, maximum: 3)
    #expect(range.magnitude == 3)
    #expect(range.isSigned == true)
    #expect(range.threshold == nil)
  }

  @Test func quantizationRangeExample2() throws {
    let parameters = ActivationQuantizationParameters(
      method: .powerOfTwo, bitWidth: 2, range: .threshold(4, isSigned: false))
    #expect(parameters.grid.values == [0, 1, 2, 3])
    #expect(try parameters.quantizer().fakeQuantizer(1.5) == 2)
  }

  @Test func signalToNoiseExample0() {
    #expect(signalToNoise(signal: 100, noise: 1) == 20)
    #expect(signalToNoise(signal: 100, noise: 0) == .infinity)
  }

  @Test func signalToNoiseExample1() {
    let coarse = ActivationQuantizationParameters(
      method: .powerOfTwo, bitWidth: 2, range: .threshold(8, isSigned: false))
    let sample = Histogram(edges: [1, 3, 5], counts: [1, 1])
    #expect(coarse.signalToNoise(on: sample) == 10 * log10(5))
  }

  @Test func thresholdSearchExample1() throws {
    let histogram = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
    let search = try ThresholdSearch(method: .powerOfTwo, errorMethod: .mse, bitWidth: 2)
    let result = try search.search(histogram)
    #expect(result.parameters.range == .threshold(4, isSigned: false))
    #expect(result.candidates.prefix(4).map(\.range.magnitude) == [16, 8, 4, 2])
    #expect(result.candidates.prefix(4).map(\.error) == [1.17, 0.37, 0.07, 0.495])
  }

  @Test func thresholdSearchExample2() throws {
    let softmax = try ThresholdSearch(method: .powerOfTwo, errorMethod: .kl(), bitWidth: 8)
    #expect(softmax.search(boundedBy: 0...1).parameters.range == .threshold(1, isSigned: false))
  }

  @Test func thresholdSearchExample3() throws {
    let mse = try ThresholdSearch(method: .powerOfTwo, errorMethod: .mse, bitWidth: 2)
    let values = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
    let parts = mse.errorParts(of: .threshold(4, isSigned: false), on: values)
    #expect(parts.clipping == 0.07)
    #expect(parts.rounding == 0)
  }

  @Test func uniformGridExample1() {
    let grid = UniformGrid(threshold: 4, isSigned: true, bitWidth: 3)
    #expect(grid.values == [-4, -3, -2, -1, 0, 1, 2, 3])
    #expect(grid(1.3) == 1)
    #expect(grid(2.5) == 2)
    #expect(grid(99) == 3)
  }

  @Test func uniformGridExample2() {
    #expect(UniformGrid(lower: 2, upper: 6, bitWidth: 2).values == [0, 2, 4, 6])
    #expect(UniformGrid(lower: -1.25, upper: 1.75, bitWidth: 2).values == [-1, 0, 1, 2])
  }

  @Test func uniformGridExample3() {
    #expect(nextPowerOfTwo(6) == 8)
    #expect(nextPowerOfTwo(0.25) == 0.25)
  }

  @Test func weightsQuantizationParametersExample1() {
    let twoBits = WeightsQuantizationParameters(
      method: .powerOfTwo, bitWidth: 2, channelAxis: 1,
      ranges: [.threshold(1, isSigned: true), .threshold(2, isSigned: true)])
    let weights = Tensor(shape: [2, 2], values: [0.5, -2, 0.25, 1])
    #expect(twoBits.quantizedAtSearchTime(weights) == [0.5, -2, 0, 1])
    #expect(twoBits.quantized(weights).values == [0.5, -2, 0.5, 1])
  }

  @Test func weightsThresholdSearchExample1() throws {
    let kernel = Tensor(shape: [2, 2], values: [0.5, -2, 0.25, 1])
    let covering = try WeightsThresholdSearch(
      method: .powerOfTwo, errorMethod: .noClipping, bitWidth: 8, isPerChannel: true)
    #expect(try covering.search(kernel, channelAxis: 1).thresholds == [1, 2])
  }
}
