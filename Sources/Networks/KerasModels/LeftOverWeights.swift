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
    var search = Search(file: file)
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
          let found = try search.firstFloats(below: isKnown ? group + "/vars" : group)
        else { continue }
        throw WeightFinding(
          description:
            "the file has numbers in \(found) for a layer that the description does not have")
      }
    }
  }
}

/// A search for numbers in groups, with one account for all of them.
private struct Search {
  let file: HDF5File
  /// The groups and datasets that were looked at. Keras gives each of them one name: by links, a small file could
  /// have groups without end.
  private var seen: Set<UInt64> = []
  private var count = 0

  /// How deep groups may lie within one another: a path is followed from the file's root, so that all of a long chain
  /// would take the square of its length.
  private static let deepest = 64

  init(file: HDF5File) { self.file = file }

  /// The first dataset of floating-point numbers below a group.
  ///
  /// - Throws: ``WeightFinding`` for what has two names, as a group that holds itself.
  mutating func firstFloats(below group: String) throws -> String? {
    var open = [(path: group, depth: 0)]
    while let (path, depth) = open.popLast() {
      // A link may lead nowhere.
      guard let identity = try file.identity(of: path) else { continue }
      guard seen.insert(identity).inserted else {
        throw WeightFinding(description: "\(path) is another name of something else in the file")
      }
      if try file.holdsFloats(path) { return path }
      let names = try file.names(in: path)
      count += names.count
      guard count < 1 << 16, names.isEmpty || depth < Self.deepest else {
        throw WeightFinding(description: "\(group) holds groups within groups without end")
      }
      open += names.reversed().map { (path: "\(path)/\($0)", depth: depth + 1) }
    }
    return nil
  }
}
