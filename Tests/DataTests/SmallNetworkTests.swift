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

  /// The evaluation pictures as a network sees them; square ones in colour only.
  ///
  /// - Returns: `[50, size, size, 3]`.
  static func pictures(size: Int, preprocessing: String) throws -> Tensor {
    let images = Pictures.images(try Pictures.load().evaluation)
    var values: [Float] = []
    for image in images {
      let picture = try Image(contentsOf: image.url)
      values += picture.smartResized(width: size, height: size).values
    }
    let (caffe, mean, deviation): ([Float], [Float], [Float]) = (
      [103.939, 116.779, 123.68], [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    )
    let preprocessed: [Float]
    switch preprocessing {
    case "none": preprocessed = values
    case "0..1": preprocessed = values.map { $0 / 255 }
    case "-1..1": preprocessed = values.map { $0 / 127.5 - 1 }
    case "caffe":
      preprocessed = values.indices.map { values[$0 - $0 % 3 + 2 - $0 % 3] - caffe[$0 % 3] }
    case "torch":
      preprocessed = values.indices.map { (values[$0] / 255 - mean[$0 % 3]) / deviation[$0 % 3] }
    default:
      Issue.record("an unknown preprocessing: \(preprocessing)")
      preprocessed = values
    }
    return Tensor(shape: [images.count, size, size, 3], values: preprocessed)
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
    let isComputed = reference.input[2] == 3 && reference.input[0] == reference.input[1]
    let pictures =
      try isComputed
      ? Self.pictures(size: reference.input[0], preprocessing: reference.preprocessing) : nil
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
      guard let pictures, !computed.contains(where: { $0.model.layers == model.layers }) else {
        continue
      }
      let outputs = try FastExecutor(model: model).output(for: pictures)
      computed.append((model, outputs.values))
      let worst = zip(outputs.values, values).map { abs(Double($0) - $1) }.max() ?? 0
      #expect(outputs.values.count == values.count)
      #expect(worst <= 1e-4, "\(file): off by \(worst)")
      print("small network \(kind), \(file): off by at most \(compact(worst))")
    }
  }
}
