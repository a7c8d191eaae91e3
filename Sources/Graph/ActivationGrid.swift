import Kernels

/// The evenly spaced values that a fake-quantized activation may take, as the executor applies them:
/// `y = ⌊(clamp(x, lower, upper) − lower) / step − zeroLevel + ½⌋ · step`, all in float32.
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

  /// Creates a grid.
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

extension KernelEpilogue {
  /// What follows a sum: an optional ReLU, then an optional grid.
  init(reLU: (lower: Float, upper: Float)?, grid: ActivationGrid?) {
    self.init(
      lower: reLU?.lower ?? -.infinity,
      upper: reLU?.upper ?? .infinity,
      quantizes: grid == nil ? 0 : 1,
      divides: grid.map { abs($0.step.significand) == 1 } ?? true ? 0 : 1,
      grid_lower: grid?.lower ?? 0,
      grid_upper: grid?.upper ?? 0,
      grid_step: grid?.step ?? 0,
      grid_inverse_step: grid.map { 1 / $0.step } ?? 0,
      grid_zero: grid?.zeroLevel ?? 0)
  }
}
