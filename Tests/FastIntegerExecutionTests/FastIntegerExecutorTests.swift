import FastIntegerExecution
import Graph
import IntegerNetwork
import Parallelism
import Support
import Tensors
import TestSupport
import Testing

/// Every code is the readable network's, whatever the instructions.
struct FastIntegerExecutorTests {
  static let model = Model(
    name: "none",
    layers: [Layer(name: "picture", operation: .input, inputs: [], outputShape: [1, 1, 1])])

  @Test("every kind of layer", arguments: IntegerLayerCase.all)
  func layer(_ layer: IntegerLayerCase) throws {
    let pictures = layer.pictures(3)
    let names = layer.network.layers.map(\.name)
    let expected = try (0..<3).map { try layer.network.codes(for: pictures.slice($0)) }
    for instructions in IntegerInstructions.available {
      for threads in [1, 2, 7] {
        let fast = FastIntegerExecutor(
          layer.network, of: Self.model, on: Machine(threads: threads), with: instructions)
        let found = try fast.codes(of: names, for: pictures)
        #expect(found == expected, "\(instructions.rawValue), \(threads) threads")
      }
    }
    // A test of which all codes are one code would not see much.
    let answers = expected.flatMap { $0["answer"] ?? [] }
    #expect(Set(answers).count > 3, "\(Set(answers))")
  }

  @Test("every layer of a quantized MobileNetV2", arguments: RuntimeProfile.allCases)
  func network(profile: RuntimeProfile) throws {
    let quantization = try SmallQuantization(bitWidth: 8)
    let network = try IntegerNetwork(quantization.result, profile: profile)
    var random = SplitMix64(seed: 5)
    let pictures = Tensor(shape: [5, 32, 32, 3], values: random.floats(5 * 32 * 32 * 3))
    let names = network.layers.map(\.name)
    let expected = try (0..<5).map { try network.codes(for: pictures.slice($0)) }
    for instructions in IntegerInstructions.available {
      let fast = FastIntegerExecutor(
        network, of: quantization.result.model.model, on: Machine(threads: 2), with: instructions)
      #expect(try fast.codes(of: names, for: pictures) == expected, "\(instructions.rawValue)")
      // The second run works in the memory of the first one.
      #expect(try fast.codes(of: names, for: pictures) == expected, "\(instructions.rawValue)")
    }
  }

  @Test func outputsAreThoseOfTheReadableExecutor() throws {
    let quantization = try SmallQuantization(bitWidth: 8)
    let images = Tensor(shape: [4, 32, 32, 3], repeating: 0.4)
    for profile in RuntimeProfile.allCases {
      let readable = try IntegerExecutor(quantization.result, profile: profile)
      let names = ["Conv1_relu", readable.model.outputName]
      let expected = try readable.outputs(of: names, for: images)
      for threads in [1, 3, 9] {
        let fast = try FastIntegerExecutor(
          quantization.result, profile: profile, on: Machine(threads: threads))
        #expect(try fast.outputs(of: names, for: images) == expected)
        let one = try fast.outputs(of: names, for: Tensor(shape: [1, 32, 32, 3], repeating: 0.4))
        #expect(
          one[names[0]]
            == expected[names[0]].map { $0.slice(0).reshaped(to: $0.slice(0).shape.prepending(1)) })
      }
    }
  }

  @Test func whatIsNotThereIsNamed() throws {
    let quantization = try SmallQuantization(bitWidth: 8)
    let fast = try FastIntegerExecutor(quantization.result, profile: .liteRT)
    let images = Tensor(shape: [1, 32, 32, 3])
    #expect(throws: GraphError.self) { try fast.outputs(of: ["nothing"], for: images) }
    #expect(throws: GraphError.self) { try fast.output(for: Tensor(shape: [1, 2, 2, 3])) }
    #expect(throws: GraphError.self) { try fast.output(for: Tensor(shape: [32])) }
    #expect(try fast.output(for: Tensor(shape: [0, 32, 32, 3])).shape[0] == 0)
  }
}
