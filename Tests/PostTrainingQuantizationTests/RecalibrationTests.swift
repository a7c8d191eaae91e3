import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct RecalibrationTests {
  /// Calibrating again is calibrating anew, and sharing kernels is not searching them again.
  @Test func repeatingIsCalibratingAnew() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let images = try LabelledImageFolder(scratch.file("images")).images
    let model = SyntheticNetwork().network.model
    let all = try RepresentativeDataset(
      images: images, batchSize: 5, input: ModelInput(size: 32))
    let some = try all.with(Array(images.prefix(4)))
    #expect(some.batchSize == 5 && some.input == all.input && some.images.count == 4)
    let calibration = try Calibration(of: model, representativeDataset: all)
    let weights = try calibration.quantizedWeights()
    let repeated = try calibration.repeated(on: some)
    let anew = try Calibration(of: model, representativeDataset: some)
    #expect(repeated.ledger.digest == anew.ledger.digest)
    let shared = try repeated.quantizedWeights(withKernelsOf: weights)
    let own = try anew.quantizedWeights()
    #expect(shared.kernels.map(\.parameters) == own.kernels.map(\.parameters))
    #expect(shared.kernels.map(\.correctedBias) == own.kernels.map(\.correctedBias))
    // The biases are those of the few pictures.
    #expect(shared.kernels.map(\.correctedBias) != weights.kernels.map(\.correctedBias))
    let config = QuantizationConfig()
    let (a, b) = (
      try repeated.quantized(by: config, weights: shared),
      try anew.quantized(by: config, weights: own)
    )
    #expect(try a.info.moves(to: b.info).isEmpty)
    #expect(
      a.info.activations.map(\.result.candidates) == b.info.activations.map(\.result.candidates))
  }
}
