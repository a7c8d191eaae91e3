import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct ActivationOverrideTests {
  let scratch: ScratchFolder
  let calibration: Calibration
  let weights: QuantizedWeights

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    calibration = try Calibration(
      of: SyntheticNetwork().network.model,
      representativeDataset: RepresentativeDataset(
        images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
        input: ModelInput(size: 32)))
    weights = try calibration.quantizedWeights()
  }

  private func parameters(
    _ overrides: [String: ActivationOverride]
  ) throws -> [String: ActivationQuantizationParameters] {
    let result = try calibration.quantized(
      by: QuantizationConfig(overrides: overrides), weights: weights)
    return Dictionary(
      uniqueKeysWithValues: result.info.activations.map { ($0.node, $0.result.parameters) })
  }

  /// Each choice changes its own output as asked and no other.
  @Test func oneOutputFollowsTheUser() throws {
    let plain = try parameters([:])
    let node = "Conv1_relu"
    let own = try #require(plain[node])
    let choices: [(ActivationOverride, ActivationQuantizationParameters)] = [
      (
        ActivationOverride(bitWidth: 3),
        try calibration.search(
          #require(calibration.prepared[node]), config: QuantizationConfig(activationBitWidth: 3)
        ).parameters
      ),
      (
        ActivationOverride(threshold: 32),
        ActivationQuantizationParameters(
          method: own.method, bitWidth: 8, range: .threshold(32, isSigned: false))
      ),
      (
        ActivationOverride(quantizationMethod: .symmetric, bitWidth: 5, threshold: 3.2),
        ActivationQuantizationParameters(
          method: .symmetric, bitWidth: 5, range: .threshold(3.2, isSigned: false))
      ),
      (
        ActivationOverride(quantizationMethod: .uniform, interval: -1...3),
        ActivationQuantizationParameters(
          method: .uniform, bitWidth: 8, range: .interval(minimum: -1, maximum: 3))
      ),
      (
        ActivationOverride(errorMethod: .noClipping),
        try calibration.search(
          #require(calibration.prepared[node]),
          config: QuantizationConfig(activationErrorMethod: .noClipping)
        ).parameters
      ),
    ]
    for (choice, expected) in choices {
      var wanted = plain
      wanted[node] = expected
      #expect(try parameters([node: choice]) == wanted)
    }
  }

  @Test func whatCannotBeMetIsRefused() throws {
    func refused(_ choice: ActivationOverride, _ words: String) throws {
      let error = #expect(throws: QuantizationRequestError.self) {
        try parameters(["Conv1_relu": choice])
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    try refused(ActivationOverride(threshold: 3), "take 2.0 or 4.0")
    try refused(ActivationOverride(threshold: -1), "must be positive")
    try refused(ActivationOverride(interval: -1...1), "say uniform as well")
    try refused(
      ActivationOverride(quantizationMethod: .uniform, interval: 1...2), "must hold 0")
    // Beyond what float32 computes with.
    for interval in [-1e308...1e308, -0x1.1p100...1, 0...0x1p-31, -1e-300...1e-300] {
      try refused(
        ActivationOverride(quantizationMethod: .uniform, interval: interval), "2^-30 wide")
    }
    try refused(ActivationOverride(bitWidth: 17), "outside of 2 ... 16")
    #expect(throws: QuantizationRequestError.self) {
      try parameters(["nobody": ActivationOverride(bitWidth: 4)])
    }
  }
}
