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
  private let handle: FileHandle

  /// Closes the file when the last copy goes.
  private final class FileHandle {
    let file: OpaquePointer
    init(_ file: OpaquePointer) { self.file = file }
    deinit { hdf5_close(file) }
  }

  init(_ url: URL) throws {
    path = url.path
    guard FileManager.default.fileExists(atPath: path) else {
      throw KerasModelError.missing(path: path)
    }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw KerasModelError.unreadable(path: path)
    }
    var status = HDF5StatusOpen
    guard let file = hdf5_open(path, &status) else {
      throw status == HDF5StatusNotHDF5
        ? KerasModelError.notHDF5(path: path, found: KerasWeightsFile.kind(of: url))
        : KerasModelError.damaged(path: path)
    }
    handle = FileHandle(file)
    let root = hdf5_exists(file, "model_weights") != 0 ? "model_weights" : "/"
    guard let names = KerasWeightsFile.strings(file, group: root, attribute: "layer_names") else {
      throw KerasModelError.notKeras(
        path: path,
        isKeras3: hdf5_exists(file, "layers") != 0
          || hdf5_exists(file, "_layer_checkpoint_dependencies") != 0)
    }
    layers = try names.compactMap { name in
      try KerasWeightsFile.layer(file, root: root, name: name, path: url.path)
    }
    inputSize = KerasWeightsFile.strings(file, group: "/", attribute: "model_config")?.first
      .flatMap(
        KerasWeightsFile.inputSize(modelConfig:))
  }

  /// Reads one weight.
  func read(_ weight: (path: String, shape: Shape)) throws -> Tensor {
    var failed = false
    let tensor = Tensor(shape: weight.shape) { buffer in
      buffer.initialize(repeating: 0)
      failed = hdf5_read_floats(handle.file, weight.path, buffer.baseAddress, buffer.count) != 0
    }
    guard !failed else { throw KerasModelError.damaged(path: path) }
    guard tensor.values.allSatisfy(\.isFinite) else {
      throw KerasModelError.notFinite(path: path, weight: weight.path)
    }
    return tensor
  }

  private static func layer(
    _ file: OpaquePointer, root: String, name: String, path: String
  ) throws -> Layer? {
    let group = root == "/" ? "/" + name : root + "/" + name
    guard let weightNames = strings(file, group: group, attribute: "weight_names") else {
      throw KerasModelError.damaged(path: path)
    }
    if weightNames.isEmpty { return nil }
    let weights = try weightNames.map { weight -> (path: String, shape: Shape) in
      var extents = [Int64](repeating: 0, count: 8)
      let rank = hdf5_dataset_shape(file, group + "/" + weight, &extents)
      guard rank >= 0 else { throw KerasModelError.damaged(path: path) }
      return (group + "/" + weight, Shape(extents.prefix(Int(rank)).map(Int.init)))
    }
    return Layer(name: name, weights: weights)
  }

  /// An attribute of strings; long lists are stored in pieces called `name0`, `name1`, …
  private static func strings(
    _ file: OpaquePointer, group: String, attribute: String
  ) -> [String]? {
    if let whole = piece(file, group: group, attribute: attribute) { return whole }
    var result: [String]?
    var number = 0
    while let part = piece(file, group: group, attribute: attribute + String(number)) {
      result = (result ?? []) + part
      number += 1
    }
    // An empty list may be stored as numbers; Keras writes it so for layers without weights.
    if result == nil, hdf5_has_attribute(file, group, attribute) != 0 { return [] }
    return result
  }

  private static func piece(
    _ file: OpaquePointer, group: String, attribute: String
  ) -> [String]? {
    var count = 0
    guard let memory = hdf5_string_attribute(file, group, attribute, &count) else { return nil }
    defer { hdf5_free(memory) }
    var result: [String] = []
    var position = memory
    for _ in 0..<count {
      let text = String(cString: position)
      result.append(text)
      position += text.utf8.count + 1
    }
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

  /// What a file is that is not HDF5, judged by its first bytes.
  private static func kind(of url: URL) -> String {
    guard let file = try? Foundation.FileHandle(forReadingFrom: url),
      let start = try? file.read(upToCount: 4), !start.isEmpty
    else { return "an empty file" }
    if start.starts(with: [0x50, 0x4B]) {
      return "a zip archive (Keras's newer .keras files are; save with a name that ends in .h5)"
    }
    if start.first == UInt8(ascii: "<") { return "an HTML or XML page" }
    return "something that begins with the bytes "
      + hexadecimal(start, separator: " ")
  }
}
