import Graph
import Tensors
import Testing

struct ModelTests {
  private let model = Model(
    name: "small",
    layers: [
      Layer(name: "in", operation: .input, inputs: [], outputShape: [8, 8, 2]),
      Layer(
        name: "conv",
        operation: .convolution(Convolution(kernel: Tensor(shape: [3, 3, 2, 4]), strides: 4)),
        inputs: ["in"], outputShape: [2, 2, 4]),
      Layer(
        name: "depthwise",
        operation: .depthwiseConvolution(
          DepthwiseConvolution(kernel: Tensor(shape: [3, 3, 4, 1]))),
        inputs: ["conv"], outputShape: [2, 2, 4]),
      Layer(name: "sum", operation: .add, inputs: ["conv", "depthwise"], outputShape: [2, 2, 4]),
      Layer(name: "pool", operation: .globalAveragePooling, inputs: ["sum"], outputShape: [4]),
      Layer(
        name: "top", operation: .dense(Dense(kernel: Tensor(shape: [4, 3]), bias: nil)),
        inputs: ["pool"], outputShape: [3]),
    ])

  @Test func layersAreFoundByName() {
    #expect(model["conv"]?.outputShape == [2, 2, 4])
    #expect(model["none"] == nil)
    #expect(model.position(of: "sum") == 3)
    #expect(model.consumers(of: "conv") == ["depthwise", "sum"])
    #expect(model.consumers(of: "top").isEmpty)
    #expect(model.inputShape == [8, 8, 2] && model.outputName == "top")
  }

  @Test func everyProductOfConvolutionsAndDenseLayersCounts() {
    // 2·2·4 outputs of 3·3·2 products, 2·2·4 of 3·3, and 4·3.
    #expect(model.multiplyAdds == 288 + 144 + 12)
  }

  @Test func replacingKeepsNamesAndConnections() {
    let changed = model.replacingOperations { layer in
      layer.name == "depthwise" ? .reLU(maximum: nil) : layer.operation
    }
    #expect(changed["depthwise"]?.operation == .reLU(maximum: nil))
    #expect(changed.layers.map(\.inputs) == model.layers.map(\.inputs))
    #expect(changed.layers.map(\.name) == model.layers.map(\.name))
  }

  @Test func everythingFlowsThroughABottleneck() {
    let model = Model(
      name: "two paths",
      layers: [
        Layer(name: "in", operation: .input, inputs: [], outputShape: [4, 4, 2]),
        Layer(name: "a", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [4, 4, 2]),
        Layer(name: "b", operation: .reLU(maximum: 6), inputs: ["a"], outputShape: [4, 4, 2]),
        Layer(name: "c", operation: .reLU(maximum: 6), inputs: ["a"], outputShape: [4, 4, 2]),
        Layer(name: "sum", operation: .add, inputs: ["b", "c"], outputShape: [4, 4, 2]),
        Layer(name: "end", operation: .reLU(maximum: 6), inputs: ["sum"], outputShape: [4, 4, 2]),
      ])
    #expect(model.bottlenecks == ["in", "a", "sum", "end"])
  }
}
