import FastExecution
import Graph
import Parallelism
import Quantization
import Tensors

/// The quantized kernel of one node and its corrected bias.
public struct KernelQuantization: Sendable {
  /// The node's name.
  public let node: String
  /// The name of the kernel among the layer's Keras weights.
  public let attribute: String
  /// The ranges that the search chose.
  public let parameters: WeightsQuantizationParameters
  /// The bias after correction, float32, one per output channel.
  public let correctedBias: [Float]?
}

/// The folded model with its kernels on their grids: the part of quantization that does not depend on
/// how activations are judged, and that all methods share.
public struct QuantizedWeights: Sendable {
  /// The kernels, in topological order.
  public let kernels: [KernelQuantization]
  /// The configuration it was made for.
  public let config: QuantizationConfig
  /// Runs the model with quantized kernels and float activations.
  public let executor: FastExecutor

  /// Searches the thresholds of every kernel, rounds the kernels and corrects the biases.
  ///
  /// - Parameter twin: Quantized kernels of the same model. The search is not repeated, and the kernels are held once
  ///   for both; biases are made anew.
  /// - Throws: ``QuantizationError`` for a kernel that cannot be quantized.
  init(
    _ prepared: PreparedModel, ledger: CalibrationLedger, config: QuantizationConfig,
    sharing twin: QuantizedWeights? = nil, on machine: Machine
  ) throws {
    let known = Dictionary(uniqueKeysWithValues: (twin?.kernels ?? []).map { ($0.node, $0) })
    let nodes = prepared.kernelNodes
    // The largest kernels first, so that no core waits for one at the end.
    let order = nodes.indices.sorted {
      (nodes[$0].kernelSize, $1) > (nodes[$1].kernelSize, $0)
    }
    let made = try machine.perform(iterations: nodes.count) { position in
      let index = order[position]
      return (
        index,
        try QuantizedWeights.quantize(
          nodes[index], ledger: ledger, config: config,
          known: known[nodes[index].name].flatMap { kernel in
            twin?.executor.model[kernel.node]?.operation.weights.map {
              (kernel.parameters, $0.kernel)
            }
          }, on: machine)
      )
    }
    var operations: [String: Operation] = [:]
    var kernels: [KernelQuantization] = []
    for (_, (kernel, operation)) in made.sorted(by: { $0.0 < $1.0 }) {
      kernels.append(kernel)
      operations[kernel.node] = operation
    }
    self.kernels = kernels
    self.config = config
    executor = FastExecutor(
      model: prepared.model.replacingOperations { operations[$0.name] ?? $0.operation },
      on: machine, sharing: twin?.executor)
  }

  /// - Parameter known: What the search chose for this kernel before, and the kernel on its grid.
  private static func quantize(
    _ node: QuantizationNode, ledger: CalibrationLedger, config: QuantizationConfig,
    known: (parameters: WeightsQuantizationParameters, kernel: Tensor)?, on machine: Machine
  ) throws -> (KernelQuantization, Operation) {
    let operation = node.layer.operation
    guard let attribute = node.kernelConfig, let weights = operation.weights else {
      preconditionFailure("\(node.name) has no kernel to quantize")
    }
    guard supportedBitWidths.contains(attribute.weightsBitWidth) else {
      throw QuantizationRequestError.platformBitWidth(
        attribute.weightsBitWidth, of: "kernel", layer: node.name)
    }
    let kernel = weights.kernel
    let search = try WeightsThresholdSearch(
      method: attribute.weightsQuantizationMethod, errorMethod: config.weightsErrorMethod,
      bitWidth: attribute.weightsBitWidth, isPerChannel: attribute.weightsPerChannelThreshold,
      minimumThreshold: config.minimumThreshold, on: machine)
    let parameters =
      try known?.parameters ?? search.search(kernel, channelAxis: weights.layout.channelAxis)
    var bias = weights.bias
    if config.weightsBiasCorrection,
      let means = ledger.statistics[node.layer.inputs[0]]?.channelMeans
    {
      let correction = biasCorrection(
        kernel: kernel, quantizedKernel: parameters.quantizedAtSearchTime(kernel),
        layout: weights.layout, inputMeans: means)
      bias = correction.indices.map { Float(Double(weights.bias?[$0] ?? 0) - correction[$0]) }
    }
    return (
      KernelQuantization(
        node: node.name, attribute: weights.name,
        parameters: parameters, correctedBias: bias),
      operation.replacing(
        kernel: known?.kernel ?? parameters.quantized(kernel), bias: bias,
        activation: weights.activation)
    )
  }
}

extension QuantizationNode {
  /// Elements of the kernel.
  fileprivate var kernelSize: Int { layer.operation.weights?.kernel.values.count ?? 0 }
}
