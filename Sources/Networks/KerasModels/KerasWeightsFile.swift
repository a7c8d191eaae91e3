import Foundation
import HDF5Reader
import Support
import Tensors

/// A Keras `.h5` file: layers with their weights, in the file's order.
///
/// Both kinds are read: what `save_weights` writes and what `save` writes.
struct KerasWeightsFile {
  /// A layer that has weights.
  struct Layer {
    let name: String
    /// Paths inside the file.
    let weights: [(path: String, shape: Shape)]
  }

  let path: String
  let layers: [Layer]
  /// Rows and columns of the model's input, when the file tells.
  let inputSize: Int?
  private let file: HDF5File

  init(_ url: URL) throws {
    path = url.path
    do {
      let file = try HDF5File(path: path)
      self.file = file
      let root = try file.exists("model_weights") ? "model_weights" : "/"
      guard let names = try KerasWeightsFile.strings(file, group: root, attribute: "layer_names")
      else {
        let isKeras3 =
          try file.exists("layers") || file.exists("_layer_checkpoint_dependencies")
        throw KerasModelError.notKeras(path: path, isKeras3: isKeras3)
      }
      layers = try names.compactMap { name in
        try KerasWeightsFile.layer(file, root: root, name: name, path: url.path)
      }
      inputSize = try KerasWeightsFile.strings(file, group: "/", attribute: "model_config")?.first
        .flatMap(KerasWeightsFile.inputSize(modelConfig:))
    } catch let error as HDF5Error {
      throw KerasModelError(error, path: url.path)
    }
  }

  /// Reads one weight.
  func read(_ weight: (path: String, shape: Shape)) throws -> Tensor {
    let values: [Float]
    do {
      values = try file.floats(weight.path)
    } catch {
      throw KerasModelError(error, path: path)
    }
    guard values.allSatisfy(\.isFinite) else {
      throw KerasModelError.notFinite(path: path, weight: weight.path)
    }
    return Tensor(shape: weight.shape, values: values)
  }

  private static func layer(
    _ file: HDF5File, root: String, name: String, path: String
  ) throws -> Layer? {
    let group = root == "/" ? "/" + name : root + "/" + name
    guard let weightNames = try strings(file, group: group, attribute: "weight_names") else {
      throw KerasModelError.damaged(path: path)
    }
    if weightNames.isEmpty { return nil }
    let weights = try weightNames.map { weight -> (path: String, shape: Shape) in
      let place = group + "/" + weight
      return (place, Shape(try file.shape(of: place)))
    }
    return Layer(name: name, weights: weights)
  }

  /// An attribute of strings; long lists are stored in pieces called `name0`, `name1`, …
  private static func strings(
    _ file: HDF5File, group: String, attribute: String
  ) throws -> [String]? {
    if let whole = try file.strings(attribute: attribute, of: group) { return whole }
    var result: [String]?
    var number = 0
    while let part = try file.strings(attribute: attribute + String(number), of: group) {
      result = (result ?? []) + part
      number += 1
    }
    // An empty list may be stored as numbers; Keras writes it so for layers without weights.
    if result == nil, try file.hasAttribute(attribute, of: group) { return [] }
    return result
  }

  /// The input extent in Keras's description of a whole model.
  private static func inputSize(modelConfig: String) -> Int? {
    struct Description: Decodable {
      struct Config: Decodable { let layers: [Layer] }
      struct Layer: Decodable { let config: LayerConfig }
      struct LayerConfig: Decodable {
        let shape: [Int?]?
        enum CodingKeys: String, CodingKey {
          case batchInputShape = "batch_input_shape", batchShape = "batch_shape"
        }
        init(from decoder: any Decoder) throws {
          let container = try decoder.container(keyedBy: CodingKeys.self)
          shape =
            try container.decodeIfPresent([Int?].self, forKey: .batchInputShape)
            ?? container.decodeIfPresent([Int?].self, forKey: .batchShape)
        }
      }
      let config: Config
    }
    let description = try? JSONDecoder().decode(Description.self, from: Data(modelConfig.utf8))
    guard let shape = description?.config.layers.first?.config.shape, shape.count == 4 else {
      return nil
    }
    return shape[1]
  }
}
