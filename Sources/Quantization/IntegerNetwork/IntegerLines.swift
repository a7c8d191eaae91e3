import Graph
import Tensors

/// `y = slope · x + offset`, per channel: what arithmetic with constants and a batch normalization compute.
struct ChannelLine {
  var slopes: [Double]
  var offsets: [Double]
}

extension Operation {
  /// The line, or `nil` for an operation that computes something else.
  func line(channels: Int) -> ChannelLine? {
    switch self {
    case .arithmetic(let arithmetic):
      var line = ChannelLine(
        slopes: Array(repeating: 1, count: channels), offsets: Array(repeating: 0, count: channels))
      for step in arithmetic.steps { line.append(step) }
      return line
    case .batchNormalization(let layer):
      let slopes = layer.gamma.indices.map {
        Double(layer.gamma[$0]) / (Double(layer.variance[$0]) + Double(layer.epsilon)).squareRoot()
      }
      return ChannelLine(
        slopes: slopes,
        offsets: slopes.indices.map { Double(layer.beta[$0]) - slopes[$0] * Double(layer.mean[$0]) }
      )
    case .input, .convolution, .depthwiseConvolution, .dense, .activation, .add, .concatenate,
      .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .identity:
      return nil
    }
  }
}

extension ChannelLine {
  /// Does one more step of arithmetic; its numbers are one for all channels, or one per channel.
  fileprivate mutating func append(_ step: ConstantArithmetic.Step) {
    for channel in slopes.indices {
      func number(_ numbers: [Float]) -> Double { Double(numbers[channel % numbers.count]) }
      switch step {
      case .add(let numbers): offsets[channel] += number(numbers)
      case .subtract(let numbers): offsets[channel] -= number(numbers)
      case .multiply(let numbers):
        slopes[channel] *= number(numbers)
        offsets[channel] *= number(numbers)
      case .divide(let numbers):
        slopes[channel] /= number(numbers)
        offsets[channel] /= number(numbers)
      }
    }
  }
}

extension IntegerNetworkBuilder {
  /// A line as a depthwise convolution with a window of one pixel, whose only weight is the code 64 or −64.
  ///
  /// The slope is in the kernel's scale, `s_w = |slope| / 64`, so it has the 24 bits of a float32 and not 8.
  ///
  /// - Throws: ``IntegerNetworkError`` when sums may overflow.
  mutating func integerConvolution(
    _ layer: Layer, of line: ChannelLine, input: IntegerGrid, output: IntegerGrid,
    reLUMaximum: Float?
  ) throws -> IntegerConvolution {
    let weight = 64.0
    // What moves the sum by less than 2⁻²⁴ of the output's step over all codes: channels that were pruned have such slopes.
    let negligible =
      0x1p-24 * Double(output.scale)
      / (Double(input.scale) * Double(input.largestMagnitude))
    var channels: [IntegerChannel] = []
    for (channel, exact) in line.slopes.enumerated() {
      let slope = abs(exact) < negligible ? 0 : exact
      // Without a slope any scale serves.
      let scale = Float(slope == 0 ? Double(output.scale / input.scale) : abs(slope) / weight)
      var integers = IntegerChannel(scale: scale, input: input, output: output, profile: profile)
      let doublings = integers.fit([Float(slope)], bias: Float(line.offsets[channel]))
      guard let doublings else {
        throw unsupported(
          layer,
          "what it adds in channel \(channel) is too large for its slope or its threshold; "
            + "look at its values")
      }
      if doublings > 0 {
        coarser.append(CoarserKernel(layer: layer.name, channel: channel, doublings: doublings))
      }
      channels.append(integers)
    }
    return IntegerConvolution(
      channels, kernelShape: [1, 1, 1, channels.count], window: Window(1, padding: .valid),
      groups: channels.count, input: input, output: output, reLUMaximum: reLUMaximum,
      profile: profile)
  }
}
