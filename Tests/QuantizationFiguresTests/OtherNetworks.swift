import Graph
import PostTrainingQuantization
import Support
import TargetPlatform
import Tensors

/// Networks of other shapes than MobileNetV2's, with the names that Keras gives them.
enum OtherNetworks {
  /// Adds layers one behind the other.
  private struct Builder {
    var layers = [Layer(name: "input_1", operation: .input, inputs: [], outputShape: [32, 32, 3])]
    var last: String { layers[layers.count - 1].name }

    mutating func add(_ name: String, _ operation: Operation, of inputs: [String]? = nil) {
      let inputs = inputs ?? [last]
      let shapes = inputs.compactMap { name in layers.first { $0.name == name }?.outputShape }
      layers.append(
        Layer(
          name: name, operation: operation, inputs: inputs,
          outputShape: operation.outputShape(of: shapes) ?? []))
    }

    mutating func convolution(
      _ name: String, size: Int = 3, outputs: Int, of input: String? = nil, reLU: String? = nil
    ) {
      let input = input ?? last
      let channels = layers.first { $0.name == input }?.outputShape[-1] ?? 1
      let shape: Shape = [size, size, channels, outputs]
      add(
        name,
        .convolution(
          Convolution(
            kernel: Tensor(shape: shape, values: [Float](repeating: 0.1, count: shape.elementCount))
          )),
        of: [input])
      if let reLU { add(reLU, .activation(.reLU())) }
    }

    mutating func depthwise(_ name: String, reLU: String) {
      let shape: Shape = [3, 3, layers[layers.count - 1].outputShape[-1], 1]
      add(
        name,
        .depthwiseConvolution(
          DepthwiseConvolution(
            kernel: Tensor(shape: shape, values: [Float](repeating: 0.1, count: shape.elementCount))
          )))
      add(reLU, .activation(.reLU(maximum: 6)))
    }

    var prepared: PreparedModel {
      get throws {
        try PreparedModel(
          Model(name: "other", layers: layers), targetPlatformCapabilities: .mctDefault)
      }
    }
  }

  /// Convolutions in blocks, as in VGG16.
  static func vgg() throws -> PreparedModel {
    var builder = Builder()
    for block in 1...4 {
      for convolution in 1...(block < 3 ? 2 : 3) {
        builder.convolution(
          "block\(block)_conv\(convolution)", outputs: 8 << block,
          reLU: "block\(block)_conv\(convolution)_post_activation")
      }
      builder.add("block\(block)_pool", .pooling(.init(.maximum, window: .init(2, strides: 2))))
    }
    builder.add("global_average_pooling2d", .globalPooling(.average))
    return try builder.prepared
  }

  /// Additions around blocks, as in ResNet50.
  static func resNet() throws -> PreparedModel {
    var builder = Builder()
    builder.convolution("conv1_conv", outputs: 16, reLU: "conv1_relu")
    for stage in 2...4 {
      for block in 1...3 {
        let (name, input) = ("conv\(stage)_block\(block)", builder.last)
        var shortcut = input
        if block == 1 {
          builder.convolution("\(name)_0_conv", size: 1, outputs: 8 << stage)
          shortcut = builder.last
        }
        builder.convolution(
          "\(name)_1_conv", size: 1, outputs: 2 << stage, of: input, reLU: "\(name)_1_relu")
        builder.convolution("\(name)_2_conv", outputs: 2 << stage, reLU: "\(name)_2_relu")
        builder.convolution("\(name)_3_conv", size: 1, outputs: 8 << stage)
        builder.add("\(name)_add", .add, of: [shortcut, builder.last])
        builder.add("\(name)_out", .activation(.reLU()))
      }
    }
    return try builder.prepared
  }

  /// Depthwise and pointwise convolutions in turn, as in MobileNet.
  static func mobileNet() throws -> PreparedModel {
    var builder = Builder()
    builder.convolution("conv1", outputs: 8, reLU: "conv1_relu")
    for block in 1...13 {
      builder.depthwise("conv_dw_\(block)", reLU: "conv_dw_\(block)_relu")
      builder.convolution(
        "conv_pw_\(block)", size: 1, outputs: 8 + block, reLU: "conv_pw_\(block)_relu")
    }
    return try builder.prepared
  }

  /// A chain of many layers that Keras named by itself.
  static func plain() throws -> PreparedModel {
    var builder = Builder()
    for layer in 0..<50 {
      let number = layer == 0 ? "" : "_\(layer)"
      builder.convolution("conv2d\(number)", outputs: 4, reLU: "activation\(number)")
    }
    return try builder.prepared
  }

  static func all() throws -> [(name: String, prepared: PreparedModel)] {
    [
      ("VGG", try vgg()), ("ResNet", try resNet()), ("MobileNet", try mobileNet()),
      ("plain", try plain()),
    ]
  }
}
