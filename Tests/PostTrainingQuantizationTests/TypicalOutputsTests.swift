import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform
import Tensors
import TestSupport
import Testing

/// Outputs chosen by what they are, in networks of several shapes.
struct TypicalOutputsTests {
  /// A chain of layers, with names that tell nothing.
  private func chain(_ operations: [Operation]) throws -> PreparedModel {
    var layers = [
      Layer(name: "n0", operation: .input, inputs: [], outputShape: [8, 8, 3])
    ]
    for operation in operations {
      let last = layers[layers.count - 1]
      layers.append(
        Layer(
          name: "n\(layers.count)", operation: operation, inputs: [last.name],
          outputShape: try #require(operation.outputShape(of: [last.outputShape]))))
    }
    return try PreparedModel(
      Model(name: "chain", layers: layers), targetPlatformCapabilities: .mctDefault)
  }

  private func convolution(_ inputs: Int, _ outputs: Int) -> Operation {
    var random = SplitMix64(seed: UInt64(inputs * 100 + outputs))
    let shape: Shape = [3, 3, inputs, outputs]
    return .convolution(
      Convolution(kernel: Tensor(shape: shape, values: random.floats(shape.elementCount))))
  }

  @Test func mobileNetV2StartsWithTheTutorialsTwo() throws {
    let prepared = try PreparedModel(
      SyntheticNetwork().network.model, targetPlatformCapabilities: .mctDefault)
    #expect(prepared.typicalOutputs == ["Conv1_relu", "expanded_conv_project_bn"])
    #expect(prepared.signedOutputs.count == 28)
  }

  /// ReLU6 is bounded; where there is none, a ReLU without an end has to do.
  @Test func boundedOutputsComeBeforeOthersWithoutSign() throws {
    let six = try chain([
      convolution(3, 4), .activation(.reLU()), convolution(4, 5), .activation(.reLU(maximum: 6)),
      convolution(5, 2),
    ])
    #expect(six.typicalOutputs == ["n4", "n5"])
    let open = try chain([convolution(3, 4), .activation(.reLU()), convolution(4, 2)])
    #expect(open.typicalOutputs == ["n2", "n3"])
  }

  @Test func whatIsNotThereIsLeftOut() throws {
    let positive = try chain([convolution(3, 4), .activation(.reLU(maximum: 6))])
    #expect(positive.typicalOutputs == ["n2"] && positive.signedOutputs.isEmpty)
    let linear = try chain([convolution(3, 4), convolution(4, 2)])
    #expect(linear.typicalOutputs == ["n1"] && linear.firstBoundedOutput == nil)
    let nothing = try chain([.activation(.sigmoid)])
    #expect(nothing.typicalOutputs == ["n0"])
  }

  /// After calibration the signed one is an output on which methods differ.
  @Test func theSignedOutputIsOneOnWhichMethodsDiffer() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let dataset = try RepresentativeDataset(
      images: LabelledImageFolder(scratch.file("images")).images, batchSize: 5,
      input: ModelInput(size: 32))
    let calibration = try Calibration(
      of: SyntheticNetwork().network.model, representativeDataset: dataset)
    let weights = try calibration.quantizedWeights()
    let infos = try [QuantizationErrorMethod.mse, .noClipping, .mae].map {
      try calibration.quantized(by: $0, weights: weights).info
    }
    func ranges(_ node: String) -> [QuantizationRange?] {
      infos.map { $0[node]?.parameters.range }
    }
    let found = try calibration.typicalOutputs()
    #expect(found.count == 2 && found[0] == "Conv1_relu")
    let parted = calibration.prepared.signedOutputs.first { ranges($0)[0] != ranges($0)[1] }
    #expect(found[1] == parted ?? "expanded_conv_project_bn")
    if let alone = calibration.outputMovedByMAEAlone(infos) {
      #expect(ranges(alone)[0] == ranges(alone)[1] && ranges(alone)[1] != ranges(alone)[2])
    }
    #expect(calibration.outputMovedByMAEAlone(Array(infos.prefix(2))) == nil)
  }
}
