import Graph
import IntegerNetwork
import Testing

struct IntegerConvolutionTests {
  /// Two pixels, two channels, one output: small enough to compute on paper.
  @Test func aConvolutionByHand() {
    // M = ½ · ¼ / 1 = ⅛.
    let convolution = IntegerConvolution(
      kernel: [2, -3], kernelShape: [1, 1, 2, 1], kernelScales: [0.25], bias: [100],
      window: Window(1, padding: .valid), input: IntegerGrid(scale: 0.5, zeroPoint: -1),
      output: IntegerGrid(scale: 1, zeroPoint: 3))
    // (9 + 1) · 2 + (4 + 1) · −3 + 100 = 105, an eighth of it 13.125; (−1 + 1) · 2 + (120 + 1) · −3 + 100 = −263.
    let codes: [Int8] = [13 + 3, -33 + 3]
    #expect(convolution([9, 4, -1, 120], shape: [1, 2, 2]) == codes)
    let bound: [Int64] = [100 + 5 * 128]
    #expect(convolution.largestAccumulators == bound)
  }

  @Test func theBorderStandsForZeros() {
    let convolution = IntegerConvolution(
      kernel: [Int8](repeating: 1, count: 9), kernelShape: [3, 3, 1, 1], kernelScales: [1],
      bias: [0], window: Window(3, padding: .same), input: IntegerGrid(scale: 1, zeroPoint: 5),
      output: IntegerGrid(scale: 1, zeroPoint: 0))
    // Every pixel is 2 above zero: a corner sees four of them, an edge six.
    #expect(
      convolution([Int8](repeating: 7, count: 9), shape: [3, 3, 1])
        == [8, 12, 8, 12, 18, 12, 8, 12, 8])
  }

  /// The largest codes everywhere reach the bound and no farther.
  @Test func nothingOverflowsAtTheBound() {
    let inputs = 1280
    let convolution = IntegerConvolution(
      kernel: [Int8](repeating: -128, count: inputs), kernelShape: [1, 1, inputs, 1],
      kernelScales: [1], bias: [-1000], window: Window(1, padding: .valid),
      input: IntegerGrid(scale: 1, zeroPoint: -128),
      output: IntegerGrid(scale: 0x1p20, zeroPoint: 0))
    let bound: [Int64] = [1280 * 128 * 255 + 1000]
    #expect(convolution.largestAccumulators == bound)
    // −41 780 200 / 2²⁰ = −39.84…
    #expect(convolution([Int8](repeating: 127, count: inputs), shape: [1, 1, inputs]) == [-40])
  }
}
