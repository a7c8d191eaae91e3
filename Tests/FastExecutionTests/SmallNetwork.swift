import Graph
import Support
import Tensors
import TestSupport

/// A network with one of everything that MobileNetV2 has: 32 × 32 × 3 to 5 classes.
enum SmallNetwork {
  static func model() -> Model {
    var random = SplitMix64(seed: 5)
    func normalization(_ channels: Int) -> Operation {
      .batchNormalization(
        BatchNormalization(
          gamma: random.floats(channels, in: 0.5...1.5), beta: random.floats(channels),
          mean: random.floats(channels), variance: random.floats(channels, in: 0.5...2),
          epsilon: 1e-3))
    }
    func convolution(_ k: Int, _ from: Int, _ to: Int, stride: Int = 1) -> Operation {
      let scale = 1 / Float(k * k * from).squareRoot()
      return .convolution(
        Convolution(
          kernel: Tensor(
            shape: [k, k, from, to], values: random.floats(k * k * from * to, in: -scale...scale)),
          strides: HeightWidth(stride)))
    }
    func depthwise(_ channels: Int, stride: Int, padding: Padding) -> Operation {
      .depthwiseConvolution(
        DepthwiseConvolution(
          kernel: Tensor(
            shape: [3, 3, channels, 1], values: random.floats(9 * channels, in: -0.4...0.4)),
          strides: HeightWidth(stride), padding: padding))
    }
    let dense = Dense(
      kernel: Tensor(shape: [24, 5], values: random.floats(24 * 5)), bias: random.floats(5),
      activation: .softmax)
    return Model(
      name: "small",
      layers: [
        Layer(name: "input", operation: .input, inputs: [], outputShape: [32, 32, 3]),
        Layer(
          name: "conv1", operation: convolution(3, 3, 16, stride: 2), inputs: ["input"],
          outputShape: [16, 16, 16]),
        Layer(
          name: "bn1", operation: normalization(16), inputs: ["conv1"], outputShape: [16, 16, 16]),
        Layer(
          name: "relu1", operation: .reLU(maximum: 6), inputs: ["bn1"], outputShape: [16, 16, 16]),
        Layer(
          name: "pad",
          operation: .zeroPadding(Border(top: 0, bottom: 1, left: 0, right: 1)),
          inputs: ["relu1"], outputShape: [17, 17, 16]),
        Layer(
          name: "depthwise2", operation: depthwise(16, stride: 2, padding: .valid),
          inputs: ["pad"], outputShape: [8, 8, 16]),
        Layer(
          name: "bn2", operation: normalization(16), inputs: ["depthwise2"],
          outputShape: [8, 8, 16]),
        Layer(
          name: "relu2", operation: .reLU(maximum: 6), inputs: ["bn2"], outputShape: [8, 8, 16]),
        Layer(
          name: "project", operation: convolution(1, 16, 24), inputs: ["relu2"],
          outputShape: [8, 8, 24]),
        Layer(
          name: "bn3", operation: normalization(24), inputs: ["project"], outputShape: [8, 8, 24]),
        Layer(
          name: "depthwise4", operation: depthwise(24, stride: 1, padding: .same),
          inputs: ["bn3"], outputShape: [8, 8, 24]),
        Layer(
          name: "add", operation: .add, inputs: ["bn3", "depthwise4"], outputShape: [8, 8, 24]),
        Layer(
          name: "relu5", operation: .reLU(maximum: nil), inputs: ["add"], outputShape: [8, 8, 24]),
        Layer(
          name: "pool", operation: .globalAveragePooling, inputs: ["relu5"], outputShape: [24]),
        Layer(name: "dense", operation: .dense(dense), inputs: ["pool"], outputShape: [5]),
      ])
  }
}
