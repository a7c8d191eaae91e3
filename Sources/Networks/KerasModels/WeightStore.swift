import HDF5Reader
import Tensors

/// Where the weights of a model lie in a file.
protocol WeightStore {
  /// The path of every weight of every layer, in Keras's order of the layer's weights.
  ///
  /// - Returns: By layer name; layers without weights may be left out.
  /// - Throws: ``WeightFinding`` for the first layer whose weights are not there, or ``HDF5Error``.
  func places(of layers: [KerasLayer]) throws -> [String: [String]]
}

/// Weights that are not where a model needs them.
struct WeightFinding: Error, Equatable, CustomStringConvertible {
  let description: String
}

/// Weights as Keras's older files list them: the outermost model's layers with weights, one after the
/// other, and for each of them the names of its weights. A nested model is one layer; of its weights come
/// first those that training changes, then the others.
///
/// They are matched as Keras matches them, by their order, so that a layer may have another name than the
/// model says. What a weight is called is only checked.
struct ListedWeights: WeightStore {
  struct Group {
    let name: String
    /// Paths in the file.
    let weights: [String]
  }

  /// The layers with weights, in the file's order.
  let groups: [Group]

  /// - Throws: ``HDF5Error``.
  init(_ file: HDF5File, root: String, layers: [String]) throws(HDF5Error) {
    var groups: [Group] = []
    guard layers.count <= KerasDescription.most else {
      throw .damaged("it lists the weights of \(layers.count) layers")
    }
    try Self.checkOnce(layers)
    for name in layers {
      let path = root == "/" ? "/" + name : root + "/" + name
      guard let weights = try file.longStrings(attribute: "weight_names", of: path) else {
        throw .damaged("the group \(name) has no list of weights")
      }
      try Self.checkOnce(weights)
      if !weights.isEmpty {
        groups.append(Group(name: name, weights: weights.map { path + "/" + $0 }))
      }
    }
    self.groups = groups
  }

  /// Keras writes no name twice: one would hide the other's numbers.
  private static func checkOnce(_ names: [String]) throws(HDF5Error) {
    // By their bytes, as the file does: Unicode takes some names of other bytes for the same text.
    var seen: Set<[UInt8]> = []
    for name in names where !seen.insert(Array(name.utf8)).inserted {
      throw .damaged("it lists the weights of \(name.prefix(80)) twice")
    }
  }

  func places(of layers: [KerasLayer]) throws -> [String: [String]] {
    var units: [(name: String, layers: [KerasLayer])] = []
    for layer in layers where !layer.weights.isEmpty {
      if units.last?.name == layer.outermost {
        units[units.count - 1].layers.append(layer)
      } else {
        units.append((layer.outermost, [layer]))
      }
    }
    var result: [String: [String]] = [:]
    for (index, unit) in units.enumerated() {
      guard groups.indices.contains(index) else {
        throw WeightFinding(
          description: "the file ends where the weights of \(unit.name) should be: \(index) of "
            + "\(units.count) layers with weights are there")
      }
      try match(unit.layers, with: groups[index], into: &result)
    }
    if groups.count > units.count {
      throw WeightFinding(
        description:
          "\(groups.count - units.count) layers with weights are left over, the first one "
          + "called \(groups[units.count].name)")
    }
    return result
  }

  private func match(
    _ layers: [KerasLayer], with group: Group, into result: inout [String: [String]]
  ) throws {
    if let named = ListedWeights.byName(layers, group) {
      result.merge(named) { $1 }
      return
    }
    // Layers and positions of their weights, in the order in which Keras saves them.
    var order: [(layer: KerasLayer, weight: Int)] = []
    for wanted in [true, false] {
      for layer in layers {
        for (position, weight) in layer.weights.enumerated()
        where (layer.isTrainable && weight.isTrainable) == wanted {
          order.append((layer, position))
        }
      }
    }
    guard order.count == group.weights.count else {
      throw WeightFinding(
        description:
          "\(group.name) has \(group.weights.count) weights, but \(layers[0].outermost) needs "
          + "\(order.count)")
    }
    for layer in layers { result[layer.name] = Array(repeating: "", count: layer.weights.count) }
    for ((layer, position), path) in zip(order, group.weights) {
      try check(path, is: layer.weights[position].name, of: layer)
      result[layer.name]?[position] = path
    }
  }

  /// Weights by the names of their layers. Their order depends on what was frozen when they were saved, which
  /// the description need not say.
  ///
  /// - Returns: `nil` when a weight of that name is missing.
  private static func byName(_ layers: [KerasLayer], _ group: Group) -> [String: [String]]? {
    guard layers.reduce(0, { $0 + $1.weights.count }) == group.weights.count else { return nil }
    var paths: [String: String] = [:]
    for path in group.weights {
      let parts = path.split(separator: "/").suffix(2).map(String.init)
      let name = parts.joined(separator: "/").split(separator: ":").first.map(String.init) ?? ""
      guard paths.updateValue(path, forKey: name) == nil else { return nil }
    }
    var result: [String: [String]] = [:]
    for layer in layers {
      for weight in layer.weights {
        // Keras 3 calls a depthwise convolution's weight as any other kernel.
        let names = [weight.name] + (weight.name == "depthwise_kernel" ? ["kernel"] : [])
        guard let path = names.lazy.compactMap({ paths["\(layer.name)/\($0)"] }).first else {
          return nil
        }
        result[layer.name, default: []].append(path)
      }
    }
    return result
  }

  /// Weights of one layer may have one shape: then only their names tell them apart.
  private func check(_ path: String, is name: String, of layer: KerasLayer) throws {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    let found = last.split(separator: ":").first.map(String.init) ?? last
    let known = ["gamma", "beta", "moving_mean", "moving_variance"]
    guard !known.contains(found) || !known.contains(name) || found == name else {
      throw WeightFinding(
        description: "\(layer.name) needs its \(name) where the file has \(path)")
    }
  }
}

/// Weights as Keras's newer files hold them: groups follow the model's structure, called after the layers'
/// classes and counted, `layers/functional/layers/conv2d_3/vars/0`.
///
/// From Keras 3.6 on a group also says its layer's name, which is checked.
struct StructuredWeights: WeightStore {
  let file: HDF5File
  let container: String

  init(_ file: HDF5File, container: String) {
    self.file = file
    self.container = container
  }

  func places(of layers: [KerasLayer]) throws -> [String: [String]] {
    var result: [String: [String]] = [:]
    for layer in layers where !layer.weights.isEmpty {
      let group = group(of: layer.path) + "/vars"
      guard try file.exists(group) else {
        throw WeightFinding(
          description: "the file has no group \(group) for the layer \(layer.name)")
      }
      if let name = try file.strings(attribute: "name", of: group)?.first, name != layer.name {
        throw WeightFinding(
          description: "where the weights of \(layer.name) should be, the file has those of \(name)"
        )
      }
      let count = try file.names(in: group).count
      // Normalization counts the pictures that it has seen; Keras 3 does not save that.
      guard count == layer.weights.count || layer.className == "Normalization" else {
        throw WeightFinding(
          description:
            "\(layer.name) needs \(layer.weights.count) weights, but the file has \(count)")
      }
      result[layer.name] = layer.weights.indices.map { "\(group)/\($0)" }
    }
    try checkNothingIsLeft(by: layers)
    return result
  }

  /// The group of a layer, or of a model around it.
  func group(of path: some Sequence<String>) -> String {
    path.reduce("") { "\($0)/\(container)/\($1)" }
  }
}
