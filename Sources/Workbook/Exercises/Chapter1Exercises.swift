/// The contract of chapter 1, load the model.
public protocol Chapter1Exercises {
  /// 1.1 *predict*: how many numbers does the batch normalization `bn_Conv1` hold?
  func normalizationParameters() throws -> Int

  /// 1.2 *write*: how many parameters a convolution has.
  ///
  /// - Parameters:
  ///   - inputs: Input channels.
  ///   - outputs: Output channels; as many as `inputs` when it is depthwise.
  ///   - window: Rows and columns of the window, in pixels; 1 for a dense layer.
  ///   - isDepthwise: Whether every channel is filtered by itself.
  ///   - hasBias: Whether there is one bias per output channel.
  func parameterCount(
    inputs: Int, outputs: Int, window: Int, isDepthwise: Bool, hasBias: Bool
  ) throws -> Int

  /// 1.3 *write*: a batch normalization and one output channel of the convolution behind it, as one
  /// convolution.
  ///
  /// - Parameters:
  ///   - normalizations: Those of the input channels, one each.
  ///   - kernel: The output channel's weights, one per input channel: a window of one pixel.
  ///   - bias: The output channel's bias.
  func folded(
    normalizations: [ChannelNormalization], kernel: [Double], bias: Double
  ) throws -> FoldedChannel

  /// 1.4 *change*: the name of a layer that takes values of both signs, over a wider range than
  /// `expanded_conv_project_BN`.
  func widerLayer() throws -> String

  /// 1.5 *explain*: what keeps `Conv1_relu` between 0 and 6?
  func boundReason() throws -> BoundReason
}

/// Batch normalization of one channel: `y = γ · (x − μ) / √(σ² + ε) + β`.
public struct ChannelNormalization: Sendable {
  /// γ
  public let gamma: Double
  /// β
  public let beta: Double
  /// μ, the moving mean.
  public let mean: Double
  /// σ², the moving variance.
  public let variance: Double
  /// ε, added to the variance.
  public let epsilon: Double

  public init(gamma: Double, beta: Double, mean: Double, variance: Double, epsilon: Double) {
    self.gamma = gamma
    self.beta = beta
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
  }
}

/// One output channel of a folded convolution.
public struct FoldedChannel: Sendable {
  /// The channel's weights.
  public let kernel: [Double]
  /// The channel's bias.
  public let bias: Double

  public init(kernel: [Double], bias: Double) {
    self.kernel = kernel
    self.bias = bias
  }
}

/// What keeps `Conv1_relu` between 0 and 6?
public enum BoundReason: Explanation {
  /// The pixels lie between −1 and 1.
  case thePixelsAreSmall
  /// The batch normalization before it.
  case theBatchNormalization
  /// The ReLU6 itself.
  case theReLU6
  /// The training kept the weights small.
  case theTraining

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .theReLU6: nil
    case .thePixelsAreSmall:
      "A sum of many small products can be large: bn_Conv1 sees the same pixels and passes 6."
    case .theBatchNormalization:
      "It fixes the mean and the spread, not the ends: look at bn_Conv1 in the table “inside”."
    case .theTraining:
      "Nothing in training sets an end to an output: expanded_conv_project_BN was trained too."
    }
  }
}
