import PostTrainingQuantization
import Quantization
import Testing

/// What MCT made of a network: the file that `mct_network.json` is, as far as both networks have it.
public struct MCTNetwork: Decodable, Sendable {
  /// A layer of the exported model.
  public struct Layer: Decodable, Sendable {
    /// The position, where the file has it.
    public let index: Int?
    /// The name.
    public let name: String
    /// Keras's class.
    public let `class`: String
  }

  /// A quantized output.
  public struct Activation: Decodable, Sendable {
    /// The node.
    public let node: String
    let holder_index: Int
    /// The bit width, in bits.
    public let num_bits: Int
    /// Whether its grid has negative values.
    public let signed: Bool
    /// The threshold by error method.
    public let threshold: [String: Double]
  }

  struct Kernel: Decodable, Sendable {
    let node: String
    let attribute: String
    let num_bits: Int?
    let channel_axis: Int?
    let threshold: [Double]
    let bias_after_correction: [Double]
  }

  /// The layers of the exported model, in order.
  public let exported_layers: [Layer]
  /// The quantized outputs, in order.
  public let activations: [Activation]
  private let kernels: [Kernel]

  /// MCT's names of the error methods in the file.
  public static let methods: [(String, QuantizationErrorMethod)] = [
    ("MSE", .mse), ("NOCLIPPING", .noClipping), ("MAE", .mae), ("KL", .kl()), ("LP", .lp()),
  ]

  /// Expects a quantized model to have MCT's thresholds, in every bit, and its holders.
  ///
  /// - Parameter method: MCT's name of the error method.
  public func expectThresholds(
    _ quantized: QuantizationResult, method: String
  ) throws {
    let (model, info) = (quantized.model, quantized.info)
    #expect(activations.count == 66)
    #expect(info.activations.map(\.node) == activations.map(\.node))
    for expected in activations {
      let result = try #require(info[expected.node])
      let threshold = try #require(expected.threshold[method])
      // Exact: powers of two. A near-tie would show here with both errors.
      #expect(
        result.parameters.range == .threshold(threshold, isSigned: expected.signed),
        """
        \(expected.node): chosen \(String(describing: result.chosen)), \
        runner-up \(String(describing: result.runnerUp))
        """)
      #expect(result.parameters.bitWidth == expected.num_bits)
      #expect(model.holder(of: expected.node)?.index == expected.holder_index)
    }
    #expect(model.exportedLayers.map(\.className) == exported_layers.map(\.class))
    #expect(model.exportedLayers.map(\.name) == exported_layers.map(\.name))
  }

  /// Expects kernels to have MCT's thresholds and biases, and prints the worst differences.
  public func expectKernels(_ own: [KernelQuantization], of name: String) throws {
    #expect(own.map(\.node) == kernels.map(\.node))
    #expect(kernels.count == 53)
    let worst = WorstDifference()
    let worstBias = WorstDifference()
    for (kernel, expected) in zip(own, kernels) {
      #expect(kernel.attribute == expected.attribute)
      if let bits = expected.num_bits { #expect(kernel.parameters.bitWidth == bits) }
      if let axis = expected.channel_axis { #expect(kernel.parameters.channelAxis == axis) }
      #expect(kernel.parameters.thresholds.count == expected.threshold.count)
      for (channel, (a, e)) in zip(kernel.parameters.thresholds, expected.threshold).enumerated() {
        let difference = relativeDifference(a, e)
        #expect(difference <= 1e-5, "\(kernel.node) channel \(channel): \(a), expected \(e)")
        worst.note(difference, "\(kernel.node) channel \(channel)")
      }
      let bias = try #require(kernel.correctedBias)
      #expect(bias.count == expected.bias_after_correction.count)
      let range =
        (expected.bias_after_correction.max() ?? 0) - (expected.bias_after_correction.min() ?? 0)
      for (a, e) in zip(bias, expected.bias_after_correction) {
        let difference = abs(Double(a) - e) / range
        #expect(difference <= 1e-4, "\(kernel.node): bias \(a), expected \(e)")
        worstBias.note(difference, kernel.node)
      }
    }
    print("\(name), kernel thresholds: worst relative difference \(worst.description)")
    print("\(name), corrected biases: worst difference in ranges \(worstBias.description)")
  }
}
