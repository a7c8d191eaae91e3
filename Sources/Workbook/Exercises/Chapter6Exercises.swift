/// The contract of chapter 6, inside the quantized model.
public protocol Chapter6Exercises {
  /// 6.1 *predict*: how many layers has the exported model, holders included?
  func exportedLayers() throws -> Int

  /// 6.2 *write*: one threshold per output channel of a kernel, so that no weight is clipped on a
  /// signed grid.
  ///
  /// - Parameters:
  ///   - kernel: The weights in row-major order; the output channel is the innermost axis, so that
  ///     neighbours belong to different channels. Every channel has a weight that is not 0.
  ///   - channels: The number of output channels.
  ///   - bitWidth: n_b, in bits.
  func channelThresholds(of kernel: [Double], channels: Int, bitWidth: Int) throws -> [Double]

  /// 6.3 *write*: the bias of one output channel less the shift of the mean that rounding causes, in an
  /// image that is padded with zeros.
  ///
  /// - Parameters:
  ///   - bias: The float bias.
  ///   - kernel: The channel's weights, `[position in the window][input channel]`.
  ///   - quantizedKernel: The same weights on their grid.
  ///   - inputMeans: The mean of every input channel over the image, the padding left out.
  ///   - insideShares: For every position in the window, the share of the places at which it lies on
  ///     the image, 0 ... 1. At the others it lies on the padding.
  func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]], inputMeans: [Double],
    insideShares: [Double]
  ) throws -> Double

  /// 6.4 *change*: the bit width with which a signed grid of t = 8 is as fine as the unsigned one
  /// with 8 bits.
  func bitWidthOfASignedGrid() throws -> Int

  /// 6.5 *explain*: why do the zero paddings have no holder?
  func paddingReason() throws -> PaddingReason
}

/// Why do the zero paddings have no holder?
public enum PaddingReason: Explanation {
  /// Their outputs are values of their input and 0: on its grid already.
  case theirValuesAreOnTheGridAlready
  /// They are left out of the quantized model.
  case theyAreLeftOut
  /// Zeros need no bits.
  case zerosNeedNoBits
  /// They lie inside fused pairs.
  case theyAreFused

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .theirValuesAreOnTheGridAlready: nil
    case .theyAreLeftOut:
      "They are there: look for ZeroPadding2D in the list of layers in the transcript."
    case .zerosNeedNoBits:
      "Most of what a padding puts out is its input, which has bits like any other output."
    case .theyAreFused:
      "Only a convolution and its ReLU are; in chapter 3 the paddings are those that stay float."
    }
  }
}
