import Graph
import PostTrainingQuantization
import Quantization
import Tensors

extension IntegerNetworkBuilder {
  /// The integers of a layer with a kernel.
  ///
  /// - Throws: ``IntegerNetworkError`` when it has no 8-bit kernel that is symmetric around zero, or its sums may
  ///   overflow.
  mutating func integerConvolution(
    _ layer: Layer, input: IntegerGrid, output: IntegerGrid, reLUMaximum: Float?
  ) throws -> IntegerConvolution {
    guard let weights = layer.operation.weights, let kernel = kernels[layer.name] else {
      throw unsupported(layer, "its kernel is not quantized")
    }
    guard kernel.parameters.bitWidth <= 8 else {
      throw unsupported(layer, "its kernel has \(kernel.parameters.bitWidth) bits")
    }
    let reLUMaximum = reLUMaximum ?? weights.activation.clamp
    let shape = layer.integerKernelShape
    let outputs = shape[3]
    var channels = try kernelScales(of: kernel, layer: layer, outputs: outputs).map { scale in
      IntegerChannel(scale: scale, input: input, output: output, profile: profile)
    }
    for channel in channels.indices {
      let values = stride(from: channel, to: weights.kernel.values.count, by: outputs).map {
        weights.kernel.values[$0]
      }
      let doublings = channels[channel].fit(values, bias: weights.bias?[channel] ?? 0)
      guard let doublings else {
        throw IntegerNetworkError.overflow(layer: layer.kerasName, channel: channel)
      }
      if doublings > 0 {
        coarser.append(CoarserKernel(layer: layer.name, channel: channel, doublings: doublings))
      }
    }
    try avoidForbiddenCodes(&channels, of: layer, weights)
    return IntegerConvolution(
      channels, kernelShape: shape, window: layer.operation.kernelWindow,
      groups: layer.integerGroups, input: input, output: output, reLUMaximum: reLUMaximum,
      profile: profile)
  }

  /// Replaces kernel codes that the runtime does not allow, and lets the bias take back what that does to the mean.
  private mutating func avoidForbiddenCodes(
    _ channels: inout [IntegerChannel], of layer: Layer, _ weights: KernelWeights
  ) throws {
    var changed: [Int] = []
    for channel in channels.indices {
      guard let found = channels[channel].avoidForbiddenCodes() else { continue }
      changed.append(channel)
      forbidden.append(
        ForbiddenKernelCodes(
          layer: layer.name, channel: channel, count: found.count, stepFactor: found.stepFactor))
    }
    guard !changed.isEmpty else { return }
    let values = channels.map(\.values)
    let shift = channelMeans[layer.inputs[0]].map { means in
      biasCorrection(
        kernel: weights.kernel,
        quantizedKernel: weights.kernel.values.indices.map {
          values[$0 % values.count][$0 / values.count]
        },
        layout: weights.layout, inputMeans: means)
    }
    for channel in changed {
      let bias = Double(weights.bias?[channel] ?? 0) - (shift?[channel] ?? 0)
      guard channels[channel].replaceBias(by: bias) else {
        throw IntegerNetworkError.overflow(layer: layer.kerasName, channel: channel)
      }
    }
  }

  /// The step of every output channel's kernel.
  private func kernelScales(
    of kernel: KernelQuantization, layer: Layer, outputs: Int
  ) throws -> [Float] {
    let parameters = kernel.parameters
    let steps = try parameters.ranges.map { range -> Float in
      guard case .threshold(_, isSigned: true) = range else {
        throw unsupported(layer, "its kernel's grid is not symmetric around zero")
      }
      return FakeQuantizer(
        range, bitWidth: parameters.bitWidth, isPerChannel: parameters.channelAxis != nil
      ).step
    }
    // A depthwise kernel has one range per input channel, and may have several outputs of it.
    return (0..<outputs).map { steps[$0 * steps.count / outputs] }
  }
}

extension Layer {
  /// The kernel's extents as those of a convolution: `[kh, kw, inputs / groups, outputs]`.
  fileprivate var integerKernelShape: Shape {
    let shape = operation.weights?.kernel.shape ?? []
    return switch operation {
    case .depthwiseConvolution: [shape[0], shape[1], 1, shape[2] * shape[3]]
    case .dense: [1, 1, shape[0], shape[1]]
    default: shape
    }
  }

  fileprivate var integerGroups: Int {
    switch operation {
    case .convolution(let layer): layer.groups
    case .depthwiseConvolution(let layer): layer.kernel.shape[2]
    default: 1
    }
  }
}

extension Operation {
  /// How the kernel moves; a dense layer's sees one pixel.
  fileprivate var kernelWindow: Window {
    switch self {
    case .convolution(let layer): layer.window
    case .depthwiseConvolution(let layer): layer.window
    default: Window(1, padding: .valid)
    }
  }
}

extension IntegerConvolution {
  /// Puts the integers of all output channels beside one another.
  init(
    _ channels: [IntegerChannel], kernelShape: Shape, window: Window, groups: Int,
    input: IntegerGrid, output: IntegerGrid, reLUMaximum: Float?, profile: RuntimeProfile
  ) {
    self.init(
      kernel: (0..<kernelShape.elementCount).map {
        channels[$0 % channels.count].codes[$0 / channels.count]
      },
      kernelShape: kernelShape, kernelScales: channels.map(\.scale), bias: channels.map(\.bias),
      window: window, groups: groups, input: input, output: output, reLUMaximum: reLUMaximum,
      profile: profile)
  }
}
