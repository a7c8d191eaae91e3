import Graph
import PostTrainingQuantization
import Quantization
import Tensors

/// Another quantizer behind one output of a model, or none.
public struct QuantizerChange: Sendable {
  /// The node.
  public let node: String
  /// Rounds its output; `nil` leaves it as it is.
  public let quantizer: (any ActivationQuantizer)?

  public init(node: String, quantizer: (any ActivationQuantizer)?) {
    self.node = node
    self.quantizer = quantizer
  }
}

extension QuantizedModel {
  /// The same model with another quantizer behind one output.
  public func applying(_ change: QuantizerChange) -> QuantizedModel {
    var quantizers = activationQuantizers
    quantizers[change.node] = change.quantizer
    return with(quantizers: quantizers)
  }
}

/// Models that differ from one in the quantizer of one output, run from the last place before it where they are the
/// same: what comes before is computed once for all of them.
struct ChangedModels {
  /// The changes that start at one place.
  private struct Group {
    /// A layer through which everything flows, before all changes of the group; `nil` for the pictures.
    let start: String?
    let changes: [Int]
  }

  let base: QuantizedModel
  private let models: [QuantizedModel]
  private let groups: [Group]

  /// - Parameter changes: Of nodes of the model.
  init(_ base: QuantizedModel, _ changes: [QuantizerChange]) {
    self.base = base
    models = changes.map(base.applying)
    let model = base.model
    // A place with a large tensor costs more memory than it saves work.
    let largest = 2 * model.inputShape.elementCount
    let places = model.bottlenecks.compactMap { model.position(of: $0) }.filter {
      $0 > 0 && model.layers[$0].outputShape.elementCount <= largest
    }
    let starts = changes.map { change -> Int? in
      let position = model.position(of: change.node) ?? 0
      return places.last { $0 < position }
    }
    groups = ([nil] + places.map { $0 }).compactMap { place in
      let own = changes.indices.filter { starts[$0] == place }
      return own.isEmpty
        ? nil : Group(start: place.map { model.layers[$0].name }, changes: own)
    }
  }

  /// Runs all of them on some pictures.
  ///
  /// - Parameters:
  ///   - layers: The layers to show, behind all changes.
  ///   - images: `[n, h, w, c]`.
  ///   - show: Called for every change with its number and the outputs, in order of the places.
  func run(
    _ layers: [String], on images: Tensor, show: (Int, [String: Tensor]) throws -> Void
  ) throws {
    var reached: (layer: String, values: Tensor)?
    for group in groups {
      if let start = group.start {
        let outputs =
          if let reached {
            try base.outputs(of: [start], from: reached.layer, reached.values)
          } else {
            try base.outputs(of: [start], for: images)
          }
        reached = outputs[start].map { (start, $0) }
      }
      for index in group.changes {
        let outputs =
          if let reached {
            try models[index].outputs(of: layers, from: reached.layer, reached.values)
          } else {
            try models[index].outputs(of: layers, for: images)
          }
        try show(index, outputs)
      }
    }
  }
}
