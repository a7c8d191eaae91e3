import Tensors

/// How a convolution treats the border of its input.
public enum Padding: String, Hashable, Sendable {
  /// No padding: output extent `⌊(in − kernel) / stride⌋ + 1`.
  case valid
  /// Zeros such that the output extent is `⌈in / stride⌉`; an odd total puts the extra zero after.
  case same

  /// The zeros before and after one axis.
  ///
  /// ```swift
  /// Padding.same.amounts(input: 224, kernel: 3, stride: 2).before  // 0
  /// Padding.same.amounts(input: 224, kernel: 3, stride: 2).after  // 1
  /// ```
  ///
  /// - Source: TensorFlow's `SAME` rule.
  public func amounts(input: Int, kernel: Int, stride: Int) -> (before: Int, after: Int) {
    guard self == .same else { return (0, 0) }
    let output = (input + stride - 1) / stride
    let total = max((output - 1) * stride + kernel - input, 0)
    return (total / 2, total - total / 2)
  }

  /// The output extent of one axis.
  ///
  /// ```swift
  /// Padding.same.outputExtent(input: 7, kernel: 3, stride: 2)  // 4
  /// Padding.valid.outputExtent(input: 7, kernel: 3, stride: 2)  // 3
  /// ```
  public func outputExtent(input: Int, kernel: Int, stride: Int) -> Int {
    self == .same ? (input + stride - 1) / stride : (input - kernel) / stride + 1
  }
}

/// A two-dimensional convolution: `y[h, w, o] = b[o] + Σ x[h·s + i, w·s + j, c] · W[i, j, c, o]`.
public struct Convolution: Equatable, Sendable {
  /// The weights, `[kernelHeight, kernelWidth, inputChannels, outputChannels]`.
  public var kernel: Tensor
  /// One bias per output channel, or `nil`.
  public var bias: [Float]?
  /// The step of the window, in pixels, equal in both directions.
  public var stride: Int
  /// How the border is treated.
  public var padding: Padding

  public init(kernel: Tensor, bias: [Float]? = nil, stride: Int = 1, padding: Padding = .same) {
    precondition(kernel.shape.rank == 4, "a convolution kernel has 4 axes, not \(kernel.shape)")
    self.kernel = kernel
    self.bias = bias
    self.stride = stride
    self.padding = padding
  }
}

/// A depthwise convolution: every channel is filtered by its own `kernelHeight × kernelWidth` window.
public struct DepthwiseConvolution: Equatable, Sendable {
  /// The weights, `[kernelHeight, kernelWidth, channels, 1]`.
  public var kernel: Tensor
  /// One bias per channel, or `nil`.
  public var bias: [Float]?
  /// The step of the window, in pixels, equal in both directions.
  public var stride: Int
  /// How the border is treated.
  public var padding: Padding

  /// Creates a depthwise convolution with depth multiplier 1.
  public init(kernel: Tensor, bias: [Float]? = nil, stride: Int = 1, padding: Padding = .same) {
    precondition(
      kernel.shape.rank == 4 && kernel.shape[3] == 1,
      "a depthwise kernel is [kh, kw, c, 1], not \(kernel.shape)")
    self.kernel = kernel
    self.bias = bias
    self.stride = stride
    self.padding = padding
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

/// Zeros around an image, in pixels.
public struct ZeroPadding: Equatable, Sendable {
  /// Rows of zeros above.
  public var top: Int
  /// Rows of zeros below.
  public var bottom: Int
  /// Columns of zeros on the left.
  public var left: Int
  /// Columns of zeros on the right.
  public var right: Int

  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }
}

/// A fully connected layer: `y[o] = b[o] + Σ x[i] · W[i, o]`.
public struct Dense: Equatable, Sendable {
  /// What follows the sum inside the same Keras layer.
  public enum Activation: String, Hashable, Sendable {
    /// Nothing.
    case linear
    /// `exp(yₒ) / Σ exp(y)`.
    case softmax
  }

  /// The weights, `[inputs, outputs]`.
  public var kernel: Tensor
  /// One bias per output, or `nil`.
  public var bias: [Float]?
  /// The activation inside the layer.
  public var activation: Activation

  public init(kernel: Tensor, bias: [Float]?, activation: Activation = .linear) {
    precondition(kernel.shape.rank == 2, "a dense kernel has 2 axes, not \(kernel.shape)")
    self.kernel = kernel
    self.bias = bias
    self.activation = activation
  }
}

/// What one layer computes.
public enum Operation: Equatable, Sendable {
  /// The images, `[n, h, w, 3]`.
  case input
  /// A convolution.
  case convolution(Convolution)
  /// A depthwise convolution.
  case depthwiseConvolution(DepthwiseConvolution)
  /// Batch normalization at inference.
  case batchNormalization(BatchNormalization)
  /// `min(max(x, 0), maximum)`; no upper bound when `maximum` is `nil`.
  case reLU(maximum: Float?)
  /// Zeros around the image.
  case zeroPadding(ZeroPadding)
  /// The sum of two tensors.
  case add
  /// The mean over height and width: `[n, h, w, c]` to `[n, c]`.
  case globalAveragePooling
  /// A fully connected layer.
  case dense(Dense)
  /// `exp(xᵢ) / Σ exp(x)` over the last axis.
  case softmax

  /// The name of the Keras layer class that computes this.
  public var kerasClassName: String {
    switch self {
    case .input: "InputLayer"
    case .convolution: "Conv2D"
    case .depthwiseConvolution: "DepthwiseConv2D"
    case .batchNormalization: "BatchNormalization"
    case .reLU: "ReLU"
    case .zeroPadding: "ZeroPadding2D"
    case .add: "Add"
    case .globalAveragePooling: "GlobalAveragePooling2D"
    case .dense: "Dense"
    case .softmax: "Softmax"
    }
  }
}
