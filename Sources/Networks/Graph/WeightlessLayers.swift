/// Pixels around an image, or cut off from it.
public struct Border: Hashable, Sendable {
  /// Rows above.
  public var top: Int
  /// Rows below.
  public var bottom: Int
  /// Columns on the left.
  public var left: Int
  /// Columns on the right.
  public var right: Int
  /// What stands around the image; means nothing where pixels are cut off.
  public var value: Float

  public init(top: Int, bottom: Int, left: Int, right: Int, value: Float = 0) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
    self.value = value
  }
}

/// One number for every window of a channel.
public struct Pooling: Hashable, Sendable {
  /// Which number.
  public enum Kind: String, CaseIterable, Sendable {
    /// The largest value; the border counts for nothing.
    case maximum
    /// The mean; the border does not count.
    case average
  }

  /// Which number is taken.
  public var kind: Kind
  /// How the window moves.
  public var window: Window

  public init(_ kind: Kind, window: Window) {
    self.kind = kind
    self.window = window
  }
}

/// A function of a single value, or of all values of a pixel.
public enum Activation: Hashable, Sendable {
  /// `x`
  case linear
  /// Keras's `ReLU`: `maximum` from there on, `x` above `threshold`, `slope · (x − threshold)` from there down.
  case reLU(maximum: Float? = nil, slope: Float = 0, threshold: Float = 0)
  /// `1 / (1 + exp(−x))`
  case sigmoid
  /// `tanh x`
  case tanh
  /// `exp(xᵢ) / Σ exp(x)` over the last axis.
  case softmax

  /// The upper end of a ReLU that only clamps, infinite when it has none; `nil` for all else.
  public var clamp: Float? {
    if case .reLU(let maximum, slope: 0, threshold: 0) = self { maximum ?? .infinity } else { nil }
  }
}

/// Arithmetic with constants, one step after the other, each rounded to float32: what preprocessing inside of
/// a model does.
public struct ConstantArithmetic: Hashable, Sendable {
  /// One step; its numbers are one for all channels, or one per channel.
  public enum Step: Hashable, Sendable {
    /// `x + c`
    case add([Float])
    /// `x − c`
    case subtract([Float])
    /// `x · c`
    case multiply([Float])
    /// `x / c`
    case divide([Float])

    /// The constants.
    public var numbers: [Float] {
      switch self {
      case .add(let numbers), .subtract(let numbers), .multiply(let numbers), .divide(let numbers):
        numbers
      }
    }
  }

  /// The layer that asks for it.
  public enum Origin: String, CaseIterable, Sendable {
    /// Keras's `Rescaling`: `x · scale + offset`.
    case rescaling
    /// Keras's `Normalization`: `(x − mean) / deviation`.
    case normalization
    /// An addition in the graph.
    case addition
    /// A subtraction in the graph.
    case subtraction
    /// A multiplication in the graph.
    case multiplication
    /// A division in the graph.
    case division
  }

  /// The layer that asks for it.
  public var origin: Origin
  /// The steps in their order.
  public var steps: [Step]

  public init(_ origin: Origin, _ steps: [Step]) {
    self.origin = origin
    self.steps = steps
  }
}

/// A layer that leaves its input as it is at inference.
public enum Identity: Hashable, Sendable {
  /// Keras's `Dropout`.
  case dropout
  /// Random flips, rotations and the like, which only training sees.
  case augmentation
  /// Noise and the relatives of dropout, which only training sees. MCT has a set for `Dropout` only.
  case noise
}
