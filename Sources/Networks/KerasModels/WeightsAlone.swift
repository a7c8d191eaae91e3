import Graph
import HDF5Reader
import Tensors

extension Architecture {
  /// Keras's widths first, then all others in steps of a hundredth.
  private static let alphas =
    kerasAlphas + (5...300).map { Double($0) / 100 }.filter { !kerasAlphas.contains($0) }

  /// The architecture of a model that has the layers of Keras's MobileNetV2, whatever its last one is
  /// called; `nil` for another model.
  init?(of model: Model) {
    let classes = model.outputShape
    guard classes.rank == 1, model.layers.count == 156 else { return nil }
    let input = HeightWidth(height: model.inputShape[0], width: model.inputShape[1])
    let channels = model.layers.dropLast().map { $0.outputShape[-1] }
    let found = Self.alphas.lazy.map {
      Architecture(alpha: $0, input: input, classCount: classes[0])
    }.first { candidate in
      candidate.stemChannels == channels[1] && candidate.isArchitecture(of: model)
    }
    guard let found else { return nil }
    self = found
  }

  private func isArchitecture(of model: Model) -> Bool {
    let all = described.layers
    let positions = Dictionary(
      zip(all.map(\.name), all.indices), uniquingKeysWith: { first, _ in first })
    return all.indices.allSatisfy { index in
      let (described, layer) = (all[index], model.layers[index])
      guard described.className == layer.kerasClassName,
        described.inputs.map({ positions[$0] }) == model.inputPositions[index]
      else { return false }
      let config = described.config
      switch layer.operation {
      case .convolution(let own):
        return config["filters"].integer == layer.outputShape[-1] && own.bias == nil
          && own.window.strides == HeightWidth(config["strides"].integer ?? 0)
          && own.window.size == HeightWidth(config["kernel_size"].integer ?? 0)
          && own.activation == .linear
      case .depthwiseConvolution(let own):
        return own.window.strides == HeightWidth(config["strides"].integer ?? 0)
          && own.window.size == 3 && own.multiplier == 1 && own.activation == .linear
      case .batchNormalization(let own): return own.epsilon == 0.001
      case .dense(let own): return own.activation == .softmax
      case .activation: return layer.operation == .reLU(maximum: 6)
      case .input, .add, .concatenate, .zeroPadding, .cropping, .pooling, .globalPooling, .reshape,
        .arithmetic, .identity:
        return true
      }
    }
  }

  /// The architecture whose layers have the shapes of weights without a description: they are MobileNetV2's,
  /// or nobody can tell what they are.
  ///
  /// - Throws: ``KerasModelError/noDescription(path:reason:)``, or ``HDF5Error``.
  static func found(in file: KerasFile, input: HeightWidth) throws -> Architecture {
    func failure(_ reason: String) -> KerasModelError {
      .noDescription(path: file.path, reason: reason)
    }
    let places: [String: [String]]
    do {
      let layers = Architecture(alpha: 1, input: input, classCount: 1).described.layers
      places = try file.weights.places(of: layers)
    } catch let finding as WeightFinding {
      throw failure(finding.description)
    }
    guard let classes = try places["predictions"].map({ try file.hdf5.shape(of: $0[1]) }),
      classes.count == 1, (1...1 << 20).contains(classes[0])
    else { throw failure("the last layer has no bias for classes") }
    for layer in Architecture(alpha: 1, input: input, classCount: 1).described.layers {
      guard let size = layer.config["kernel_size"].integer, let place = places[layer.name]?.first
      else { continue }
      let shape = Shape(try file.hdf5.shape(of: place))
      guard shape.rank == 4, shape[0] == size, shape[1] == size else {
        throw failure("\(place) has the shape \(shape), where \(size) x \(size) is needed")
      }
    }
    // Filters of every convolution, as the file has them.
    let filters = try places.mapValues { try file.hdf5.shape(of: $0[0]).last ?? 0 }
    var closest: (matched: Int, reason: String) = (-1, "no width fits the first layer")
    for alpha in alphas {
      let candidate = Architecture(alpha: alpha, input: input, classCount: classes[0])
      let layers = candidate.described.layers.filter { $0.className == "Conv2D" }
      guard
        let other = layers.firstIndex(where: { filters[$0.name] != $0.config["filters"].integer })
      else { return candidate }
      if other > closest.matched {
        closest = (
          other,
          "\(layers[other].name) has \(filters[layers[other].name] ?? 0) filters, where a width of "
            + "\(alpha) has \(layers[other].config["filters"].short)"
        )
      }
    }
    throw failure(closest.reason)
  }
}
