import Graph

extension ModelReading {
  /// Looks for a layer that is called as MCT calls a part of another layer: MCT fails then, for two layers of
  /// a model cannot have one name.
  ///
  /// - Throws: ``KerasModelError/Finding/reserved(name:layer:)``.
  static func checkNames(of model: Model) throws(KerasModelError.Finding) {
    let suffixes = ["_bn", "_post_activation", "_post_add", "_pre_pad", "_collapsed"]
    for layer in model.layers {
      for suffix in suffixes where layer.name.hasSuffix(suffix) {
        guard let owner = model[String(layer.name.dropLast(suffix.count))],
          model.makesPart(suffix, of: owner), !model.isFolded(layer)
        else { continue }
        throw .reserved(name: layer.name, layer: owner.name)
      }
    }
  }
}

extension Model {
  /// Whether MCT gives that name to a part of the layer.
  fileprivate func makesPart(_ suffix: String, of layer: Layer) -> Bool {
    switch suffix {
    case "_bn": consumers(of: layer.name).contains { self[$0].map(isFolded) ?? false }
    case "_post_activation": layer.operation.weights.map { $0.activation != .linear } ?? false
    case "_post_add":
      if case .activation = layer.operation { true } else { layer.operation.weights != nil }
    default: layer.operation.weights != nil
    }
  }

  /// Whether it is a batch normalization that becomes one with the convolution before it.
  fileprivate func isFolded(_ layer: Layer) -> Bool {
    guard case .batchNormalization = layer.operation, let source = self[layer.inputs[0]],
      let weights = source.operation.weights
    else { return false }
    return weights.activation == .linear && weights.layout != .dense
      && consumers(of: source.name).count == 1
  }
}
