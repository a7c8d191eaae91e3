import Foundation
import IntegerNetwork
import Parallelism
import Tensors
import Testing

/// How the codes of two integer networks are compared.
struct LayerDifferenceTests {
  @Test func aNetworkDoesNotDifferFromItself() throws {
    let network = try IntegerNetwork(IntegerNetworkTests.quantized(), profile: .liteRT)
    let found = try network.differences(
      from: network, on: IntegerNetworkTests.pictures(2), machine: Machine())
    #expect(found.map(\.layer) == network.layers.map(\.name))
    #expect(found.allSatisfy { $0.fromThePicture == 0 && $0.alone == 0 && $0.farthestAlone == 0 })
    #expect(found.map(\.count) == network.layers.map { 2 * $0.shape.elementCount })
  }

  /// Given the same codes, two profiles differ by a step at most wherever their kernels are the same.
  @Test func twoProfilesDifferByOneStep() throws {
    let result = try IntegerNetworkTests.quantized()
    let liteRT = try IntegerNetwork(result, profile: .liteRT)
    let onnx = try IntegerNetwork(result, profile: .onnxRuntime)
    let pictures = try IntegerNetworkTests.pictures(2)
    let found = try liteRT.differences(from: onnx, on: pictures, machine: Machine())
    for layer in found where layer.aloneWithOtherKernels == 0 {
      #expect(layer.farthestAlone <= 1, "\(layer.layer)")
    }
    let all = LayerDifference(adding: found)
    #expect(all.alone > 0 && all.aloneWithOtherKernels > 0 && all.share > all.shareAlone)
    // The same numbers on one thread.
    #expect(try liteRT.differences(from: onnx, on: pictures, machine: Machine(threads: 1)) == found)
  }

  @Test func oneValueOffIsOneCodeOff() throws {
    let network = try IntegerNetwork(IntegerNetworkTests.quantized(), profile: .liteRT)
    let pictures = try IntegerNetworkTests.pictures(3)
    let nudged = network.layers[0].grid.nudging(pictures)
    #expect(zip(pictures.values, nudged.values).count { $0 != $1 } == 3)
    let found = try network.differences(
      from: network, on: pictures, and: nudged, machine: Machine())
    #expect(found[0].fromThePicture == 3)
    // What one code changes grows along the network.
    #expect(found[found.count - 2].share > 10 * found[0].share)
  }

  @Test func nudgesLeadTowardsZero() {
    let grid = IntegerGrid(threshold: 1, isSigned: true)
    let pictures = Tensor(shape: [3, 1, 1, 1], values: [0.5, -0.5, 0])
    let step: Float = 1 / 128
    let expected: [Float] = [0.5 - step, step - 0.5, step]
    #expect(grid.nudging(pictures).values == expected)
    #expect(grid.nudging(Tensor(shape: [0, 2, 2, 1])).values.isEmpty)
  }
}
