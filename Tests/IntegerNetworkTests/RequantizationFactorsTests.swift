import IntegerNetwork
import Testing

/// Which factors are shifts.
struct RequantizationFactorsTests {
  @Test(arguments: [
    (0.5, true), (1.0, true), (4.0, true), (0.0, false), (0.75, false), (1.0 / 9, false),
    (-2.0, false),
  ])
  func powersOfTwo(factor: Double, isPower: Bool) {
    #expect(isPowerOfTwo(factor) == isPower)
  }

  /// With powers of two for all outputs, an addition shifts; a convolution and a mean of nine pixels do not.
  @Test func additionsShift() throws {
    let network = try IntegerNetwork(IntegerNetworkTests.quantized(), profile: .onnxRuntime)
    for layer in network.layers {
      let factors = layer.operation.factors
      switch layer.operation {
      case .convolution(let convolution):
        #expect(factors.count == convolution.kernelShape[3])
        let input = try #require(network[layer.inputs[0]])
        for (factor, scale) in zip(factors, convolution.kernelScales) {
          let exact = Double(input.grid.scale) * Double(scale) / Double(layer.grid.scale)
          #expect(abs(factor - exact) <= 1e-6 * exact)
        }
      case .addition: #expect(factors.count == 2 && factors.allSatisfy(isPowerOfTwo))
      case .mean: #expect(factors.count == 1 && !isPowerOfTwo(factors[0]))
      default: #expect(factors.isEmpty)
      }
    }
  }
}
