import Graph
import Support
import Tensors
import Testing

@testable import IntegerNetwork

/// A network of one layer with random numbers, or of two, for tests of the loops.
struct IntegerLayerCase: CustomTestStringConvertible {
  let name: String
  let network: IntegerNetwork

  var testDescription: String { "\(name), \(network.profile.rawValue)" }

  /// Every kind of layer under both profiles.
  static let all: [IntegerLayerCase] = RuntimeProfile.allCases.flatMap { profile in
    convolutions(profile) + others(profile)
  }

  /// A network that reads `[h, w, c]` and computes an operation of it, of two copies of it on two grids if there
  /// are two inputs.
  private init(
    _ name: String, _ profile: RuntimeProfile, reading shape: Shape, inputs: Int = 1,
    and other: IntegerGrid = .other, output: Shape, on grid: IntegerGrid = .output,
    _ operation: IntegerOperation
  ) {
    var layers = [
      IntegerLayer(name: "picture", operation: .input, inputs: [], shape: shape, grid: .input)
    ]
    if inputs == 2 {
      layers.append(
        IntegerLayer(
          name: "moved",
          operation: .rescaling(
            IntegerRescaling(from: .input, to: other, reLUMaximum: 1, profile: profile)),
          inputs: ["picture"], shape: shape, grid: other))
    }
    layers.append(
      IntegerLayer(
        name: "answer", operation: operation,
        inputs: inputs == 2 ? ["picture", "moved"] : ["picture"], shape: output, grid: grid))
    self.name = name
    network = IntegerNetwork(
      name: name, profile: profile, layers: layers, forbiddenKernelCodes: [], coarserKernels: [],
      aliases: [:])
  }

  /// - Parameter factor: About what sums are multiplied by to be codes.
  private init(
    _ name: String, _ profile: RuntimeProfile, reading shape: Shape, _ window: Window,
    outputs: Int, groups: Int = 1, factor: Float = 0.004, bias: Int32 = 3000, reLU: Float? = nil
  ) {
    var random = SplitMix64(seed: UInt64(name.count * 7919 + outputs))
    let kernelShape: Shape = [
      window.size.height, window.size.width, shape[2] / groups, outputs,
    ]
    let output = IntegerGrid(scale: 0.02, zeroPoint: -5)
    let convolution = IntegerConvolution(
      kernel: (0..<kernelShape.elementCount).map { _ in
        Int8(truncatingIfNeeded: Int(random.next() % 255) - 127)
      },
      kernelShape: kernelShape,
      kernelScales: random.floats(outputs, in: factor...3 * factor),
      bias: (0..<outputs).map { _ in
        Int32(Int64(random.next() % (2 * UInt64(bias) + 1)) - Int64(bias))
      },
      window: window, groups: groups, input: .input, output: output, reLUMaximum: reLU,
      profile: profile)
    let size = window.output(of: shape)
    self.init(
      name, profile, reading: shape, output: [size.height, size.width, outputs], on: output,
      .convolution(convolution))
  }

  private static func convolutions(_ profile: RuntimeProfile) -> [IntegerLayerCase] {
    func layer(
      _ name: String, _ shape: Shape, _ window: Window, outputs: Int, groups: Int = 1,
      factor: Float = 0.004, bias: Int32 = 3000, reLU: Float? = nil
    ) -> IntegerLayerCase {
      IntegerLayerCase(
        name, profile, reading: shape, window, outputs: outputs, groups: groups, factor: factor,
        bias: bias, reLU: reLU)
    }
    let plain = [1, 5, 16, 17, 24, 33, 64, 70].map { outputs in
      layer("1x1 to \(outputs)", [5, 7, 6 + outputs % 5], Window(1), outputs: outputs)
    }
    let depthwise = [3, 4, 8, 15, 16, 17, 40].flatMap { channels in
      [1, 2].flatMap { stride in
        [Padding.same, .valid].map { padding in
          layer(
            "depthwise of \(channels), steps of \(stride), \(padding)", [9, 8, channels],
            Window(3, strides: HeightWidth(stride), padding: padding), outputs: channels,
            groups: channels, factor: 0.02)
        }
      }
    }
    return plain + depthwise + additions(profile) + [
      layer("dense", [1, 1, 130], Window(1), outputs: 10),
      layer("many pixels", [37, 41, 16], Window(1), outputs: 20, reLU: .infinity),
      layer("long sums", [3, 3, 4099], Window(1), outputs: 7, factor: 0.0001),
      layer("3x3", [8, 9, 3], Window(3), outputs: 12, reLU: 1),
      layer("3x3, steps of 2", [9, 9, 3], Window(3, strides: 2), outputs: 32),
      layer("wide windows", [9, 30, 5], Window(HeightWidth(height: 2, width: 20)), outputs: 6),
      // More than a part of the row may put beside one another.
      layer(
        "large windows", [1, 70, 300], Window(HeightWidth(height: 1, width: 230)), outputs: 3,
        factor: 0.00002),
      layer(
        "large windows of two groups", [1, 140, 600],
        Window(HeightWidth(height: 1, width: 230), strides: 2), outputs: 4, groups: 2,
        factor: 0.00002),
      layer("gaps", [9, 9, 4], Window(3, dilation: 2), outputs: 6),
      layer("1x1, steps of 2", [9, 9, 4], Window(1, strides: 2), outputs: 6),
      layer("groups", [6, 6, 12], Window(3), outputs: 18, groups: 3),
      layer("5x5 depthwise", [7, 7, 20], Window(5), outputs: 20, groups: 20, factor: 0.01),
      layer(
        "depthwise with gaps", [9, 9, 20], Window(3, dilation: 2), outputs: 20, groups: 20,
        factor: 0.02),
      layer(
        "depthwise, two outputs each", [6, 6, 40], Window(3), outputs: 80, groups: 40, factor: 0.02),
      layer(
        "depthwise, steps of 3", [9, 9, 20], Window(3, strides: 3), outputs: 20, groups: 20,
        factor: 0.02),
      layer(
        "a line", [4, 4, 19], Window(1, padding: .valid), outputs: 19, groups: 19, factor: 0.9),
      // Multipliers that are no shift to the right by a few places.
      layer("large factors", [4, 4, 9], Window(1), outputs: 20, factor: 1.5, bias: 40),
      layer("small factors", [4, 4, 9], Window(1), outputs: 20, factor: 1e-9, bias: 2_000_000_000),
      layer("large sums", [4, 4, 9], Window(1), outputs: 20, factor: 1e-7, bias: 2_000_000_000),
    ] + halves(profile)
  }

  /// Sums in the middle between two codes: `s_x · s_w / s_y` is a power of two, and many sums are odd multiples of
  /// half its inverse.
  private static func halves(_ profile: RuntimeProfile) -> [IntegerLayerCase] {
    [1, 2, 4, 7].map { places in
      var random = SplitMix64(seed: UInt64(places))
      let output = IntegerGrid(scale: 1, zeroPoint: 0)
      let scale = Float(sign: .plus, exponent: -places, significand: 1) / IntegerGrid.input.scale
      let convolution = IntegerConvolution(
        kernel: (0..<24).map { _ in Int8(truncatingIfNeeded: Int(random.next() % 3) - 1) },
        kernelShape: [1, 1, 2, 12], kernelScales: Array(repeating: scale, count: 12),
        bias: (-6..<6).map { Int32($0) }, window: Window(1, padding: .valid), input: .input,
        output: output, profile: profile)
      return IntegerLayerCase(
        "halves of 2^\(places)", profile, reading: [6, 6, 2], output: [6, 6, 12], on: output,
        .convolution(convolution))
    }
  }

  /// Sums of tensors whose steps are powers of two, coarser or finer than those of the sum.
  private static func additions(_ profile: RuntimeProfile) -> [IntegerLayerCase] {
    [(6, 5), (6, 6), (6, 4), (9, 5), (3, 6), (8, 9), (6, 1), (26, 5)].map { own, result in
      let other = IntegerGrid(scale: Float(1) / Float(1 << own), zeroPoint: -128)
      let output = IntegerGrid(scale: Float(1) / Float(1 << result), zeroPoint: 3)
      return IntegerLayerCase(
        "addition of 1/\(1 << own), to 1/\(1 << result)", profile, reading: [5, 7, 11], inputs: 2,
        and: other, output: [5, 7, 11], on: output,
        .addition(
          IntegerAddition(
            inputs: [.input, other], output: output, reLUMaximum: nil, outputCodes: -100...120,
            profile: profile)))
    }
  }

  private static func others(_ profile: RuntimeProfile) -> [IntegerLayerCase] {
    let border = Border(top: 1, bottom: 2, left: 3, right: 0)
    // LiteRT moves codes on one grid.
    let grid: IntegerGrid = profile == .liteRT ? .input : .output
    let window = Window(3, strides: 2)
    return [
      IntegerLayerCase(
        "addition", profile, reading: [9, 7, 21], inputs: 2, output: [9, 7, 21],
        .addition(
          IntegerAddition(
            inputs: [.input, .other], output: .output, reLUMaximum: nil, outputCodes: allCodes,
            profile: profile))),
      IntegerLayerCase(
        "addition, ReLU", profile, reading: [9, 7, 21], inputs: 2, output: [9, 7, 21],
        .addition(
          IntegerAddition(
            inputs: [.input, .other], output: .output, reLUMaximum: 1,
            outputCodes: IntegerGrid.output.codes(behind: 1, profile: profile), profile: profile))),
      IntegerLayerCase(
        "rescaling", profile, reading: [9, 7, 21], output: [9, 7, 21],
        .rescaling(IntegerRescaling(from: .input, to: .output, profile: profile))),
      IntegerLayerCase(
        "padding", profile, reading: [5, 6, 7], output: [8, 9, 7], on: grid, .padding(border)),
      IntegerLayerCase(
        "cropping", profile, reading: [8, 9, 7], output: [5, 6, 7], on: grid, .cropping(border)),
      IntegerLayerCase(
        "maxima", profile, reading: [8, 9, 7], output: [4, 5, 7], on: grid,
        .pooling(Pooling(.maximum, window: window))),
      IntegerLayerCase(
        "means", profile, reading: [8, 9, 7], output: [4, 5, 7], on: grid,
        .pooling(Pooling(.average, window: window))),
      IntegerLayerCase(
        "mean", profile, reading: [8, 9, 37], output: [37],
        .mean(IntegerMean(from: .input, to: .output, pixels: 72, profile: profile))),
      IntegerLayerCase(
        "concatenation", profile, reading: [4, 5, 3], inputs: 2, output: [4, 5, 6], on: .other,
        .concatenation),
      IntegerLayerCase(
        "reshaping", profile, reading: [4, 5, 3], output: [60], on: grid, .reshaping),
      IntegerLayerCase(
        "softmax", profile, reading: [1, 1, 50], output: [50],
        on: IntegerGrid(scale: 1 / 256, zeroPoint: -128),
        .softmax(IntegerSoftmax(inputScale: IntegerGrid.input.scale, profile: profile))),
    ]
  }

  /// Pictures with values on and beyond the grid, some in the middle between two codes.
  func pictures(_ count: Int) -> Tensor {
    var random = SplitMix64(seed: 3)
    let shape = network.inputShape.prepending(count)
    let scale = IntegerGrid.input.scale
    return Tensor(
      shape: shape,
      values: random.floats(shape.elementCount, in: -140...140).map {
        ($0 * 2).rounded() / 2 * scale
      })
  }
}

extension IntegerGrid {
  fileprivate static let input = IntegerGrid(scale: 1.0 / 64, zeroPoint: 7)
  fileprivate static let other = IntegerGrid(scale: 0.011, zeroPoint: -128)
  fileprivate static let output = IntegerGrid(scale: 0.02, zeroPoint: -5)
}
