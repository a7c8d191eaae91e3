import FastExecution
import Foundation
import Graph
import Imaging
import KerasModels
import Parallelism
import PostTrainingQuantization
import Support
import Tensors
import TestSupport
import Testing

/// The trained weights of the workbook's own network under other graphs, and MobileNetV2 in widths that are no
/// preset: each is computed as Keras computes it, or refused by name.
struct ChangedNetworkTests {
  struct Changes: Decodable {
    struct Network: Decodable, CustomTestStringConvertible {
      let name: String
      let input: [Int]
      let preprocessing: String
      /// `nil` where the weights are the embedded network's.
      let seed: UInt64?

      var testDescription: String { name }

      private enum Key: String, CodingKey { case name, input, preprocessing, weights, seed }

      init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        name = try fields.decode(String.self, forKey: .name)
        input = try fields.decode([Int].self, forKey: .input)
        preprocessing = try fields.decode(String.self, forKey: .preprocessing)
        seed =
          try? fields.nestedContainer(keyedBy: Key.self, forKey: .weights)
          .decode(UInt64.self, forKey: .seed)
      }
    }
    let pictures: [String]
    let networks: [Network]
  }

  static let folder = SmallNetworkTests.data.appendingPathComponent("changed")

  static let changes: Changes? = try? JSONDecoder().decode(
    Changes.self, from: Data(contentsOf: folder.appendingPathComponent("changes.json")))

  @Test func thereAre17Networks() { #expect(Self.changes?.networks.count == 17) }

  @Test(arguments: changes?.networks ?? [])
  func isComputedAsKerasComputesIt(network: Changes.Network) throws {
    let scratch = try ScratchFolder()
    let archive = Self.folder.appendingPathComponent("architectures.zip")
    let json = try #require(try archiveEntries(of: archive)["\(network.name).json"])
    try json.write(to: scratch.file("architecture.json"))
    let synthetic = try Self.weights(network)
    let isNested = network.name.contains("nested")
    synthetic.write(to: scratch.file("weights.h5"))
    synthetic.write(
      to: scratch.file("whole.h5"), modelConfig: String(decoding: json, as: UTF8.self),
      nestedIn: isNested ? "mobilenetv2_0.35_96" : nil)
    // With the description inside the file, as Keras saves it, and beside the weights.
    var files: [(weights: URL, architecture: URL?)] = [(scratch.file("whole.h5"), nil)]
    if !isNested { files.append((scratch.file("weights.h5"), scratch.file("architecture.json"))) }
    for (weights, architecture) in files {
      let read = { try KerasModel(contentsOf: weights, architecture: architecture).model }
      if network.name == "swish" {
        #expect {
          try read()
        } throws: {
          "\($0)".contains("Conv1_relu") && "\($0)".contains("swish")
        }
        continue
      }
      let input = ModelInput(
        height: network.input[0], width: network.input[1], resizing: .stretch,
        preprocessing: try #require(Preprocessing(rawValue: network.preprocessing)))
      let pictures = try preprocessedImages(
        SmallNetworkTests.Pictures.images(try #require(Self.changes).pictures)[...], for: input,
        on: Machine())
      let outputs = try FastExecutor(model: try read()).output(for: pictures).values
      let url = Self.folder.appendingPathComponent("\(network.name).npy")
      let expected = try #require(try NumPyFile(url).arrays[""]).values
      #expect(outputs.count == expected.count)
      let worst = zip(outputs, expected).map { abs(Double($0) - $1) }.max() ?? 0
      #expect(worst <= 1e-4, "\(network.name): off by \(worst)")
      let classes = expected.count / 10
      for row in 0..<10 {
        let range = row * classes..<(row + 1) * classes
        let best = range.max { (expected[$0], $1) < (expected[$1], $0) }
        #expect(range.max { (outputs[$0], $1) < (outputs[$1], $0) } == best, "picture \(row)")
      }
    }
  }

  /// Changed graphs give other answers: what tells them apart here is not lost on the way.
  @Test func changesChangeSomething() throws {
    let unchanged = try NumPyFile(Self.folder.appendingPathComponent("unchanged.npy")).arrays[""]
    for network in try #require(Self.changes).networks where network.seed == nil {
      guard !["unchanged", "nested"].contains(network.name) else { continue }
      let url = Self.folder.appendingPathComponent("\(network.name).npy")
      #expect(try NumPyFile(url).arrays[""]?.values != unchanged?.values, "\(network.name)")
    }
  }

  /// The embedded network's weights, or those that the page of the references describes.
  static func weights(_ network: Changes.Network) throws -> SyntheticNetwork {
    if let seed = network.seed { return try drawn(seed: seed, network) }
    var synthetic = SyntheticNetwork(alpha: 0.35, inputSize: 96, classCount: 20)
    let model = try EmbeddedDataTests.network.get().model
    for index in synthetic.weights.indices {
      let operation = try #require(model[synthetic.weights[index].layer]?.operation)
      if case .batchNormalization(let layer) = operation {
        synthetic.weights[index].tensors = [
          layer.gamma, layer.beta, layer.mean, layer.variance,
        ].map { Tensor(shape: [$0.count], values: $0) }
      } else {
        let own = try #require(operation.weights)
        synthetic.weights[index].tensors =
          [own.kernel] + (own.bias.map { [Tensor(shape: [$0.count], values: $0)] } ?? [])
      }
    }
    return synthetic
  }

  private static func drawn(
    seed: UInt64, _ network: Changes.Network
  ) throws -> SyntheticNetwork {
    let alpha = try #require(Double(network.name.dropFirst("width-".count)))
    var random = SplitMix64(seed: seed)
    func next() -> Float { Float(random.next() >> 40) * 0x1p-24 }
    var synthetic = SyntheticNetwork(
      alpha: alpha, inputSize: network.input[0], classCount: 20)
    for layer in synthetic.weights.indices {
      for (index, name) in synthetic.weights[layer].names.enumerated() {
        let shape = synthetic.weights[layer].tensors[index].shape
        let values: [Float]
        switch name {
        case "kernel", "depthwise_kernel":
          let inputs =
            name == "kernel"
            ? shape.dimensions.dropLast().reduce(1, *) : shape[0] * shape[1]
          let scale = Float((6 / Double(inputs)).squareRoot())
          values = (0..<shape.elementCount).map { _ in (2 * next() - 1) * scale }
        case "gamma", "moving_variance":
          values = (0..<shape.elementCount).map { _ in 0.5 + next() }
        default: values = (0..<shape.elementCount).map { _ in (2 * next() - 1) / 16 }
        }
        synthetic.weights[layer].tensors[index] = Tensor(shape: shape, values: values)
      }
    }
    return synthetic
  }
}
