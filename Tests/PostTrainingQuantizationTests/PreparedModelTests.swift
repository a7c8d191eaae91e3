import Graph
import PostTrainingQuantization
import TargetPlatform
import Tensors
import Testing

struct PreparedModelTests {
  private func prepare(
    _ origin: ConstantArithmetic.Origin, _ step: ConstantArithmetic.Step,
    _ version: TargetPlatformVersion
  ) throws {
    let arithmetic = ConstantArithmetic(origin, [step])
    let layers = [
      Layer(name: "photo", operation: .input, inputs: [], outputShape: [4, 4, 3]),
      Layer(
        name: "step", operation: .arithmetic(arithmetic), inputs: ["photo"],
        outputShape: [4, 4, 3]),
      Layer(name: "pool", operation: .globalPooling(.average), inputs: ["step"], outputShape: [3]),
    ]
    _ = try PreparedModel(
      Model(name: "small", layers: layers),
      targetPlatformCapabilities: TargetPlatformCapabilities(version))
  }

  /// MCT rounds arrays beside a layer's output to a grid where the platform says so, and no single numbers.
  @Test func constantsThatThePlatformQuantizesAreRefused() throws {
    let refused = QuantizationRequestError.constantsQuantized(layer: "step")
    for version in [TargetPlatformVersion.imx500V4, .imx500V5, .imx500V6] {
      #expect(throws: refused) { try prepare(.multiplication, .multiply([1, 2, 3]), version) }
      #expect(throws: refused) { try prepare(.division, .divide([1, 2, 3]), version) }
      try prepare(.multiplication, .multiply([2]), version)
      try prepare(.rescaling, .multiply([1, 2, 3]), version)
      try prepare(.normalization, .subtract([1, 2, 3]), version)
    }
    for version in [TargetPlatformVersion.imx500V1, .qnnpackV1] {
      try prepare(.multiplication, .multiply([1, 2, 3]), version)
    }
  }
}
