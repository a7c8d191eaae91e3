import Graph
import PostTrainingQuantization
import TargetPlatform
import Tensors
import TestSupport
import Testing

struct LayerNodesTests {
  /// A separable convolution with batch normalization, and a dense layer with an activation inside.
  private let model: Model = {
    let normalization = BatchNormalization(
      gamma: [1, 1], beta: [0, 0], mean: [0, 0], variance: [1, 1], epsilon: 0.001)
    return Model(
      name: "small",
      layers: [
        Layer(name: "photo", operation: .input, inputs: [], outputShape: [4, 4, 1]),
        Layer(
          name: "Sep_dw",
          operation: .depthwiseConvolution(
            DepthwiseConvolution(kernel: Tensor(shape: [3, 3, 1, 1]))),
          inputs: ["photo"], outputShape: [4, 4, 1], kerasName: "Sep"),
        Layer(
          name: "Sep_pw",
          operation: .convolution(Convolution(kernel: Tensor(shape: [1, 1, 1, 2]))),
          inputs: ["Sep_dw"], outputShape: [4, 4, 2], kerasName: "Sep"),
        Layer(
          name: "Norm", operation: .batchNormalization(normalization), inputs: ["Sep_pw"],
          outputShape: [4, 4, 2]),
        Layer(
          name: "pool", operation: .globalPooling(.average), inputs: ["Norm"], outputShape: [2]),
        Layer(
          name: "Answer",
          operation: .dense(
            Dense(kernel: Tensor(shape: [2, 3]), bias: nil, activation: .softmax)),
          inputs: ["pool"], outputShape: [3]),
      ])
  }()

  @Test func everyLayerFindsItsNode() throws {
    let nodes = try #require(LayerNodes(of: model))
    #expect(nodes["norm"] == ["Sep_pw_bn"])
    #expect(nodes["sep"] == ["Sep_pw_bn"])
    #expect(nodes["SEP_PW_BN"] == ["Sep_pw_bn"])
    #expect(nodes["Sep_dw"] == ["Sep_dw"])
    // The node of that name has the sum, another one the layer's output.
    #expect(nodes["answer"] == ["Answer", "Answer_post_activation"])
    #expect(nodes["none"] == [])
  }

  @Test func everyNodeFindsItsLayer() throws {
    let nodes = try #require(LayerNodes(of: model))
    #expect(nodes.layer(of: "Sep_pw_bn") == "Norm")
    #expect(nodes.kernelLayer(of: "Sep_pw_bn") == "Sep")
    #expect(nodes.kernelLayer(of: "Sep_dw") == "Sep")
    #expect(nodes.layer(of: "Answer_post_activation") == "Answer")
    #expect(nodes.kernelLayer(of: "Answer") == "Answer")
    #expect(nodes.kernelLayer(of: "Answer_post_activation") == nil)
    #expect(nodes.layer(of: "none") == nil && nodes.kernelLayer(of: "pool") == nil)
  }

  @Test func layersAreListedInOrder() throws {
    let nodes = try #require(LayerNodes(of: model))
    #expect(nodes.entries.map(\.layer.name) == model.layers.map(\.name))
    #expect(
      nodes.entries.map(\.own) == [
        ["photo"], ["Sep_dw"], [], ["Sep_pw_bn"], ["pool"], ["Answer", "Answer_post_activation"],
      ])
    #expect(nodes.entries[2].node == "Sep_pw_bn")
  }

  @Test func inMobileNetV2EveryLayerHasANode() throws {
    let model = SyntheticNetwork().network.model
    let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
    let nodes = LayerNodes(of: model, in: prepared.model)
    #expect(nodes.entries.allSatisfy { $0.node != nil })
    // Every node belongs to one layer.
    #expect(nodes.entries.flatMap(\.own).sorted() == prepared.nodes.map(\.name).sorted())
    #expect(nodes.kernelLayer(of: "Conv1_bn") == "Conv1")
    #expect(nodes.layer(of: "Conv1_bn") == "bn_Conv1")
    #expect(prepared.kernelNodes.allSatisfy { nodes.kernelLayer(of: $0.name) != nil })
    let names = nodes.names(of: prepared.quantizedNodes)
    #expect(names.contains("expanded_conv_project_bn") && names.contains("expanded_conv_project"))
  }
}
