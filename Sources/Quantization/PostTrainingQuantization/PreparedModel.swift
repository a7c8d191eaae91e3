import Graph
import Quantization
import TargetPlatform

/// What happens to the output of a node.
///
/// - Source: MCT's `ActivationQuantizationMode`.
public enum ActivationQuantizationMode: String, Sendable, Hashable {
  /// Rounded to a grid: MCT's `QUANT`.
  case quantized
  /// Never leaves the fused operation it is inside: MCT's `FLN_QUANT`.
  case fused
  /// Keeps the grid of its input: MCT's `PRESERVE_QUANT`.
  case preserving
  /// Stays float: MCT's `NO_QUANT`.
  case float
}

/// A layer of the folded model with what the target platform asks of it.
public struct QuantizationNode: Sendable {
  /// The layer of the folded model; its name is the node's.
  public let layer: Layer
  /// What happens to its output.
  public let mode: ActivationQuantizationMode
  /// The grid family of its output.
  public let activationMethod: QuantizationMethod
  /// The bit width of its output, in bits.
  public let activationBitWidth: Int
  /// Whether its output's grid is signed; `nil` leaves that to the data.
  public let isSigned: Bool?
  /// How its kernel is quantized, or `nil` when there is none or it stays float.
  public let kernelConfig: AttributeQuantizationConfig?
  /// The range that its output cannot leave, when both ends are known.
  public let bounds: ClosedRange<Double>?

  /// The node's name.
  public var name: String { layer.name }
}

/// A model made ready for quantization: folded, its nodes marked with what the platform asks.
///
/// On MobileNetV2 with the default platform: 105 nodes, of which 66 are quantized, 35 lie inside fused
/// pairs and 4 are zero paddings that stay float.
///
/// - Source: MCT, `core/graph_prep_runner.py`.
public struct PreparedModel: Sendable {
  /// The folded float model.
  public let model: Model
  /// The nodes, in topological order.
  public let nodes: [QuantizationNode]
  private let positions: [String: Int]

  /// Folds the batch normalizations, splits off the softmax and asks the platform about every node.
  ///
  /// - Parameters:
  ///   - model: A Keras model, batch normalizations and all.
  ///   - targetPlatformCapabilities: What the hardware can do.
  /// - Throws: ``QuantizationRequestError`` when the platform contradicts itself or quantizes constants of the network, or
  ///   MCT fails at the network.
  public init(
    _ model: Model, targetPlatformCapabilities platform: TargetPlatformCapabilities
  ) throws {
    let folded = try model.substituted()
    let fused = PreparedModel.fusedLayers(of: folded, platform: platform)
    let nodes = try folded.layers.map { layer in
      let op = platform.quantizationConfig(forOperatorSet: layer.operatorSet)
      if op.quantizationPreserving, op.enableActivationQuantization {
        throw QuantizationRequestError.preservingAndQuantizing(
          layer: layer.kerasClassName)
      }
      if op.quantizesMoreThanKernels(of: layer.operation) {
        throw QuantizationRequestError.constantsQuantized(layer: layer.kerasName)
      }
      let mode: ActivationQuantizationMode =
        if fused.contains(layer.name) { .fused } else if op.enableActivationQuantization {
          .quantized
        } else if op.quantizationPreserving { .preserving } else { .float }
      let config = layer.operation.weights.map { op.weightAttributeConfig(named: $0.name) }
      return QuantizationNode(
        layer: layer,
        mode: mode,
        activationMethod: op.activationQuantizationMethod,
        activationBitWidth: op.activationBitWidth,
        isSigned: op.signedness.isSigned,
        kernelConfig: config.flatMap { $0.enableWeightsQuantization ? $0 : nil },
        bounds: layer.operation.outputBounds)
    }
    self.init(model: folded, nodes: nodes)
  }

  /// A model whose nodes are known.
  init(model: Model, nodes: [QuantizationNode]) {
    self.model = model
    self.nodes = nodes
    positions = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.name, $0) })
  }

  /// The node of that name, or `nil`.
  public subscript(name: String) -> QuantizationNode? { positions[name].map { nodes[$0] } }

  /// The nodes whose outputs are rounded to a grid.
  public var quantizedNodes: [QuantizationNode] { nodes.filter { $0.mode == .quantized } }

  /// The nodes whose kernels are quantized.
  public var kernelNodes: [QuantizationNode] { nodes.filter { $0.kernelConfig != nil } }

  /// The layers that lie inside a fused operation: all but the last of every match of a pattern.
  ///
  /// Greedy in topological order: a match goes on while there is a single consumer that continues it.
  ///
  /// - Source: MCT, `core/common/fusion/fusing_info.py`.
  private static func fusedLayers(
    of model: Model, platform: TargetPlatformCapabilities
  ) -> Set<String> {
    let patterns = platform.fusingPatterns.map { $0.operands.map { Set($0.sets.map(\.name)) } }
    func fits(_ layer: Layer, _ sets: Set<String>) -> Bool {
      layer.operatorSet.map(sets.contains) ?? false
    }
    var inside: Set<String> = []
    var taken: Set<String> = []
    for layer in model.layers where !taken.contains(layer.name) {
      for pattern in patterns {
        var chain = [layer.name]
        guard fits(layer, pattern[0]) else { continue }
        for sets in pattern.dropFirst() {
          let consumers = model.consumers(of: chain[chain.count - 1])
          guard consumers.count == 1, let next = model[consumers[0]],
            fits(next, sets), !taken.contains(next.name)
          else { break }
          chain.append(next.name)
        }
        guard chain.count == pattern.count else { continue }
        taken.formUnion(chain)
        inside.formUnion(chain.dropLast())
        break
      }
    }
    return inside
  }
}

extension OpQuantizationConfig {
  /// Whether numbers of a layer other than a kernel and a bias are to be quantized, which this workbook does not do.
  ///
  /// To MCT, an array beside a layer's output is such a constant, and a single number is none; what `Rescaling` computes
  /// with stands in its options.
  ///
  /// - Source: MCT, `core/keras/reader/node_builder.py` and
  ///   `core/common/quantization/node_quantization_config.py`.
  fileprivate func quantizesMoreThanKernels(of operation: Operation) -> Bool {
    let names: [String]
    switch operation {
    case .batchNormalization: names = ["gamma", "beta", "moving_mean", "moving_variance"]
    case .arithmetic(let arithmetic):
      switch arithmetic.origin {
      case .rescaling: names = []
      case .normalization: names = ["mean", "variance"]
      case .addition, .subtraction, .multiplication, .division:
        names = arithmetic.steps.contains { $0.numbers.count > 1 } ? ["pos_attr"] : []
      }
    case .input, .convolution, .depthwiseConvolution, .dense, .activation, .add, .concatenate,
      .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .identity:
      names = []
    }
    return names.contains { weightAttributeConfig(named: $0).enableWeightsQuantization }
  }
}
