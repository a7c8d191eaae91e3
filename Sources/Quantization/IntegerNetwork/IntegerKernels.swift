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
    guard weights.activation == .linear || weights.activation.clamp != nil else {
      throw unsupported(layer, "of the activations only ReLU without a slope and softmax")
    }
    let reLUMaximum = reLUMaximum ?? weights.activation.clamp
    let shape = layer.integerKernelShape
    let outputs = shape[3]
    let scales = try kernelScales(of: kernel, layer: layer, outputs: outputs)
    let codes = movingForbiddenCodes(
      weights.kernel.values.enumerated().map { index, value in
        Int32((value / scales[index % outputs]).rounded())
      }, outputs: outputs, layer: layer)
    let requantizations = scales.map { scale in
      Requantization(
        Double(input.scale) * Double(scale) / Double(output.scale), for: profile)
    }
    let bias = try scales.indices.map { channel -> Int32 in
      let step = Double(input.scale) * Double(scales[channel])
      let steps = (Double(weights.bias?[channel] ?? 0) / step).rounded()
      guard abs(steps) <= Double(Int32.max) else {
        throw IntegerNetworkError.bias(layer: layer.kerasName, channel: channel)
      }
      return Int32(steps)
    }
    let convolution = IntegerConvolution(
      kernel: codes, kernelShape: shape, kernelScales: scales, bias: bias,
      window: layer.operation.kernelWindow, groups: layer.integerGroups,
      requantizations: requantizations, inputZeroPoint: input.zeroPoint,
      outputZeroPoint: output.zeroPoint, reLUMaximum: reLUMaximum,
      outputCodes: reLUMaximum.map(output.codes) ?? allCodes)
    for (channel, largest) in convolution.largestAccumulators.enumerated()
    where largest > requantizations[channel].largestAccumulator {
      throw IntegerNetworkError.overflow(
        layer: layer.kerasName, channel: channel, largest: largest)
    }
    return convolution
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

  /// Moves the codes that the runtime does not allow by one step, and writes down how many they are.
  private mutating func movingForbiddenCodes(
    _ codes: [Int32], outputs: Int, layer: Layer
  ) -> [Int8] {
    let smallest = profile.smallestKernelCode
    var counts: [Int: Int] = [:]
    for (index, code) in codes.enumerated() where code < smallest {
      counts[index % outputs, default: 0] += 1
    }
    moved += counts.sorted { $0.key < $1.key }.map {
      MovedKernelCodes(layer: layer.name, channel: $0.key, count: $0.value)
    }
    return codes.map { $0.code(in: smallest...127) }
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
