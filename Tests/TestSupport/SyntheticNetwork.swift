import Foundation
import HDF5Writer
import KerasModels
import Support
import Tensors

/// A small MobileNetV2 with random weights, for tests that need a network but no meaning.
public struct SyntheticNetwork {
  /// A layer and its weights.
  public struct Weights {
    /// The layer's name.
    public var layer: String
    /// What the weights are called.
    public var names: [String]
    /// The weights.
    public var tensors: [Tensor]
  }

  /// Widths, input size and classes.
  public let architecture: Architecture
  /// Every layer that has weights, in order.
  public var weights: [Weights]

  /// Creates a network; the seed decides its weights.
  public init(alpha: Double = 0.35, inputSize: Int = 32, classCount: Int = 3, seed: UInt64 = 1) {
    architecture = Architecture(alpha: alpha, inputSize: inputSize, classCount: classCount)
    var generator = SplitMix64(seed: seed)
    func tensor(_ name: String, _ shape: Shape) -> Tensor {
      let count = shape.elementCount
      switch name {
      case "gamma", "moving_variance":
        return Tensor(shape: shape, values: generator.floats(count, in: 0.5...1.5))
      case "beta", "moving_mean", "bias":
        return Tensor(shape: shape, values: generator.floats(count, in: -0.3...0.3))
      default:
        let inputs = name == "depthwise_kernel" ? 9 : count / shape[-1]
        let bound = (6 / Float(inputs)).squareRoot()
        return Tensor(shape: shape, values: generator.floats(count, in: -bound...bound))
      }
    }
    var collected: [Weights] = []
    _ = SyntheticNetwork.model(architecture) { layer, names, shapes in
      let tensors = zip(names, shapes).map(tensor)
      collected.append(Weights(layer: layer, names: names, tensors: tensors))
      return tensors
    }
    weights = collected
  }

  /// The network itself.
  public var network: KerasModel {
    var next = 0
    return SyntheticNetwork.model(architecture) { _, _, _ in
      defer { next += 1 }
      return weights[next].tensors
    }
  }

  /// The weights are invented, so nothing can go wrong.
  private static func model(
    _ architecture: Architecture, weights: @escaping WeightSource
  ) -> KerasModel {
    do { return try KerasModel(architecture, weights: weights) } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Writes the weights as Keras's `save_weights` does, or as `save` does when a description of the
  /// model is given.
  ///
  /// - Parameter nestedIn: The name under which the network is a layer of another one.
  public func write(to url: URL, modelConfig: String? = nil, nestedIn: String? = nil) {
    let file = hdf5_writer_open(url.path)
    defer { hdf5_writer_close(file) }
    let root = modelConfig == nil ? "" : "model_weights"
    if let modelConfig {
      hdf5_writer_group(file, root)
      // As Keras writes it: an attribute of fixed length ends at 64 kB.
      modelConfig.withCString { text in
        hdf5_writer_variable_strings(file, "/", "model_config", [text], 1)
      }
    }
    let prefix = root.isEmpty ? "" : root + "/"
    // Layers without weights are listed too, as in Keras.
    let names = ["input_1"] + (nestedIn.map { [$0] } ?? weights.map(\.layer))
    SyntheticNetwork.writeStrings(names, file, group: "/" + root, name: "layer_names")
    hdf5_writer_group(file, prefix + "input_1")
    SyntheticNetwork.writeStrings([], file, group: prefix + "input_1", name: "weight_names")
    var nested: [String] = []
    for layer in weights {
      let group = prefix + (nestedIn ?? layer.layer)
      let paths = layer.names.map { "\(layer.layer)/\($0):0" }
      nested += paths
      for (path, tensor) in zip(paths, layer.tensors) {
        hdf5_writer_floats(
          file, group + "/" + path, tensor.values, Int32(tensor.shape.rank),
          tensor.shape.dimensions.map(Int64.init))
      }
      if nestedIn == nil {
        SyntheticNetwork.writeStrings(paths, file, group: group, name: "weight_names")
      }
    }
    if let nestedIn {
      SyntheticNetwork.writeStrings(
        nested, file, group: prefix + nestedIn, name: "weight_names")
    }
  }

  private static func writeStrings(_ texts: [String], _ file: Int64, group: String, name: String) {
    let length = max(texts.map(\.utf8.count).max() ?? 0, 1)
    var bytes: [CChar] = []
    for text in texts {
      let own = text.utf8.map { CChar(bitPattern: $0) }
      bytes += own + Array(repeating: 0, count: length - own.count)
    }
    hdf5_writer_strings(file, group, name, bytes, texts.count, length)
  }
}
