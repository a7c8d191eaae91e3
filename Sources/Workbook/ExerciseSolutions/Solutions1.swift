import Exercises

/// Answers to chapter 1; others may be as good.
public struct Solutions1: Chapter1Exercises {
  public init() {}

  /// 1.1 Predict: how many numbers bn_Conv1 holds.
  public func normalizationParameters() throws -> Int {
    4 * 16
  }

  /// 1.2 Write: the weights of a convolution, and its biases.
  public func parameterCount(
    inputs: Int, outputs: Int, window: Int, isDepthwise: Bool,
    hasBias: Bool
  ) throws -> Int {
    let read = isDepthwise ? 1 : inputs
    return window * window * read * outputs + (hasBias ? outputs : 0)
  }

  /// 1.3 Write: a normalization and the convolution after it, as one.
  public func folded(
    normalizations: [ChannelNormalization], kernel: [Double], bias: Double
  ) throws -> FoldedChannel {
    let scales = normalizations.map {
      $0.gamma / ($0.variance + $0.epsilon).squareRoot()
    }
    let shifts = zip(normalizations, scales).map { $0.beta - $0.mean * $1 }
    return FoldedChannel(
      kernel: zip(kernel, scales).map(*),
      bias: zip(kernel, shifts).map(*).reduce(bias, +))
  }

  /// 1.4 Change: another layer for the chapter's last table. The
  /// chapter asks for "expanded_conv_project_BN".
  public func widerLayer() throws -> String {
    "block_2_add"
  }

  /// 1.5 Explain: one of the cases of BoundReason.
  public func boundReason() throws -> BoundReason {
    .theReLU6
  }
}
