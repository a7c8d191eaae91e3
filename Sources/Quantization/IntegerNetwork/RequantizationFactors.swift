extension IntegerOperation {
  /// The factors that bring what the layer adds up onto the grid of its output, exact.
  ///
  /// | layer | factors |
  /// |---|---|
  /// | convolution | `s_x · s_w[o] / s_y`, one per output channel |
  /// | addition | `s_a / s_y` and `s_b / s_y` |
  /// | rescaling | `s_x / s_y` |
  /// | mean of n pixels | `s_x / (s_y · n)` |
  public var factors: [Double] {
    switch self {
    case .convolution(let convolution): convolution.requantizations.map(\.factor)
    case .addition(let addition):
      addition.inputs.map { Double($0.scale) / Double(addition.output.scale) }
    case .rescaling(let rescaling): [rescaling.requantization.factor]
    case .mean(let mean): [mean.requantization.factor]
    case .input, .padding, .cropping, .pooling, .concatenation, .reshaping, .softmax: []
    }
  }
}

extension Requantization {
  /// The factor that is multiplied by.
  public var factor: Double {
    switch self {
    case .fixedPoint(let multiplier): multiplier.value
    case .float(let factor): Double(factor)
    }
  }
}

/// Whether a multiplication by the factor is a shift.
public func isPowerOfTwo(_ factor: Double) -> Bool { factor > 0 && factor.significand == 1 }
