import Foundation
import Graph
import Imaging
import KerasModels
import PostTrainingQuantization
import Quantization
import Tensors
import TestSupport

/// The real network and images, loaded and calibrated once for all tests.
enum RealNetwork {
  static let imageFolder = Result {
    try LabelledImageFolder(
      ReferenceFolder.file("imagenet/val"),
      classes: ClassList(contentsOf: ReferenceFolder.file("imagenet/classes.csv")))
  }

  static let network = Result {
    try KerasModel(
      contentsOf: ReferenceFolder.file(
        "imagenet/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"))
  }

  static let calibration = Result {
    let dataset = try RepresentativeDataset(
      images: Array(imageFolder.get().images.prefix(320)), batchSize: 32,
      input: ModelInput(size: 224))
    return try Calibration(of: network.get().model, representativeDataset: dataset)
  }

  static let weights = Result { try calibration.get().quantizedWeights() }

  static func quantized(by config: QuantizationConfig) throws -> QuantizationResult {
    try calibration.get().quantized(by: config, weights: weights.get())
  }
}

/// What MCT computed for the network.
struct NetworkFile: Decodable {
  struct Outcome: Decodable {
    let top1_correct: Int
    let top5_correct: Int?
    let of: Int
    let cross_entropy: Double
    let agrees_with_float: Int?
    let argmax: [Int]?
  }

  struct Setting: Decodable {
    struct Activation: Decodable {
      let index: Int
      let node: String
      let num_bits: Int
      let signed: Bool?
      let threshold: [Double]?
      let min_range: [Double]?
      let max_range: [Double]?
    }
    let top1_correct: Int
    let of: Int
    let cross_entropy: Double
    let activations: [Activation]
  }

  private enum Keys: CodingKey { case results, other_settings }

  let network: MCTNetwork
  let results: [String: Outcome]
  let other_settings: [String: Setting]

  init(from decoder: any Decoder) throws {
    network = try MCTNetwork(from: decoder)
    let values = try decoder.container(keyedBy: Keys.self)
    results = try values.decode([String: Outcome].self, forKey: .results)
    other_settings = try values.decode([String: Setting].self, forKey: .other_settings)
  }

  static func load() throws -> NetworkFile {
    let data = try Data(contentsOf: ReferenceFolder.file("reference/mct_network.json"))
    return try JSONDecoder().decode(NetworkFile.self, from: data)
  }
}
