import Graph

/// A model while some of its layers become one with those that read them.
///
/// Who reads a layer is looked up, not searched: thousands of layers are joined in one pass.
struct LayerJoining {
  private let name: String
  /// The layers in order; `nil` where one is gone.
  private var layers: [Layer?]
  private var positions: [String: Int] = [:]
  /// The Keras layers that those are of which were made of two, by their names.
  private var parts: [String: [String]] = [:]
  /// For every layer the positions of those that read it.
  private var readers: [Set<Int>]

  init(_ model: Model) {
    name = model.name
    layers = model.layers
    readers = Array(repeating: [], count: model.layers.count)
    for (position, layer) in model.layers.enumerated() {
      positions[layer.name] = position
      for input in model.inputPositions[position] { readers[input].insert(position) }
    }
  }

  /// The model as it is now.
  var model: Model { Model(name: name, layers: layers.compactMap { $0 }) }

  /// The layer of that name, or `nil`.
  subscript(name: String) -> Layer? { positions[name].flatMap { layers[$0] } }

  /// How many layers read the layer of that name.
  func readerCount(of name: String) -> Int { positions[name].map { readers[$0].count } ?? 0 }

  /// The only layer that reads the layer of that name, unless it reads it twice.
  func soleReader(of name: String) -> Layer? {
    guard let position = positions[name], readers[position].count == 1,
      let first = readers[position].first, let reader = layers[first],
      reader.inputs.count(where: { $0 == name }) == 1
    else { return nil }
    return reader
  }

  /// Makes one layer of two, which stands where the second stood.
  ///
  /// - Parameter joined: The new layer; it reads what the first read.
  /// - Throws: ``QuantizationRequestError/nameTaken(name:by:)`` when another layer has its name, and
  ///   ``QuantizationRequestError/madeTwice(name:of:and:)`` when that layer was made of two, too.
  /// - Precondition: Nothing but the second reads the first.
  /// - Complexity: O(layers that read the second, or what the first reads).
  mutating func join(_ first: Layer, _ second: Layer, as joined: Layer) throws {
    guard let own = positions[first.name], let place = positions[second.name] else {
      preconditionFailure("\(first.name) or \(second.name) is not in the model")
    }
    let sources = [first.kerasName, second.kerasName]
    if let other = positions[joined.name], other != own, other != place {
      // The user has no layer of that name then, and could not give it another one.
      if let others = parts[joined.name] {
        throw QuantizationRequestError.madeTwice(name: joined.name, of: others, and: sources)
      }
      throw QuantizationRequestError.nameTaken(name: joined.name, by: sources)
    }
    for input in first.inputs + second.inputs {
      guard let position = positions[input] else { continue }
      readers[position].subtract([own, place])
    }
    for input in joined.inputs {
      if let position = positions[input] { readers[position].insert(place) }
    }
    for reader in readers[place] {
      layers[reader] = layers[reader]?.renamingInputs([second.name: joined.name])
    }
    (layers[own], layers[place]) = (nil, joined)
    (positions[first.name], positions[second.name]) = (nil, nil)
    positions[joined.name] = place
    // Names grow with every step: those that are gone are not kept.
    (parts[first.name], parts[second.name]) = (nil, nil)
    parts[joined.name] = sources
  }
}
