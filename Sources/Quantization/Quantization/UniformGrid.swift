/// The quantizer Q of the search: evenly spaced values with zero among them, in float64.
///
/// `Q(x) = Δ · round((clamp(x, a, b) − a) / Δ) + a`, halves to even, `Δ = (b − a) / (2^n_b − 1)`.
///
/// The quantizer of the finished model rounds halves up and works in float32: see ``FakeQuantizer``.
///
/// ```swift
/// let grid = UniformGrid(threshold: 4, isSigned: true, bitWidth: 3)
/// grid.values  // [-4, -3, -2, -1, 0, 1, 2, 3]
/// grid(1.3)  // 1
/// grid(2.5)  // 2
/// grid(99)  // 3
/// ```
///
/// - Source: MCT, `quantizers_helpers.py`.
/// - Explained in: chapter 0.
public struct UniformGrid: Equatable, Sendable {
  /// The smallest value on the grid, a.
  public let lower: Double
  /// The largest value on the grid, b.
  public let upper: Double
  /// The distance of neighbouring values, Δ.
  public let step: Double
  /// The bit width n_b, in bits.
  public let bitWidth: Int

  /// The grid over a range that is first moved so that zero is on it: a range that excludes zero is
  /// stretched to it, another is shifted by less than a step.
  ///
  /// ```swift
  /// UniformGrid(lower: 2, upper: 6, bitWidth: 2).values  // [0, 2, 4, 6]
  /// UniformGrid(lower: -1.25, upper: 1.75, bitWidth: 2).values  // [-1, 0, 1, 2]
  /// ```
  public init(lower: Double, upper: Double, bitWidth: Int) {
    let levels = Double((1 << bitWidth) - 1)
    var (a, b) = (lower, upper)
    if lower > 0 {
      a = 0
    } else if upper < 0 {
      b = 0
    } else {
      let step = (upper - lower) / levels
      a = step * (lower / step).rounded(.toNearestOrEven)
      b = upper - lower + a
    }
    self.lower = a
    self.upper = b
    self.step = (b - a) / levels
    self.bitWidth = bitWidth
  }

  /// The grid of a threshold: `[−t, t − Δ]` signed, `[0, t − Δ]` unsigned.
  public init(threshold: Double, isSigned: Bool, bitWidth: Int) {
    let step = threshold / Double(1 << (bitWidth - (isSigned ? 1 : 0)))
    self.init(lower: isSigned ? -threshold : 0, upper: threshold - step, bitWidth: bitWidth)
  }

  /// The grid of a range.
  public init(_ range: QuantizationRange, bitWidth: Int) {
    switch range {
    case .threshold(let threshold, let isSigned):
      self.init(threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
    case .interval(let minimum, let maximum):
      self.init(lower: minimum, upper: maximum, bitWidth: bitWidth)
    }
  }

  /// The value on the grid that stands for `x`.
  @inline(__always)
  public func callAsFunction(_ x: Double) -> Double {
    let clamped = min(max(x, lower), upper)
    return step * rounded((clamped - lower) / step) + lower
  }

  /// All values on the grid, ascending.
  ///
  /// - Complexity: O(2^n_b).
  public var values: [Double] {
    (0..<(1 << bitWidth)).map { step * Double($0) + lower }
  }
}

/// The nearest integer, halves to even, for |x| < 2⁵¹: adding 1.5 · 2⁵² leaves no room for a fraction.
/// Unlike a call of `rint`, the compiler can do several of these at once.
@inline(__always)
func rounded(_ x: Double) -> Double {
  (x + 0x1.8p52) - 0x1.8p52
}

/// `2^⌈log₂ x⌉`: the smallest power of two that is at least `x`.
///
/// ```swift
/// nextPowerOfTwo(6)  // 8
/// nextPowerOfTwo(0.25)  // 0.25
/// ```
///
/// - Precondition: `x` is positive and finite.
public func nextPowerOfTwo(_ x: Double) -> Double {
  precondition(x > 0 && x.isFinite, "\(x) has no next power of two")
  return x.significand == 1 ? x : x.binade * 2
}
