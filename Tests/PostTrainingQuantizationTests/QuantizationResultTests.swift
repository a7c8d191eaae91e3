import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct QuantizationResultTests {
  let scratch: ScratchFolder
  let dataset: RepresentativeDataset
  let model = SyntheticNetwork().network.model

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    dataset = try RepresentativeDataset(
      images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
      input: ModelInput(size: 32))
  }

  @Test func itKnowsItsMethodAndItsBits() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let weights = try calibration.quantizedWeights()
    let results = try calibration.quantized(
      by: [.mae, .noClipping], bitWidths: [8, 4], weights: weights)
    #expect(results.map(\.method) == [.mae, .mae, .noClipping, .noClipping])
    #expect(results.map(\.bitWidth) == [8, 4, 8, 4])
    #expect(
      results.map(\.title) == ["MAE 8 bit", "MAE 4 bit", "NOCLIPPING 8 bit", "NOCLIPPING 4 bit"])
    for result in results {
      #expect(
        result.info.activations.allSatisfy { $0.result.parameters.bitWidth == result.bitWidth })
    }
    let families = try calibration.quantized(
      by: [.mse, .mae], families: [.powerOfTwo, .symmetric], bitWidths: [8, 4], weights: weights)
    #expect(
      families.map(\.family)
        == [.powerOfTwo, .symmetric].flatMap { Array(repeating: $0, count: 4) })
    #expect(families.map(\.bitWidth) == [8, 8, 4, 4, 8, 8, 4, 4])
    #expect(families.map(\.method) == [.mse, .mae, .mse, .mae, .mse, .mae, .mse, .mae])
    let asThePlatformSays = try calibration.quantized(by: .mse, weights: weights)
    #expect(asThePlatformSays.bitWidth == nil && asThePlatformSays.title == "MSE")
  }

  /// MCT's one call is its three steps, and further methods may start from what it leaves behind.
  @Test func theOneCallIsItsSteps() throws {
    let config = QuantizationConfig(activationErrorMethod: .mae, activationBitWidth: 5)
    var images = 0
    let result = try postTrainingQuantization(
      of: model, representativeDataset: dataset, coreConfig: CoreConfig(quantizationConfig: config),
      progress: { done, _ in images = done })
    #expect(images == dataset.images.count)
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let steps = try calibration.quantized(by: config, weights: calibration.quantizedWeights(config))
    func ranges(_ result: QuantizationResult) -> [QuantizationRange] {
      result.info.activations.map(\.result.parameters.range)
    }
    func thresholds(_ result: QuantizationResult) -> [[Double]] {
      result.info.kernels.map(\.parameters.thresholds)
    }
    #expect(ranges(result) == ranges(steps) && thresholds(result) == thresholds(steps))
    let further = try result.calibration.quantized(by: .mse, weights: result.weights)
    let fresh = try calibration.quantized(by: .mse, weights: steps.weights)
    #expect(ranges(further) == ranges(fresh) && further.method == .mse)
  }

  /// Each exchange changes one thing: the levels, the reach, or the outputs of one kind.
  @Test func thresholdsCanBeExchanged() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let weights = try calibration.quantizedWeights()
    let fine = try calibration.quantized(by: .mae, bitWidth: 4, weights: weights)
    let wide = try calibration.quantized(by: .noClipping, bitWidth: 4, weights: weights)
    func parameters(_ result: QuantizationResult) -> [ActivationQuantizationParameters] {
      result.info.activations.map(\.result.parameters)
    }
    #expect(parameters(fine) != parameters(wide))
    for (own, clipped) in zip(parameters(fine), parameters(try fine.clippingAlone())) {
      #expect(clipped.range == own.range && clipped.bitWidth == 16)
    }
    let stepped = parameters(try wide.withSteps(of: fine))
    for ((own, other), result) in zip(zip(parameters(wide), parameters(fine)), stepped) {
      #expect(result.range == own.range && result.grid.step == other.grid.step)
    }
    for isSigned in [true, false] {
      let mixed = parameters(try wide.taking(fine, onSigned: isSigned))
      for ((own, other), result) in zip(zip(parameters(wide), parameters(fine)), mixed) {
        #expect(result == (own.range.isSigned == isSigned ? other : own))
      }
    }
    // All of them at once, in the order that their table names.
    let all = try calibration.exchanges(
      between: .noClipping, and: .mae, bitWidths: [4], weights: weights)
    let single = [
      wide, fine, try wide.withSteps(of: fine), try wide.clippingAlone(),
      try fine.clippingAlone(), try wide.taking(fine, onSigned: true),
      try wide.taking(fine, onSigned: false),
    ]
    #expect(all.map(parameters) == single.map(parameters))
    #expect(all.allSatisfy { $0.bitWidth == 4 })
    // The model follows.
    let quantizers = try wide.taking(fine, onSigned: true).model.activationQuantizers
    for activation in fine.info.activations where activation.result.parameters.range.isSigned {
      #expect(
        quantizers[activation.node]?.fakeQuantizer
          == fine.model.activationQuantizers[activation.node]?.fakeQuantizer)
    }
  }

  /// Every step keeps what the steps before it took, and the last one takes all.
  @Test func thresholdsCanBeTakenStepByStep() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let weights = try calibration.quantizedWeights()
    let few = try calibration.quantized(by: .mse, bitWidth: 4, weights: weights)
    let many = try calibration.quantized(by: .mse, bitWidth: 8, weights: weights)
    let steps = try few.taking(stepByStep: many)
    let outputs = few.info.activations
    let last = outputs.suffix(2).reversed().map(\.node)
    #expect(steps.map(\.name) == ["none"] + last + ["all signed outputs", "all outputs"])
    let taken = steps.map { step in
      Set(
        step.quantization.info.activations.filter { $0.result.parameters.bitWidth == 8 }.map(\.node)
      )
    }
    #expect(taken[0].isEmpty && taken[1] == [last[0]] && taken[2] == Set(last))
    let signed = outputs.filter { $0.result.parameters.range.isSigned }.map(\.node)
    #expect(!signed.isEmpty && taken[3] == Set(last + signed) && taken[3].count < outputs.count)
    #expect(taken[4] == Set(outputs.map(\.node)))
    for (own, other) in zip(steps[4].quantization.info.activations, many.info.activations) {
      #expect(own.result.parameters == other.result.parameters)
    }
  }
}
