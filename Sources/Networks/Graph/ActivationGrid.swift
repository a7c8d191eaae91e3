/// The evenly spaced values that a fake-quantized activation may take, as the executor applies them:
/// `y = ⌊(clamp(x, lower, upper) − lower) / step − zeroLevel + ½⌋ · step`, all in float32.
///
/// ```swift
/// let grid = ActivationGrid(lower: -4, upper: 3, step: 1, zeroLevel: 4)
/// [-9, -1.5, -0.5, 0.5, 9].map { grid($0) }  // [-4, -1, 0, 1, 3]
/// ```
///
/// - Source: TensorFlow's `fake_quant_with_min_max_vars`. The `Quantization` module computes the fields.
public struct ActivationGrid: Hashable, Sendable {
  /// The smallest value on the grid.
  public var lower: Float
  /// The largest value on the grid.
  public var upper: Float
  /// The distance of neighbouring values.
  public var step: Float
  /// The level of the value 0, counted from `lower`.
  public var zeroLevel: Float

  public init(lower: Float, upper: Float, step: Float, zeroLevel: Float) {
    self.lower = lower
    self.upper = upper
    self.step = step
    self.zeroLevel = zeroLevel
  }

  /// The value of the grid that stands for `x`: half-way cases go up.
  public func callAsFunction(_ x: Float) -> Float {
    let clamped = min(max(x, lower), upper)
    return ((clamped - lower) / step - zeroLevel + 0.5).rounded(.down) * step
  }
}
