/// The quantizer of the finished model, in float32 and rounding halves up.
///
/// `y = ⌊(clamp(x, lower, upper) − lower) / step − zeroLevel + ½⌋ · step`
///
/// The range is first nudged so that zero is on the grid exactly.
///
/// ```swift
/// let quantizer = FakeQuantizer(minimum: -1, maximum: 2, bitWidth: 2)
/// [-9, -0.5, 0.5, 1.4, 9].map { quantizer($0) }  // [-1, 0, 1, 1, 2]
/// ```
///
/// - Source: TensorFlow's `fake_quant_with_min_max_vars`, which agrees in every bit.
/// - Explained in: chapter 3.
public struct FakeQuantizer: Sendable, Hashable {
  /// The smallest value on the grid.
  public let lower: Float
  /// The largest value on the grid.
  public let upper: Float
  /// The distance of neighbouring values.
  public let step: Float
  /// The code of zero, counted in steps from `lower`.
  public let zeroLevel: Float
  /// What a value is multiplied by in place of the division, if it is.
  private let inverseStep: Float?

  /// The grid over `[minimum, maximum]`. Where there is nothing between them but 0, or their levels would be closer
  /// than float32 can tell, every value becomes 0.
  ///
  /// - Parameter isPerChannel: TensorFlow's operation with one range per channel multiplies by
  ///   `levels / (maximum − minimum)`, the one with a single range divides by the step. Values that lie
  ///   within a rounding error of a half end on different levels.
  public init(minimum: Float, maximum: Float, bitWidth: Int, isPerChannel: Bool = false) {
    let levels = Float((1 << bitWidth) - 1)
    let step = (maximum - minimum) / levels
    guard !(step < .leastNormalMagnitude) else {
      (lower, upper, zeroLevel) = (0, 0, 0)
      self.step = stepOfZero(bitWidth: bitWidth)
      inverseStep = isPerChannel ? 1 / self.step : nil
      return
    }
    let zero = -minimum / step
    let level = min(max(zero, 0), levels)
    let nudged = level == zero ? (zero + 0.5).rounded(.down) : level
    self.step = step
    lower = -nudged * step
    upper = (levels - nudged) * step
    zeroLevel = (-lower / step + 0.5).rounded(.down)
    inverseStep = isPerChannel ? levels / (maximum - minimum) : nil
  }

  /// The grid of a range, as MCT hands it to TensorFlow.
  ///
  /// - Source: MCT's `ActivationPOTInferableQuantizer`, `WeightsSymmetricInferableQuantizer` and their
  ///   siblings.
  package init(_ range: QuantizationRange, bitWidth: Int, isPerChannel: Bool = false) {
    let ends: (lower: Double, upper: Double)
    switch range {
    case .threshold:
      ends = range.ends(bitWidth: bitWidth)
    case .interval:
      let grid = UniformGrid(range, bitWidth: bitWidth)
      ends = (min(grid.lower, 0), max(grid.upper, 0))
    }
    self.init(
      minimum: Float(ends.lower), maximum: Float(ends.upper), bitWidth: bitWidth,
      isPerChannel: isPerChannel)
  }

  // snippet.quantizer
  /// The value on the grid that stands for `x`.
  public func callAsFunction(_ x: Float) -> Float {
    let clipped = min(max(x, lower), upper)
    let steps = inSteps(clipped - lower) - zeroLevel
    let code = (steps + 0.5).rounded(.down)
    return code * step
  }
  // snippet.end

  private func inSteps(_ distance: Float) -> Float {
    if let inverseStep { distance * inverseStep } else { distance / step }
  }
}
