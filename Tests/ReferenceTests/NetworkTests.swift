import Foundation
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

/// The whole procedure on the real network against MCT.
@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct NetworkTests {
  let reference: NetworkFile

  init() throws { reference = try NetworkFile.load() }

  static let methods: [(String, QuantizationErrorMethod)] = [
    ("MSE", .mse), ("NOCLIPPING", .noClipping), ("MAE", .mae), ("KL", .kl()), ("LP", .lp()),
  ]

  @Test(arguments: methods)
  func all66ActivationThresholds(name: String, method: QuantizationErrorMethod) throws {
    let (model, info) = try RealNetwork.quantized(.init(activationErrorMethod: method))
    #expect(info.activations.map(\.node) == reference.activations.map(\.node))
    #expect(reference.activations.count == 66)
    for expected in reference.activations {
      let result = try #require(info[expected.node])
      let threshold = try #require(expected.threshold[name])
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
  }

  @Test func exportedLayers() throws {
    let (model, _) = try RealNetwork.quantized(.init())
    #expect(model.exportedLayers.count == 171)
    #expect(model.exportedLayers.map(\.index) == reference.exported_layers.map(\.index))
    #expect(model.exportedLayers.map(\.name) == reference.exported_layers.map(\.name))
    #expect(model.exportedLayers.map(\.className) == reference.exported_layers.map(\.class))
    #expect(model.holder(of: "Conv1_relu")?.index == 4)
    #expect(model.holder(of: "expanded_conv_project_bn")?.index == 9)
  }

  @Test func all53Kernels() throws {
    let kernels = try RealNetwork.weights.get().kernels
    #expect(kernels.map(\.node) == reference.kernels.map(\.node))
    #expect(reference.kernels.count == 53)
    let worst = WorstDifference()
    let worstBias = WorstDifference()
    for (kernel, expected) in zip(kernels, reference.kernels) {
      #expect(kernel.parameters.bitWidth == expected.num_bits)
      #expect(kernel.parameters.channelAxis == expected.channel_axis)
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
    print("kernel thresholds: worst relative difference \(worst.description)")
    print("corrected biases: worst difference in ranges \(worstBias.description)")
  }

  static let settings: [(String, QuantizationConfig)] = [
    ("SYM-MSE-8-inf", .init(activationQuantizationMethod: .symmetric)),
    ("UNI-MSE-8-inf", .init(activationQuantizationMethod: .uniform)),
    ("POT-MSE-4-inf", .init(activationBitWidth: 4)),
    (
      "SYM-KL-8-inf",
      .init(activationErrorMethod: .kl(), activationQuantizationMethod: .symmetric)
    ),
  ]

  @Test(arguments: settings)
  func otherSettings(name: String, config: QuantizationConfig) throws {
    let expected = try #require(reference.other_settings[name])
    let (_, info) = try RealNetwork.quantized(config)
    let worst = WorstDifference()
    for activation in expected.activations {
      let result = try #require(info[activation.node], "\(activation.node)")
      #expect(result.parameters.bitWidth == activation.num_bits, "\(activation.node)")
      switch result.parameters.range {
      case .threshold(let threshold, let isSigned):
        #expect(isSigned == activation.signed, "\(activation.node)")
        let reference = try #require(activation.threshold?.first)
        let difference = relativeDifference(threshold, reference)
        #expect(
          difference <= (name.hasPrefix("POT") ? 0 : 1e-3),
          "\(activation.node): \(threshold), expected \(reference)")
        worst.note(difference, activation.node)
      case .interval(let minimum, let maximum):
        let low = try #require(activation.min_range?.first)
        let high = try #require(activation.max_range?.first)
        let difference = max(abs(minimum - low), abs(maximum - high)) / (high - low)
        #expect(
          difference <= 1e-3, "\(activation.node): \(minimum) ... \(maximum), expected \(low) ... \(high)")
        worst.note(difference, activation.node)
      }
    }
    print("\(name): worst relative difference \(worst.description)")
  }
}
