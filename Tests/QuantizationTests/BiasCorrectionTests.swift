import Quantization
import Tensors
import TestSupport
import Testing

struct BiasCorrectionTests {
  @Test func itTakesBackTheShiftOfTheMean() {
    // One input of mean 2, one output; the rounded weight is a quarter too large.
    let kernel = Tensor(shape: [1, 1, 1, 1], values: [0.75])
    let correction = biasCorrection(
      kernel: kernel, quantizedKernel: [1], layout: .convolution(groups: 1), inputMeans: [2])
    #expect(correction == [0.5])
  }

  @Test func correctionsAreMCTs() throws {
    let vectors: [MCTVectors.BiasCorrection] = try MCTVectors.cases("bias_corrections")
    let kernels = try MCTVectors.kernels.get()
    #expect(vectors.count == 3)
    let worst = WorstDifference()
    for vector in vectors {
      let source = try #require(kernels[vector.kernel])
      let kernel = source.tensor
      let parameters = WeightsQuantizationParameters(
        method: .symmetric, bitWidth: vector.bits, channelAxis: source.output_axis,
        ranges: vector.threshold.map { .threshold($0, isSigned: true) })
      let quantized = parameters.quantizedAtSearchTime(kernel)
      #expect(quantized.count == vector.quantized_kernel.count)
      for (a, e) in zip(quantized, vector.quantized_kernel) {
        #expect(relativeDifference(a, e) <= 1e-9)
      }
      let layout: KernelLayout =
        vector.kernel.hasPrefix("dw")
        ? .depthwise : kernel.shape.rank == 2 ? .dense : .convolution(groups: 1)
      let correction = biasCorrection(
        kernel: kernel, quantizedKernel: quantized, layout: layout, inputMeans: vector.input_mean)
      #expect(correction.count == vector.correction.count)
      for (a, e) in zip(correction, vector.correction) {
        #expect(relativeDifference(a, e) <= 1e-9, "\(vector.kernel)")
        worst.note(relativeDifference(a, e), vector.kernel)
      }
    }
    print("bias corrections: worst relative difference \(worst.description)")
  }
}
