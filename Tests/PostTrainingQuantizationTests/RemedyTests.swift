import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct RemedyTests {
  /// What is offered is another quantizer each time, and the option that goes with it makes the same one.
  @Test func everyRemedyIsAnOverride() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let calibration = try Calibration(
      of: SyntheticNetwork().network.model,
      representativeDataset: RepresentativeDataset(
        images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
        input: ModelInput(size: 32)))
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
}
