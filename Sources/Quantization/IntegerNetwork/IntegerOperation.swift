import Graph
import Tensors

/// What one layer of an integer network computes.
public enum IntegerOperation: Hashable, Sendable {
  /// The picture, brought onto its grid.
  case input
  /// A convolution, depthwise convolution or dense layer, with a ReLU or without.
  case convolution(IntegerConvolution)
  /// The sum of two tensors, with a ReLU or without.
  case addition(IntegerAddition)
  /// The same values on another grid, with a ReLU or without.
  case rescaling(IntegerRescaling)
  /// A border of zeros.
  case padding(Border)
  /// The picture without its border.
  case cropping(Border)
  /// The largest value or the mean of every window.
  case pooling(Pooling)
  /// The mean over height and width.
  case mean(IntegerMean)
  /// Tensors beside one another along the channels.
  case concatenation
  /// The same codes in another shape.
  case reshaping
  /// Probabilities.
  case softmax(IntegerSoftmax)

  /// What it is, in a word.
  public var title: String {
    switch self {
    case .input: "input"
    case .convolution(let convolution):
      convolution.isDepthwise ? "depthwise convolution" : "convolution"
    case .addition: "addition"
    case .rescaling: "rescaling"
    case .padding: "padding"
    case .cropping: "cropping"
    case .pooling(let pooling): "\(pooling.kind.rawValue) pooling"
    case .mean: "mean"
    case .concatenation: "concatenation"
    case .reshaping: "reshaping"
    case .softmax: "softmax"
    }
  }
}

/// One layer of an integer network.
public struct IntegerLayer: Sendable, Hashable {
  /// Its name: the node's, or the node's with what was done before its grid was changed.
  public let name: String
  /// What it computes.
  public let operation: IntegerOperation
  /// The names of the layers that it reads, in order.
  public let inputs: [String]
  /// The extents of its output, `[h, w, c]` or `[c]`.
  public let shape: Shape
  /// What its codes stand for.
  public let grid: IntegerGrid
}

/// A channel whose kernel held the code −128, which a runtime does not allow.
///
/// Either the codes became −127, or the channel got larger steps in which every weight has a code: whatever changes
/// the kernel less. The bias takes back what that does to the mean of the channel, as bias correction does.
public struct ForbiddenKernelCodes: Sendable, Hashable {
  /// The layer.
  public let layer: String
  /// The output channel.
  public let channel: Int
  /// How many codes of the channel were −128.
  public let count: Int
  /// How many times larger the channel's steps became; 1 where the codes were moved instead.
  public let stepFactor: Float
}

/// A channel whose kernel is so small beside its bias that 32 bits could not hold the bias in steps of `s_x · s_w`.
///
/// Its step was doubled until they can. The kernel's codes lose bits, but the bias still has about 30: what the
/// kernel adds to it is far smaller than the bias, and so is what it loses.
public struct CoarserKernel: Sendable, Hashable {
  /// The layer.
  public let layer: String
  /// The output channel.
  public let channel: Int
  /// How often the step was doubled.
  public let doublings: Int
}
