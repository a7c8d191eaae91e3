import Foundation
import HDF5Writer
import Tensors

/// A small functional model in Keras's own words, with weights, to be written as Keras 2 does and to be
/// changed before.
///
/// Pictures of 8 × 8, a convolution with batch normalization and ReLU, pooling, three classes.
public struct KerasModelFile {
  /// One layer.
  public struct Layer {
    /// The layer's own name.
    public var name: String
    /// Its class.
    public var className: String
    /// What stands in its `config` besides the name, as JSON.
    public var config: String
    /// The layers it reads.
    public var inputs: [String]
    /// Its weights by name.
    public var weights: [(name: String, tensor: Tensor)]

    public init(
      _ name: String, _ className: String, _ config: String = "", reading inputs: [String],
      weights: [(name: String, tensor: Tensor)] = []
    ) {
      self.name = name
      self.className = className
      self.config = config
      self.inputs = inputs
      self.weights = weights
    }
  }

  /// The class of the model.
  public var className = "Functional"
  /// The layers, the input first.
  public var layers: [Layer]
  /// The names of the inputs and outputs.
  public var ends = (inputs: ["photo"], outputs: ["answer"])
  /// Layers that are called a second time, and what they read then.
  public var secondCalls: [String: String] = [:]

  /// - Parameters:
  ///   - shape: Of the input, `[h, w, c]`.
  public init(shape: [Int] = [8, 8, 3]) {
    let channels = shape[shape.count - 1]
    func tensor(_ shape: Shape) -> Tensor {
      Tensor(
        shape: shape,
        values: (0..<shape.elementCount).map { Float(($0 * 37 + 11) % 23) / 23 - 0.4 })
    }
    let statistics = ["gamma", "beta", "moving_mean", "moving_variance"].map { name in
      (
        name: name,
        tensor: Tensor(shape: [4], values: name == "beta" ? [0, 1, 0, 1] : [1, 2, 1, 2])
      )
    }
    let extents = shape.map(String.init).joined(separator: ", ")
    layers = [
      Layer("photo", "InputLayer", #""batch_input_shape": [null, \#(extents)]"#, reading: []),
      Layer(
        "stem", "Conv2D",
        #""filters": 4, "kernel_size": [3, 3], "padding": "same", "use_bias": true, "activation": "linear""#,
        reading: ["photo"],
        weights: [("kernel", tensor([3, 3, channels, 4])), ("bias", tensor([4]))]),
      Layer(
        "stem_norm", "BatchNormalization", #""epsilon": 0.001"#, reading: ["stem"],
        weights: statistics),
      Layer("stem_relu", "ReLU", #""max_value": 6.0"#, reading: ["stem_norm"]),
      Layer("pool", "GlobalAveragePooling2D", reading: ["stem_relu"]),
      Layer(
        "answer", "Dense", #""units": 3, "activation": "softmax""#, reading: ["pool"],
        weights: [("kernel", tensor([4, 3])), ("bias", tensor([3]))]),
    ]
  }

  /// The layer of that name.
  ///
  /// - Precondition: There is one.
  public subscript(name: String) -> Layer {
    get { layers[position(of: name)] }
    set { layers[position(of: name)] = newValue }
  }

  private func position(of name: String) -> Int {
    guard let position = layers.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("there is no layer \(name)")
    }
    return position
  }

  /// Puts a layer between another and those that read it.
  public mutating func insert(_ layer: Layer) {
    let source = layer.inputs[0]
    for index in layers.indices {
      layers[index].inputs = layers[index].inputs.map { $0 == source ? layer.name : $0 }
    }
    layers.insert(layer, at: position(of: source) + 1)
  }

  /// What `model.to_json()` says.
  public var json: String {
    let layers = layers.map { layer in
      let calls = [layer.inputs] + (secondCalls[layer.name].map { [[$0]] } ?? [])
      let nodes = layer.inputs.isEmpty ? "" : calls.map(Self.node).joined(separator: ", ")
      let config = [#""name": "\#(layer.name)""#] + (layer.config.isEmpty ? [] : [layer.config])
      return """
        {"class_name": "\(layer.className)", "name": "\(layer.name)", \
        "config": {\(config.joined(separator: ", "))}, "inbound_nodes": [\(nodes)]}
        """
    }
    return """
      {"class_name": "\(className)", "config": {"name": "small", \
      "layers": [\(layers.joined(separator: ", "))], \
      "input_layers": [\(Self.ends(ends.inputs))], "output_layers": [\(Self.ends(ends.outputs))]}}
      """
  }

  private static func node(_ inputs: [String]) -> String {
    "[" + inputs.map { "[\"\($0)\", 0, 0, {}]" }.joined(separator: ", ") + "]"
  }

  private static func ends(_ names: [String]) -> String {
    names.map { "[\"\($0)\", 0, 0]" }.joined(separator: ", ")
  }

  /// Writes the whole model as `save("x.h5")` does, or its weights as `save_weights("x.h5")` does.
  ///
  /// - Parameter description: What stands in `model_config`; nothing when `nil`.
  public func write(to url: URL, description: String?) {
    let file = hdf5_writer_open(url.path)
    defer { hdf5_writer_close(file) }
    let root = description == nil ? "" : "model_weights/"
    if let description {
      hdf5_writer_group(file, "model_weights")
      Self.writeStrings([description], file, "/", "model_config")
    }
    let group = description == nil ? "/" : "model_weights"
    Self.writeStrings(layers.map(\.name), file, group, "layer_names")
    Self.writeStrings(["2.14.0"], file, group, "keras_version")
    for layer in layers {
      hdf5_writer_group(file, root + layer.name)
      let paths = layer.weights.map { "\(layer.name)/\($0.name):0" }
      for (path, weight) in zip(paths, layer.weights) {
        hdf5_writer_floats(
          file, "\(root)\(layer.name)/\(path)", weight.tensor.values,
          Int32(weight.tensor.shape.rank), weight.tensor.shape.dimensions.map(Int64.init))
      }
      Self.writeStrings(paths, file, root + layer.name, "weight_names")
    }
  }

  /// Writes the whole model as `save("x.h5")` does.
  public func write(to url: URL) { write(to: url, description: json) }

  private static func writeStrings(
    _ texts: [String], _ file: Int64, _ group: String, _ name: String
  ) {
    let length = max(texts.map(\.utf8.count).max() ?? 0, 1)
    let bytes = texts.flatMap { text in
      text.utf8.map { CChar(bitPattern: $0) }
        + Array(repeating: 0, count: length - text.utf8.count)
    }
    hdf5_writer_strings(file, group, name, bytes, texts.count, length)
  }
}

/// A zip archive of entries that are not packed.
///
/// - Parameter isEncrypted: Whether the entries say that they are; their bytes are not.
public func zipArchive(
  _ entries: [(name: String, content: Data)], isEncrypted: Bool = false
) -> Data {
  func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var archive = Data()
  var directory = Data()
  for (name, content) in entries {
    let checksum = Int(PNGChunks.checksum([UInt8](content)[...]))
    // Version, flags, method, time, date, checksum, both sizes, length of the name, of what is extra.
    let fields =
      bytes(20, 2) + bytes(isEncrypted ? 1 : 0, 2) + bytes(0, 6) + bytes(checksum, 4)
      + bytes(content.count, 4) + bytes(content.count, 4) + bytes(name.utf8.count, 2) + bytes(0, 2)
    directory += bytes(0x0201_4B50, 4) + bytes(20, 2) + fields + bytes(0, 10)
    directory += bytes(archive.count, 4) + Array(name.utf8)
    archive += bytes(0x0403_4B50, 4) + fields + Array(name.utf8) + content
  }
  let start = archive.count
  archive += directory + bytes(0x0605_4B50, 4) + bytes(0, 4)
  archive += bytes(entries.count, 2) + bytes(entries.count, 2)
  archive += bytes(directory.count, 4) + bytes(start, 4) + bytes(0, 2)
  return archive
}
