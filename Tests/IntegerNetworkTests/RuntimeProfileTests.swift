import Foundation
import Graph
import PostTrainingQuantization
import Support
import Tensors
import TestSupport
import Testing

@testable import IntegerNetwork

/// The profile `onnxRuntime` against what ONNX Runtime computed.
struct RuntimeProfileTests {
  private static let fixtures = ReferenceFolder.packageRoot.appendingPathComponent(
    "Tests/IntegerNetworkTests/Fixtures")

  private static func read<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: Data(contentsOf: fixtures.appendingPathComponent(name)))
  }

  /// What ONNX Runtime gave for the exported file, written by `Tests/Interop/onnx_model.py`.
  private struct Network: Decodable {
    let pictures: Int
    let sha256: [String: String]
  }

  @Test func everyCodeIsONNXRuntimes() throws {
    let recorded: Network = try Self.read("onnxruntime.json")
    let network = try IntegerNetwork(IntegerNetworkTests.quantized(), profile: .onnxRuntime)
    let pictures = try IntegerNetworkTests.pictures(recorded.pictures)
    let codes = try (0..<recorded.pictures).map { try network.codes(for: pictures.slice($0)) }
    #expect(recorded.sha256.count == network.layers.count && recorded.sha256.count == 70)
    for layer in network.layers {
      // The file's codes are 0 … 255.
      let bytes = codes.flatMap { ($0[layer.name] ?? []).map { UInt8(bitPattern: $0) ^ 128 } }
      #expect(SHA256.hexadecimal(of: bytes) == recorded.sha256[layer.name], "\(layer.name)")
    }
  }

  /// One layer with made-up codes, written by `Tests/Interop/onnx_layers.py`.
  private struct Recorded: Decodable {
    struct Tensor: Decodable {
      let scale: Float
      let zeroPoint: Int32
      let codes: [UInt8]

      var grid: IntegerGrid { IntegerGrid(scale: scale, zeroPoint: zeroPoint - 128) }
      var integers: [Int8] { codes.map { Int8(bitPattern: $0 ^ 128) } }
    }

    let layer: String
    let inputs: [Tensor]
    let shape: [Int]
    let output: Tensor
  }

  private struct Layers: Decodable {
    let layers: [Recorded]
  }

  private func decode(_ recorded: Recorded) -> IntegerOperation? {
    let (shape, output) = (recorded.shape, recorded.output.grid)
    return switch recorded.layer {
    case "addition", "addition of halves":
      .addition(
        IntegerAddition(
          inputs: recorded.inputs.map(\.grid), output: output, reLUMaximum: nil,
          outputCodes: allCodes, profile: .onnxRuntime))
    case "average pooling", "average pooling of halves":
      .pooling(Pooling(.average, window: Window(2, strides: 2, padding: .valid)))
    case "mean":
      .mean(
        IntegerMean(
          from: recorded.inputs[0].grid, to: output, pixels: shape[0] * shape[1],
          profile: .onnxRuntime))
    case "concatenation": .concatenation
    case "softmax", "softmax of many":
      .softmax(
        IntegerSoftmax(inputScale: recorded.inputs[0].grid.scale, profile: .onnxRuntime))
    default: nil
    }
  }

  @Test func madeUpLayersAreONNXRuntimes() throws {
    let recorded: Layers = try Self.read("onnxruntime-layers.json")
    #expect(recorded.layers.count == 8)
    for layer in recorded.layers {
      let operation = try #require(decode(layer), "\(layer.layer)")
      let inputs = layer.inputs.enumerated().map { index, input in
        IntegerLayer(
          name: "input \(index)", operation: .input, inputs: [], shape: Shape(layer.shape),
          grid: input.grid)
      }
      let last = IntegerLayer(
        name: layer.layer, operation: operation, inputs: inputs.map(\.name),
        shape: Shape(layer.shape), grid: layer.output.grid)
      let network = IntegerNetwork(
        name: "layer", profile: .onnxRuntime, layers: inputs + [last], forbiddenKernelCodes: [],
        coarserKernels: [], aliases: [:])
      let codes = Dictionary(
        uniqueKeysWithValues: zip(inputs.map(\.name), layer.inputs.map(\.integers)))
      #expect(network.codes(of: last, reading: codes) == layer.output.integers, "\(layer.layer)")
    }
  }

  /// Sums that lie in the middle between two codes: LiteRT moves them away from zero, ONNX Runtime to the even code.
  @Test func halvesGoWhereTheRuntimeSendsThem() {
    let (input, output) = (
      IntegerGrid(scale: 0.5, zeroPoint: 0), IntegerGrid(scale: 1, zeroPoint: 0)
    )
    func sums(_ profile: RuntimeProfile) -> [Int8] {
      IntegerAddition(
        inputs: [input, input], output: output, reLUMaximum: nil, outputCodes: allCodes,
        profile: profile)([1, 3, -1, -3], [0, 0, 0, 0])
    }
    #expect(sums(.liteRT) == [1, 2, -1, -2])
    #expect(sums(.onnxRuntime) == [0, 2, 0, -2])
  }
}
