import Tensors

/// A two-dimensional convolution:
/// `y[h, w, o] = b[o] + Σ x[h·s + i·d, w·s + j·d, c] · W[i, j, c, o]`.
public struct Convolution: Equatable, Sendable {
  /// The weights, `[kernelHeight, kernelWidth, inputChannels / groups, outputChannels]`.
  public var kernel: Tensor
  /// One bias per output channel, or `nil`.
  public var bias: [Float]?
  /// How the window moves; its size is the kernel's.
  public let window: Window
  /// The channels are cut into so many groups; outputs of a group see only its inputs.
  public let groups: Int
  /// What follows the sum inside the same Keras layer.
  public var activation: Activation

  /// - Precondition: The kernel has four axes, and its outputs can be cut into the groups.
  public init(
    kernel: Tensor, bias: [Float]? = nil, strides: HeightWidth = 1, padding: Padding = .same,
    dilation: HeightWidth = 1, groups: Int = 1, activation: Activation = .linear
  ) {
    precondition(kernel.shape.rank == 4, "a convolution kernel has 4 axes, not \(kernel.shape)")
    precondition(
      groups > 0 && kernel.shape[3] % groups == 0,
      "\(kernel.shape[3]) output channels cannot be cut into \(groups) groups")
    self.kernel = kernel
    self.bias = bias
    window = Window(
      HeightWidth(height: kernel.shape[0], width: kernel.shape[1]), strides: strides,
      dilation: dilation, padding: padding)
    self.groups = groups
    self.activation = activation
  }
}

/// A depthwise convolution: every channel is filtered by windows of its own,
/// `y[h, w, c·m + k] = b[c·m + k] + Σ x[h·s + i·d, w·s + j·d, c] · W[i, j, c, k]`.
public struct DepthwiseConvolution: Equatable, Sendable {
  /// The weights, `[kernelHeight, kernelWidth, channels, multiplier]`.
  public var kernel: Tensor
  /// One bias per output channel, or `nil`.
  public var bias: [Float]?
  /// How the window moves; its size is the kernel's.
  public let window: Window
  /// What follows the sum inside the same Keras layer.
  public var activation: Activation

  /// How many outputs every channel has, m.
  public var multiplier: Int { kernel.shape[3] }

  /// - Precondition: The kernel has four axes.
  public init(
    kernel: Tensor, bias: [Float]? = nil, strides: HeightWidth = 1, padding: Padding = .same,
    dilation: HeightWidth = 1, activation: Activation = .linear
  ) {
    precondition(kernel.shape.rank == 4, "a depthwise kernel has 4 axes, not \(kernel.shape)")
    self.kernel = kernel
    self.bias = bias
    window = Window(
      HeightWidth(height: kernel.shape[0], width: kernel.shape[1]), strides: strides,
      dilation: dilation, padding: padding)
    self.activation = activation
  }
}

/// A fully connected layer: `y[o] = b[o] + Σ x[i] · W[i, o]`.
public struct Dense: Equatable, Sendable {
  /// The weights, `[inputs, outputs]`.
  public var kernel: Tensor
  /// One bias per output, or `nil`.
  public var bias: [Float]?
  /// What follows the sum inside the same Keras layer.
  public var activation: Activation

  /// - Precondition: The kernel has two axes.
  public init(kernel: Tensor, bias: [Float]?, activation: Activation = .linear) {
    precondition(kernel.shape.rank == 2, "a dense kernel has 2 axes, not \(kernel.shape)")
    self.kernel = kernel
    self.bias = bias
    self.activation = activation
  }
}

/// Batch normalization at inference: `y = γ · (x − μ) / √(σ² + ε) + β`, per channel.
public struct BatchNormalization: Equatable, Sendable {
  /// γ, one per channel.
  public var gamma: [Float]
  /// β, one per channel.
  public var beta: [Float]
  /// μ, the moving mean, one per channel.
  public var mean: [Float]
  /// σ², the moving variance, one per channel.
  public var variance: [Float]
  /// ε, added to the variance.
  public var epsilon: Float

  public init(gamma: [Float], beta: [Float], mean: [Float], variance: [Float], epsilon: Float) {
    self.gamma = gamma
    self.beta = beta
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
  }
}
