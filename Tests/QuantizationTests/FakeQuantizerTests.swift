import Quantization
import Support
import TestSupport
import Testing

struct FakeQuantizerTests {
  @Test func halvesGoToTheEvenLevelInTheSearchAndUpInTheModel() throws {
    let parameters = ActivationQuantizationParameters(
      method: .powerOfTwo, bitWidth: 3, range: .threshold(4, isSigned: true))
    let quantizer = try parameters.quantizer().fakeQuantizer
    #expect([-1.5, -0.5, 0.5, 1.5, 2.5].map { parameters.grid($0) } == [-2, 0, 0, 2, 2])
    #expect([-1.5, -0.5, 0.5, 1.5, 2.5].map { quantizer($0) } == [-1, 0, 1, 2, 3])
  }

  /// Whatever the range and the value: the result is on the grid, no more than half a step away inside
  /// it, and quantizing twice changes nothing.
  @Test(arguments: [2, 4, 8, 16])
  func quantizingIsIdempotentAndClose(bitWidth: Int) throws {
    var generator = SplitMix64(seed: UInt64(bitWidth))
    for _ in 0..<200 {
      let threshold = Double(generator.float(in: 0.01...50))
      let isSigned = generator.next() % 2 == 0
      let parameters = ActivationQuantizationParameters(
        method: .symmetric, bitWidth: bitWidth, range: .threshold(threshold, isSigned: isSigned))
      let quantizer = try parameters.quantizer().fakeQuantizer
      for x in generator.floats(20, in: -60...60) {
        let y = quantizer(x)
        #expect(quantizer(y) == y)
        if x >= quantizer.lower, x <= quantizer.upper {
          // Half a step, and the rounding errors of a few float32 operations.
          #expect(abs(y - x) <= 0.5 * quantizer.step + 4 * abs(x).ulp + 4 * quantizer.upper.ulp)
        } else {
          #expect(
            y == (x < quantizer.lower ? quantizer(quantizer.lower) : quantizer(quantizer.upper)))
        }
      }
    }
  }

  /// As TensorFlow's operation does at 0 ... 0; so is it where the step has no place among the numbers of float32.
  @Test(arguments: [(0, 0), (0, 0x1p-140), (-0x1p-147, 0x1p-145), (0, 1e-36)] as [(Float, Float)])
  func rangesTooNarrowForAGridGiveZero(minimum: Float, maximum: Float) {
    for isPerChannel in [false, true] {
      let quantizer = FakeQuantizer(
        minimum: minimum, maximum: maximum, bitWidth: 16, isPerChannel: isPerChannel)
      #expect(quantizer.step > 0 && quantizer.step.isFinite)
      #expect(quantizer.lower == 0 && quantizer.upper == 0 && quantizer.zeroLevel == 0)
      for x in [-1, minimum, 0, maximum, 7] as [Float] { #expect(quantizer(x) == 0) }
    }
  }

  @Test func aPowerOfTwoQuantizerTakesNothingElse() {
    #expect(throws: QuantizationError.notAPowerOfTwo(3)) {
      try PowerOfTwoActivationQuantizer(threshold: 3, isSigned: true, bitWidth: 8)
    }
  }

  @Test func valuesAreThoseOfMCTsFinishedModelInEveryBit() throws {
    let vectors: [MCTVectors.Quantizer] = try MCTVectors.cases("quantizers")
    #expect(vectors.count == 10)
    for vector in vectors {
      let quantizer = try vector.parameters().quantizer().fakeQuantizer
      for (x, expected) in zip(vector.x, vector.finished_model) {
        #expect(quantizer(Float(x)) == Float(expected), "\(vector.place) at \(x)")
      }
    }
  }
}
