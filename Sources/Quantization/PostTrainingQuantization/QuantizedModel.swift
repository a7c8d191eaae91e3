import FastExecution
import Graph
import Quantization
import Tensors

/// How the threshold of one node's output was found.
public struct ActivationSearch: Sendable {
  /// The node's name.
  public let node: String
  /// The result, with every candidate.
  public let result: ThresholdSearchResult
}

/// What quantization did, to read and to plot.
///
/// MCT's object of this name holds no thresholds; they have to be read from the layers of the model.
public struct QuantizationInfo: Sendable {
  /// The user's choices.
  public let config: QuantizationConfig
  /// What calibration saw.
  public let ledger: CalibrationLedger
  /// The searches of the activations, in topological order.
  public let activations: [ActivationSearch]

  /// The searches of those activations that every quantization of one calibration has: all but the sums that
  /// shifting negative values adds.
  public var commonActivations: [ActivationSearch] {
    activations.filter { $0.result.reason != .shifted }
  }
  /// The quantized kernels, in topological order.
  public let kernels: [KernelQuantization]

  /// How the threshold of a node was found, or `nil` when its output is not quantized.
  public subscript(node: String) -> ThresholdSearchResult? {
    activations.first { $0.node == node }?.result
  }

  /// The share of a node's values that lie outside of its grid, 0 ... 1, or `nil` when its output is not
  /// quantized.
  public func clippedShare(of node: String) -> Double? {
    guard let parameters = self[node]?.parameters,
      let histogram = ledger.statistics[node]?.histogram
    else { return nil }
    return ThresholdSearch.clippedShare(of: parameters, on: histogram)
  }
}

/// One layer of the quantized model as MCT exports it.
public struct ExportedLayer: Sendable, Hashable {
  /// The position in the model's list of layers.
  public let index: Int
  /// The layer's name.
  public let name: String
  /// The layer's class, as Keras prints it.
  public let className: String
  /// The node that the layer belongs to.
  public let node: String
}

/// A model with quantized kernels, whose activations are rounded to grids as they are made.
public struct QuantizedModel: Executor {
  /// The quantizers of the activations, by node.
  public let activationQuantizers: [String: any ActivationQuantizer]
  /// The layers as MCT exports them: every quantized output is followed by a holder of its quantizer.
  public let exportedLayers: [ExportedLayer]
  private var executor: FastExecutor

  /// The folded model with quantized kernels.
  public var model: Model { executor.model }

  private init(
    activationQuantizers: [String: any ActivationQuantizer], exportedLayers: [ExportedLayer],
    executor: FastExecutor
  ) {
    self.activationQuantizers = activationQuantizers
    self.exportedLayers = exportedLayers
    self.executor = executor
  }

  init(
    _ prepared: PreparedModel, activations: [ActivationSearch], weights: QuantizedWeights
  ) throws {
    var quantizers: [String: any ActivationQuantizer] = [:]
    for activation in activations {
      quantizers[activation.node] = try activation.result.parameters.quantizer()
    }
    activationQuantizers = quantizers
    executor = weights.executor.with(
      grids: quantizers.mapValues { ActivationGrid($0.fakeQuantizer) })
    exportedLayers = QuantizedModel.export(prepared)
  }

  /// Runs the quantized model and returns the outputs of the nodes asked for, on their grids.
  ///
  /// - Throws: ``GraphError`` when a name is unknown or the input has another shape.
  public func outputs(of layers: [String], for images: Tensor) throws -> [String: Tensor] {
    try executor.outputs(of: layers, for: images)
  }

  /// Runs only what comes behind a layer, whose output is given; the outputs have the bits of a whole run.
  ///
  /// - Parameters:
  ///   - layers: Names of that layer or of layers behind it.
  ///   - layer: One of the model's ``Model/bottlenecks``.
  ///   - values: Its output as this model rounds it, `[n, h, w, c]` or `[n, c]`.
  /// - Throws: ``GraphError`` when a name is unknown, the values have another shape, or the layer is no bottleneck.
  public func outputs(
    of layers: [String], from layer: String, _ values: Tensor
  ) throws -> [String: Tensor] {
    try executor.outputs(of: layers, from: layer, values)
  }

  /// Moves what a run has to move, and computes nothing: see ``FastExecutor/measuredTransfer(for:times:)``.
  ///
  /// - Throws: ``GraphError`` when the input has another shape.
  public func measuredTransfer(for images: Tensor, times: Int = 1) throws -> Transfer {
    try executor.measuredTransfer(for: images, times: times)
  }

  /// The same kernels and biases, with only these quantizers, by node; with none, activations are floats.
  public func with(quantizers: [String: any ActivationQuantizer]) -> QuantizedModel {
    QuantizedModel(
      activationQuantizers: quantizers, exportedLayers: exportedLayers,
      executor: executor.with(
        grids: quantizers.mapValues { ActivationGrid($0.fakeQuantizer) }))
  }

  /// The same model with another number of worker threads; its outputs are the same.
  public func with(threads: Int) -> QuantizedModel {
    var copy = self
    copy.executor = executor.with(threads: threads)
    return copy
  }

  /// Whether the other model has the same kernels and quantizers, and so the same outputs.
  public func isEquivalent(to other: QuantizedModel) -> Bool {
    executor.isEquivalent(to: other.executor)
  }

  /// The node's layer with its quantizer, or `nil` when its output is not quantized.
  public func holder(of node: String) -> ExportedLayer? {
    exportedLayers.first { $0.node == node && $0.className == QuantizedModel.holderClass }
  }

  private static let holderClass = "KerasActivationQuantizationHolder"

  private static func export(_ prepared: PreparedModel) -> [ExportedLayer] {
    var layers: [ExportedLayer] = []
    var holders = 0
    for node in prepared.nodes {
      let className =
        node.kernelConfig == nil
        ? node.layer.kerasClassName : "KerasQuantizationWrapper"
      layers.append(
        ExportedLayer(
          index: layers.count, name: node.name, className: className, node: node.name))
      guard node.mode == .quantized else { continue }
      let number = holders == 0 ? "" : "_\(holders)"
      layers.append(
        ExportedLayer(
          index: layers.count, name: "keras_activation_quantization_holder" + number,
          className: holderClass, node: node.name))
      holders += 1
    }
    return layers
  }
}

extension ActivationGrid {
  /// The grid that a fake quantizer rounds to.
  init(_ quantizer: FakeQuantizer) {
    self.init(
      lower: quantizer.lower, upper: quantizer.upper, step: quantizer.step,
      zeroLevel: quantizer.zeroLevel)
  }
}
