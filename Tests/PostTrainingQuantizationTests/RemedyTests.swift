import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct RemedyTests {
  private func calibration() throws -> Calibration {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    return try Calibration(
      of: SyntheticNetwork().network.model,
      representativeDataset: RepresentativeDataset(
        images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
        input: ModelInput(size: 32)))
  }

  /// What is offered is another quantizer each time, and the option that goes with it makes the same one.
  @Test func everyRemedyIsAnOverride() throws {
    let calibration = try calibration()
    let result = try calibration.quantized(
      by: .mse, bitWidth: 4, weights: calibration.quantizedWeights())
    let node = "block_1_project_bn"
    let own = try #require(result.info[node]?.parameters)
    let remedies = try result.remedies(for: node)
    for factor in [0.5, 2] {
      let moved = QuantizationRange.threshold(
        factor * own.range.magnitude, isSigned: own.range.isSigned)
      #expect(remedies.contains { $0.parameters.range == moved && !$0.needsMoreBits })
    }
    #expect(Set(remedies.map(\.parameters)).count == remedies.count)
    #expect(!remedies.contains { $0.parameters == own })
    #expect(remedies.filter(\.needsMoreBits).map(\.parameters.bitWidth) == [8])
    #expect(remedies.filter { !$0.needsMoreBits }.allSatisfy { $0.parameters.bitWidth == 4 })
    #expect(
      Set(remedies.map(\.parameters.method)) == [.powerOfTwo, .symmetric, .uniform])
    let half = try #require(remedies.first { $0.name == "t / 2" })
    #expect(half.override == "\(own.range.magnitude / 2)")
    #expect(try result.remedies(for: "nobody").isEmpty)
  }

  /// An option takes the place of the override that the output has: it says the family and the bits, too.
  @Test func remediesOfAnOverrideSayEverything() throws {
    let calibration = try calibration()
    let node = "block_1_project_bn"
    var config = QuantizationConfig(activationErrorMethod: .mse)
    config.overrides[node] = ActivationOverride(
      errorMethod: .mae, quantizationMethod: .symmetric, bitWidth: 3)
    let result = try calibration.quantized(by: config, weights: calibration.quantizedWeights())
    let remedies = try result.remedies(for: node)
    let options = Dictionary(uniqueKeysWithValues: remedies.map { ($0.name, $0.override) })
    #expect(options["power of two, MSE"] == "powerOfTwo,mse,3bits")
    #expect(options["uniform, MSE"] == "uniform,mse,3bits")
    #expect(options["6 bits"] == "symmetric,mae,6bits")
    #expect(options["NOCLIPPING"] == "symmetric,noClipping,3bits")
    let own = try #require(result.info[node]?.parameters.range.threshold)
    #expect(options["2 t"] == "symmetric,\(2 * own),3bits")
  }
}
