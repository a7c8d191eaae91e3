import HDF5Reader

extension StructuredWeights {
  /// Refuses numbers below the model's layers that belong to no layer of the description: it describes another
  /// network, perhaps one that ends earlier.
  ///
  /// Other groups than those of layers hold an optimizer's, a loss's and metrics' numbers. A layer may have groups
  /// of its own, such as the seed of a dropout's random numbers, and hold whole numbers; neither are weights.
  ///
  /// - Throws: ``WeightFinding``, or ``HDF5Error``.
  func checkNothingIsLeft(by layers: [KerasLayer]) throws {
    var known: Set<String> = []
    var used: Set<String> = []
    for layer in layers {
      for depth in layer.path.indices { known.insert(group(of: layer.path[...depth])) }
      if !layer.weights.isEmpty { used.insert(group(of: layer.path)) }
    }
    // Every known group is looked into once.
    var open = [""]
    while let model = open.popLast() {
      let all = "\(model)/\(container)"
      guard try file.exists(all) else { continue }
      for name in try file.names(in: all) {
        let group = "\(all)/\(name)"
        let isKnown = known.contains(group)
        if isKnown { open.append(group) }
        guard !used.contains(group),
          let found = try firstFloats(below: isKnown ? group + "/vars" : group)
        else { continue }
        throw WeightFinding(
          description:
            "the file has numbers in \(found) for a layer that the description does not have")
      }
    }
  }

  /// The first dataset of floating-point numbers below a group, which may hold itself.
  private func firstFloats(below group: String) throws -> String? {
    var open = [(path: group, depth: 0)]
    var count = 0
    while let (path, depth) = open.popLast() {
      // A link may lead nowhere.
      guard try file.exists(path) else { continue }
      if try file.holdsFloats(path) { return path }
      let names = try file.names(in: path)
      count += names.count
      guard depth < 64, count < 1 << 16 else {
        throw WeightFinding(description: "\(group) holds groups within groups without end")
      }
      open += names.reversed().map { ("\(path)/\($0)", depth + 1) }
    }
    return nil
  }
}
