import Graph
import KerasModels
import PostTrainingQuantization
import TargetPlatform

/// How the names that users give find layers and nodes.
extension Workbook {
  /// Whether layers to look at were asked for.
  public var asksForLayers: Bool { !layers.isEmpty }

  /// The layers to look at, by the names that they have in the model: those of
  /// ``PreparedModel/typicalOutputs``, in MobileNetV2 the tutorial's two, unless others were asked for.
  ///
  /// A layer is found by its own name or by the one of its node, whatever case the letters have.
  ///
  /// - Throws: ``GraphError/unknownLayer(_:known:)``.
  public func layers(of model: Model) throws -> [String] {
    let names = model.layers.map(\.name)
    if layers.isEmpty {
      let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
      return prepared.typicalOutputs.compactMap { node in
        // What is folded into a convolution keeps its own name in Keras.
        model.layers.last { $0.name.lowercased() == node.lowercased() }?.name
          ?? model.layers.first { $0.name + "_bn" == node }
          .flatMap { model.consumers(of: $0.name).first ?? $0.name }
      }
    }
    return try layers.map { layer in
      if let name = model.layer(called: layer)?.name { return name }
      // MCT knows no layer of that name, unless it can read the model.
      let nodes = LayerNodes(of: model)
      guard let node = nodes?[layer].first, let own = nodes?.layer(of: node),
        let name = model.layer(called: own)?.name
      else { throw GraphError.unknownLayer(layer, known: names) }
      return name
    }
  }

  /// The nodes of the layers to look at.
  ///
  /// A node is found by its own name or by the ones of the Keras layers that it is made of, whatever case the
  /// letters have: the convolution `expanded_conv_project` and its batch normalization
  /// `expanded_conv_project_BN` are the node `expanded_conv_project_bn`.
  ///
  /// Unless layers were asked for, these are ``Calibration/typicalOutputs()``, in MobileNetV2 the tutorial's two.
  ///
  /// - Throws: ``LayerNotQuantized`` for a layer whose output no quantizer sees.
  public func nodes(of calibration: Calibration) throws -> [String] {
    layers.isEmpty ? try calibration.typicalOutputs() : try nodes(of: calibration.prepared)
  }

  /// The nodes of the layers to look at, as far as they can be told before calibration; each once, by however many
  /// names it was asked for.
  ///
  /// - Throws: ``LayerNotQuantized`` for a layer whose output no quantizer sees.
  public func nodes(of prepared: PreparedModel) throws -> [String] {
    if layers.isEmpty { return prepared.typicalOutputs }
    let own = LayerNodes(of: try network().model, in: prepared.model)
    var seen: Set<String> = []
    return try layers.map { try node($0, own, prepared) }.filter { seen.insert($0).inserted }
  }

  private func node(
    _ layer: String, _ own: LayerNodes, _ prepared: PreparedModel
  ) throws -> String {
    let found = own[layer]
    guard let node = found.first(where: { prepared[$0]?.mode == .quantized }) else {
      throw LayerNotQuantized(
        layer: layer, nodes: own.names(of: prepared.quantizedNodes),
        fusedInto: found.compactMap { prepared.endOfFusion(from: $0) }.first)
    }
    return node
  }

  /// The user's choices for single outputs, by node.
  ///
  /// - Throws: ``LayerNotQuantized``, ``OverrideError``, or what ``network()`` throws.
  public func overrides(
    _ options: OverrideOptions, on platform: TargetPlatformCapabilities
  ) throws -> [String: ActivationOverride] {
    let choices = try options.choices()
    if choices.isEmpty { return [:] }
    let model = try network().model
    let prepared = try PreparedModel(model, targetPlatformCapabilities: platform)
    let own = LayerNodes(of: model, in: prepared.model)
    var overrides: [String: ActivationOverride] = [:]
    for (name, choice, place) in choices {
      let node = try node(name, own, prepared)
      guard overrides.updateValue(choice, forKey: node) == nil else {
        throw OverrideError(
          place: place, reason: "\(node) has a choice already; put both into one, with a comma")
      }
    }
    return overrides
  }
}

extension PreparedModel {
  /// The node whose output is quantized in place of one that lies inside a fused operation, or `nil`.
  fileprivate func endOfFusion(from node: String) -> String? {
    var name = node
    while self[name]?.mode == .fused, let next = model.consumers(of: name).first { name = next }
    return self[name]?.mode == .quantized ? name : nil
  }
}
