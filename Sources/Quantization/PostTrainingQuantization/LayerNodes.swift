import Graph
import TargetPlatform

/// Which node of a prepared model every layer of the Keras model became, or became part of.
///
/// A layer with an activation inside becomes two nodes, the last of which gives its output; a convolution and
/// the batch normalization behind it become one.
///
/// ```swift
/// // Of the layers Conv1, bn_Conv1, Conv1_relu come the nodes Conv1_bn, Conv1_relu.
/// nodes["bn_conv1"]  // ["Conv1_bn"]
/// nodes["Conv1"]  // ["Conv1_bn"]
/// nodes.layer(of: "Conv1_bn")  // "bn_Conv1"
/// nodes.kernelLayer(of: "Conv1_bn")  // "Conv1"
/// ```
public struct LayerNodes: Sendable {
  /// A layer of the Keras model and what became of it.
  public struct Entry: Sendable {
    /// The layer of the model as it was read; its `kerasName` is the user's own.
    public let layer: Layer
    /// Its nodes in order: none for a layer that is inside of another's node.
    public let own: [String]
    /// The node that gives the layer's output, or that holds the layer; `nil` when it was taken out.
    public let node: String?
  }

  /// The layers of the Keras model, in its order.
  public let entries: [Entry]
  private let prepared: Model

  /// - Parameters:
  ///   - model: As Keras describes it.
  ///   - prepared: The same model, made ready for quantization.
  public init(of model: Model, in prepared: Model) {
    let names = Set(model.layers.map(\.name))
    let parts = Dictionary(grouping: prepared.layers, by: \.kerasName)
    let last = Dictionary(model.layers.map { ($0.kerasName, $0.name) }) { $1 }
    var entries: [Entry] = []
    var nodes: [String: String] = [:]
    // What a layer was folded into stands behind it.
    for layer in model.layers.reversed() {
      let own = (parts[layer.kerasName] ?? []).map(\.name).filter { name in
        name == layer.name || (!names.contains(name) && last[layer.kerasName] == layer.name)
      }
      let readers = model.consumers(of: layer.name)
      let node = own.last ?? (readers.count == 1 ? nodes[readers[0]] : nil)
      nodes[layer.name] = node
      entries.append(Entry(layer: layer, own: own, node: node))
    }
    self.entries = entries.reversed()
    self.prepared = prepared
  }

  /// What would become of a model; `nil` when it cannot be quantized.
  public init?(of model: Model) {
    // The names do not depend on the platform.
    guard let prepared = try? PreparedModel(model, targetPlatformCapabilities: .mctDefault) else {
      return nil
    }
    self.init(of: model, in: prepared.model)
  }

  /// The nodes that a name may mean, whatever case its letters have: the node of that name, then the one that
  /// gives the output of the user's layer of that name, or that the layer is inside of.
  public subscript(name: String) -> [String] {
    let wanted = name.lowercased()
    let node = prepared.layers.first { $0.name.lowercased() == wanted }?.name
    let ofLayer = entries.last { $0.layer.kerasName.lowercased() == wanted }?.node
    return [node, ofLayer == node ? nil : ofLayer].compactMap { $0 }
  }

  /// All names by which some nodes are found, their own and the layers', in the order of the nodes.
  public func names(of nodes: [QuantizationNode]) -> [String] {
    var seen: Set<String> = []
    return nodes.flatMap { node in
      [node.name] + entries.filter { $0.node == node.name }.map(\.layer.kerasName)
    }.filter { seen.insert($0.lowercased()).inserted }
  }

  /// The user's own name of the layer whose output a node gives, or `nil` when there is no such node. A node that
  /// shifts a ReLU's values (``NegativeShift``) gives the output of the ReLU.
  public func layer(of node: String) -> String? {
    if let own = prepared[node] { return own.kerasName }
    guard node.hasSuffix(NegativeShift.sumSuffix) else { return nil }
    return prepared[String(node.dropLast(NegativeShift.sumSuffix.count))]?.kerasName
  }

  /// The user's own name of the layer whose kernel a node holds, or `nil` when it holds none.
  public func kernelLayer(of node: String) -> String? {
    guard prepared[node]?.operation.weights != nil else { return nil }
    let inside = entries.filter { $0.node == node || $0.own.contains(node) }.map(\.layer)
    return inside.first { $0.operation.weights != nil }?.kerasName
  }
}
