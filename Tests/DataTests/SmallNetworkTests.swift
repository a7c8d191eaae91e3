import FastExecution
import Foundation
import Graph
import Imaging
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import Support
import Tensors
import TestSupport
import Testing

/// Small networks of many kinds, as Keras 2.14 and Keras 3 save them, against Keras and MCT 2.4.5.
struct SmallNetworkTests {
  static let data = EmbeddedDataTests.file("Reference/Networks")

  /// A folder of `Data/Reference/Networks`.
  struct Reference: Decodable {
    struct Node: Decodable {
      struct Kernel: Decodable {
        let attribute: String
        let shape: [Int]
        let channel_axis: Int
        let bits: Int
        let threshold: [Double]
      }
      let node: String
      let inputs: [String]
      let activation: String
      let signed: Bool?
      let bits: Int?
      let threshold: [String: Double]?
      let kernel: Kernel?
      let bias: [Double]?
      let constant: Double?
      let paddings: [[Int]]?
    }
    struct Graph: Decodable {
      let methods: [String]
      let nodes: [Node]
    }
    struct MCT: Decodable {
      let nodes: [Node]?
      let other_graphs: [Graph]?
      let error: String?

      /// The nodes of the graph that a method's thresholds lead to.
      func nodes(_ method: String) -> [Node]? {
        other_graphs?.first { $0.methods.contains(method) }?.nodes ?? nodes
      }
    }
    let kind: String
    let input: [Int]
    let preprocessing: String
    let pictures_sha256: String
    let files: [String]
    let mct: MCT?
  }

  /// The pictures that all networks see.
  struct Pictures: Decodable {
    let calibration: [String]
    let evaluation: [String]

    static func load() throws -> Pictures {
      try JSONDecoder().decode(
        Pictures.self, from: Data(contentsOf: data.appendingPathComponent("pictures.json")))
    }

    static func images(_ paths: [String]) -> [LabelledImage] {
      paths.map {
        LabelledImage(path: $0, url: EmbeddedDataTests.file($0), classIndex: 0)
      }
    }
  }

  static let kinds: [String] = {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: data.path)) ?? []
    return found.filter {
      FileManager.default.fileExists(atPath: "\(data.path)/\($0)/reference.json")
    }.sorted()
  }()

  static func reference(_ kind: String) throws -> Reference {
    try JSONDecoder().decode(
      Reference.self,
      from: Data(contentsOf: data.appendingPathComponent("\(kind)/reference.json")))
  }

  /// What the network reads, as the reference says it; pictures of another size were stretched.
  static func input(_ reference: Reference) throws -> ModelInput {
    ModelInput(
      height: reference.input[0], width: reference.input[1], channels: reference.input[2],
      resizing: .stretch,
      preprocessing: try #require(Preprocessing(rawValue: reference.preprocessing)))
  }

  /// The evaluation pictures as a network sees them, and a check that they are what Keras saw.
  static func pictures(_ reference: Reference) throws -> Tensor {
    let pictures = try preprocessedImages(
      Pictures.images(try Pictures.load().evaluation)[...], for: input(reference), on: Machine())
    var hash = SHA256()
    pictures.withUnsafeBufferPointer { hash.update(Array(UnsafeRawBufferPointer($0))) }
    #expect(hash.hexadecimal() == reference.pictures_sha256, "\(reference.kind)")
    return pictures
  }

  @Test func thereAre42Kinds() {
    #expect(Self.kinds.count == 42)
  }

  @Test(arguments: kinds)
  func outputsAreKeras(kind: String) throws {
    let reference = try Self.reference(kind)
    let folder = Self.data.appendingPathComponent(kind)
    let scratch = try ScratchFolder()
    for (name, content) in try archiveEntries(of: folder.appendingPathComponent("files.zip")) {
      try content.write(to: scratch.file(name))
    }
    let pictures = try Self.pictures(reference)
    let expected = try NumPyFile(folder.appendingPathComponent("probabilities.npy"))
    let values = try #require(expected.arrays[""]).values
    var computed: [(model: Model, outputs: [Float])] = []
    for file in reference.files.sorted() where !file.hasSuffix(".json") {
      let keras = file.prefix(6)
      let needsArchitecture = file.contains("weights")
      let read = {
        try KerasModel(
          contentsOf: scratch.file(file),
          architecture: needsArchitecture ? scratch.file("\(keras).architecture.json") : nil)
      }
      if kind == "caffe-in-graph" {
        // MCT cannot take it either: a slice that turns the channels round.
        #expect(throws: KerasModelError.self) { try read() }
        continue
      }
      let model = try read().model
      #expect(model.inputShape.dimensions == reference.input, "\(file)")
      guard !computed.contains(where: { $0.model.layers == model.layers }) else {
        continue
      }
      let outputs = try FastExecutor(model: model).output(for: pictures)
      computed.append((model, outputs.values))
      let worst = zip(outputs.values, values).map { abs(Double($0) - $1) }.max() ?? 0
      #expect(outputs.values.count == values.count)
      #expect(worst <= 1e-4, "\(file): off by \(worst)")
      let width = values.count / pictures.shape[0]
      for row in 0..<pictures.shape[0] where width > 1 {
        let range = row * width..<(row + 1) * width
        let wanted = range.max { (values[$0], $1) < (values[$1], $0) }
        #expect(range.max { (outputs.values[$0], $1) < (outputs.values[$1], $0) } == wanted)
      }
      print("small network \(kind), \(file): off by at most \(compact(worst))")
    }
  }
}
