import Foundation
import Graph
import IntegerNetwork
import Testing

@testable import Export

/// The file, read field by field with the numbers of `onnx.proto`. That ONNX Runtime computes the network's codes from
/// it is held in `Tests/Interop`.
struct ONNXFileTests {
  private func network() throws -> IntegerNetwork { try .small(.onnxRuntime) }

  private func file(_ network: IntegerNetwork, _ numbers: NumberType = .float) -> Data {
    onnxFile(
      of: network, numbers: numbers, producer: "a test", description: "made by a test",
      metadata: ["method": "MSE"])
  }

  private func graph(_ data: Data) throws -> ProtobufReader {
    let model = try #require(ProtobufReader(Array(data)))
    return try #require(model.messages(7).first)
  }

  @Test func numbersAreWrittenInAsFewBytesAsTheyNeed() {
    var message = ProtobufMessage()
    message.add(1, 300)
    message.add(2, "ab")
    message.add(3, -1)
    let bytes: [UInt8] = [0x08, 0xac, 0x02, 0x12, 0x02, 0x61, 0x62, 0x18]
    #expect(message.bytes == bytes + [UInt8](repeating: 0xff, count: 9) + [1])
  }

  @Test func theFileSaysWhatItIs() throws {
    let data = try file(network())
    let model = try #require(ProtobufReader(Array(data)))
    #expect(model.numbers(1) == [7])
    #expect(model.texts(2) == ["a test"] && model.texts(6) == ["made by a test"])
    let operators = try #require(model.messages(8).first)
    #expect(operators.texts(1) == [""] && operators.numbers(2) == [13])
    let metadata = model.messages(14)
    #expect(metadata.flatMap { $0.texts(1) } == ["method", "layout"])
    #expect(metadata.first?.texts(2) == ["MSE"])
  }

  /// Every tensor is made once, before it is read.
  @Test(arguments: NumberType.allCases)
  func operationsStandInOrder(numbers: NumberType) throws {
    let network = try network()
    let graph = try graph(file(network, numbers))
    let constants = graph.messages(5).flatMap { $0.texts(8) }
    var known = Set(constants + graph.messages(11).flatMap { $0.texts(1) })
    #expect(known.count == constants.count + 1)
    let nodes = graph.messages(1)
    for node in nodes {
      #expect(known.isSuperset(of: node.texts(1)), "\(node.texts(3))")
      for output in node.texts(2) { #expect(known.insert(output).inserted, "\(output)") }
    }
    #expect(known.isSuperset(of: graph.messages(12).flatMap { $0.texts(1) }))
    let names = Set(network.layers.map(\.name))
    #expect(names.isSubset(of: known) && names.isSubset(of: nodes.flatMap { $0.texts(3) }))
    #expect(Set(nodes.flatMap { $0.texts(3) }).count == nodes.count)
  }

  /// A kernel's codes lie in the order of the format: outputs, inputs, height, width.
  @Test func kernelsAreThere() throws {
    let network = try network()
    let constants = try graph(file(network)).messages(5)
    for layer in network.layers {
      guard case .convolution(let convolution) = layer.operation else { continue }
      let shape = convolution.kernelShape
      let kernel = try #require(constants.first { $0.texts(8) == [layer.name + "/kernel"] })
      #expect(kernel.numbers(1) == [shape[3], shape[2], shape[0], shape[1]])
      #expect(kernel.numbers(2) == [3])
      let codes = try #require(kernel.data(9).first)
      #expect(codes.count == convolution.kernel.count)
      for output in 0..<shape[3] {
        for input in 0..<shape[2] {
          for pixel in 0..<shape[0] * shape[1] {
            let code = codes[(output * shape[2] + input) * shape[0] * shape[1] + pixel]
            let own = convolution.kernel[(pixel * shape[2] + input) * shape[3] + output]
            #expect(Int8(bitPattern: code) == own)
          }
        }
      }
      let bias = try #require(constants.first { $0.texts(8) == [layer.name + "/bias"] })
      #expect(bias.numbers(2) == [6] && bias.data(9).first?.count == 4 * shape[3])
    }
  }

  /// The number of pictures is free, and the order of Keras stays at both ends.
  @Test func endsAreThoseOfKeras() throws {
    let network = try network()
    let graph = try graph(file(network, .uint8))
    func extents(_ field: Int) throws -> (numbers: [Int], extents: [Int], free: [String]) {
      let tensor = try #require(graph.messages(field).first?.messages(2).first?.messages(1).first)
      let shape = try #require(tensor.messages(2).first)
      let all = shape.messages(1)
      return (tensor.numbers(1), all.flatMap { $0.numbers(1) }, all.flatMap { $0.texts(2) })
    }
    let (input, output) = (try extents(11), try extents(12))
    #expect(input.numbers == [2] && input.extents == [32, 32, 3] && input.free == ["N"])
    let classes = network.layers[network.layers.count - 1].shape.dimensions
    #expect(output.numbers == [2] && output.extents == classes && output.free == ["N"])
  }

  @Test func theSameNetworkGivesTheSameBytes() throws {
    let network = try network()
    #expect(file(network) == file(network))
  }
}
