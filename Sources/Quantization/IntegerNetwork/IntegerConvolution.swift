import Graph
import Tensors

/// A convolution in integers:
/// `q_y = clamp(z_y + R(b[o] + Σ (q_x − z_x) · q_w[i, j, c, o]))`, with `R(a) ≈ a · s_x · s_w[o] / s_y`.
///
/// Depthwise convolutions and dense layers are convolutions too: the first of as many groups as there are
/// channels, the second with a window of one pixel.
///
/// | number | width | bound |
/// |---|---|---|
/// | q_x − z_x | 9 bits and a sign | 255 |
/// | q_w | 8 bits | 128, in LiteRT 127 |
/// | product | 16 bits | 32 640 |
/// | accumulator, bias | 32 bits | ``largestAccumulators``, checked when the network is built |
///
/// The sum of |q_w| of a channel times 255, plus the bias, bounds every partial sum: whatever the picture and
/// whatever the order of adding, nothing overflows.
public struct IntegerConvolution: Hashable, Sendable {
  /// The kernel's codes, `[kh, kw, inputs / groups, outputs]`.
  public let kernel: [Int8]
  /// The kernel's extents.
  public let kernelShape: Shape
  /// s_w, one per output channel.
  public let kernelScales: [Float]
  /// b in steps of s_x · s_w[o], one per output channel.
  public let bias: [Int32]
  /// How the window moves.
  public let window: Window
  /// The channels are cut into so many groups; outputs of a group see only its inputs.
  public let groups: Int
  /// R, one per output channel.
  public let requantizations: [Requantization]
  /// z_x
  public let inputZeroPoint: Int32
  /// z_y
  public let outputZeroPoint: Int32
  /// The upper end of a ReLU behind the sum, infinite when it has none; `nil` without a ReLU.
  public let reLUMaximum: Float?
  /// The codes that may leave: all, or those that a ReLU behind the sum lets pass.
  public let outputCodes: ClosedRange<Int32>

  /// A convolution from one grid to another.
  ///
  /// - Parameters:
  ///   - kernel: Codes `[kh, kw, inputs / groups, outputs]`.
  ///   - kernelShape: Their extents.
  ///   - kernelScales: s_w, one per output channel.
  ///   - bias: In steps of s_x · s_w, one per output channel.
  ///   - reLUMaximum: The upper end of a ReLU behind the sum, infinite when it has none; `nil` without a ReLU.
  /// - Precondition: There are as many numbers as the extents say.
  public init(
    kernel: [Int8], kernelShape: Shape, kernelScales: [Float], bias: [Int32], window: Window,
    groups: Int = 1, input: IntegerGrid, output: IntegerGrid, reLUMaximum: Float? = nil,
    profile: RuntimeProfile = .liteRT
  ) {
    precondition(
      kernel.count == kernelShape.elementCount && kernelShape.rank == 4
        && kernelScales.count == kernelShape[3] && bias.count == kernelShape[3],
      "\(kernel.count) codes, \(kernelScales.count) scales and \(bias.count) biases are no \(kernelShape)"
    )
    self.kernel = kernel
    self.kernelShape = kernelShape
    self.kernelScales = kernelScales
    self.bias = bias
    self.window = window
    self.groups = groups
    requantizations = kernelScales.map {
      Requantization(from: input.scale, kernel: $0, to: output.scale, for: profile)
    }
    inputZeroPoint = input.zeroPoint
    outputZeroPoint = output.zeroPoint
    self.reLUMaximum = reLUMaximum
    outputCodes = output.codes(behind: reLUMaximum, profile: profile)
  }

  /// Whether every group has a single input.
  public var isDepthwise: Bool { groups > 1 && kernelShape[2] == 1 }

  /// The largest magnitude that the sums of every output channel can have.
  public var largestAccumulators: [Int64] {
    let outputs = kernelShape[3]
    let magnitude = Int64(max(inputZeroPoint + 128, 127 - inputZeroPoint))
    var sums = bias.map { Int64($0.magnitude) }
    for (index, code) in kernel.enumerated() {
      sums[index % outputs] += Int64(code.magnitude) * magnitude
    }
    return sums
  }

  /// - Parameters:
  ///   - input: Codes of one picture, `[h, w, c]`.
  ///   - shape: Their extents.
  /// - Returns: Codes `[h', w', outputs]`.
  public func callAsFunction(_ input: [Int8], shape: Shape) -> [Int8] {
    let size = window.output(of: shape)
    let before = window.zerosBefore(shape)
    let outputs = kernelShape[3]
    var result: [Int8] = []
    result.reserveCapacity(size.count * outputs)
    var sums = bias
    for y in 0..<size.height {
      for x in 0..<size.width {
        for output in 0..<outputs { sums[output] = bias[output] }
        for i in 0..<window.size.height {
          for j in 0..<window.size.width {
            let row = y * window.strides.height + i * window.dilation.height - before.height
            let column = x * window.strides.width + j * window.dilation.width - before.width
            // The border stands for zeros, and q_x − z_x of zero is 0.
            guard (0..<shape[0]).contains(row), (0..<shape[1]).contains(column) else { continue }
            add(
              input, from: (row * shape[1] + column) * shape[2],
              times: (i * window.size.width + j) * kernelShape[2] * outputs, to: &sums)
          }
        }
        for output in 0..<outputs {
          let level = requantizations[output](sums[output]) + outputZeroPoint
          result.append(level.code(in: outputCodes))
        }
      }
    }
    return result
  }

  /// Adds the products of one pixel's codes with one position of the kernel.
  ///
  /// Nothing overflows: a product is at most 255 · 128 = 32 640, which 16 bits hold, and the sums are bounded by
  /// ``largestAccumulators``.
  private func add(
    _ input: [Int8], from pixel: Int, times weights: Int, to sums: inout [Int32]
  ) {
    let zeroPoint = Int16(truncatingIfNeeded: inputZeroPoint)
    let (outputs, perGroup) = (kernelShape[3], kernelShape[2])
    let outputsPerGroup = outputs / groups
    input.withUnsafeBufferPointer { input in
      kernel.withUnsafeBufferPointer { kernel in
        sums.withUnsafeMutableBufferPointer { sums in
          if isDepthwise && outputsPerGroup == 1 {
            for channel in 0..<outputs {
              let code = Int16(input[pixel + channel]) &- zeroPoint
              sums[channel] &+= Int32(code &* Int16(kernel[weights + channel]))
            }
            return
          }
          for channel in 0..<perGroup {
            for group in 0..<groups {
              let code = Int16(input[pixel + group * perGroup + channel]) &- zeroPoint
              if code == 0 { continue }
              let first = group * outputsPerGroup
              let row = weights + channel * outputs
              for output in first..<first + outputsPerGroup {
                sums[output] &+= Int32(code &* Int16(kernel[row + output]))
              }
            }
          }
        }
      }
    }
  }
}
