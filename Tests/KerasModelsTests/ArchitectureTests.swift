import Graph
import KerasModels
import Tensors
import TestSupport
import Testing

struct ArchitectureTests {
  /// Parameters of `keras.applications.MobileNetV2(alpha=…, weights=None)`.
  @Test(arguments: [
    (0.35, 1_691_208), (0.5, 1_987_224), (0.75, 2_663_064), (1.0, 3_538_984), (1.3, 5_431_048),
    (1.4, 6_156_712),
  ])
  func parametersAreKerass(alpha: Double, count: Int) throws {
    let architecture = Architecture(alpha: alpha, inputSize: 224, classCount: 1000)
    let network = try KerasModel(architecture) { _, _, shapes in
      shapes.map { Tensor(shape: $0) }
    }
    #expect(network.parameterCount == count)
    #expect(network.model.layers.count == 156)
  }

  @Test func namesAndShapesAreKerass() throws {
    let model = SyntheticNetwork(alpha: 1, inputSize: 64, classCount: 7).network.model
    #expect(model.name == "mobilenetv2_1.00_64")
    #expect(
      model.layers.prefix(10).map(\.name) == [
        "input_1", "Conv1", "bn_Conv1", "Conv1_relu", "expanded_conv_depthwise",
        "expanded_conv_depthwise_BN", "expanded_conv_depthwise_relu", "expanded_conv_project",
        "expanded_conv_project_BN", "block_1_expand",
      ])
    #expect(model["block_1_pad"]?.outputShape == [33, 33, 96])
    #expect(model["block_2_add"]?.inputs == ["block_1_project_BN", "block_2_project_BN"])
    #expect(model["out_relu"]?.outputShape == [2, 2, 1280])
    #expect(model["predictions"]?.outputShape == [7])
  }
}
