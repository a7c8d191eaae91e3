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
    (self.lower, self.upper, step) = withZero(lower, upper, bitWidth: bitWidth)
    self.bitWidth = bitWidth
  }

  /// The grid of a threshold: `[−t, t − Δ]` signed, `[0, t − Δ]` unsigned.
  public init(threshold: Double, isSigned: Bool, bitWidth: Int) {
    self.init(.threshold(threshold, isSigned: isSigned), bitWidth: bitWidth)
  }

  /// The grid of a range.
  public init(_ range: QuantizationRange, bitWidth: Int) {
    let (lower, upper) = range.ends(bitWidth: bitWidth)
    self.init(lower: lower, upper: upper, bitWidth: bitWidth)
  }

  /// Q(x): the value on the grid that stands for `x`.
  @inline(__always)
  // snippet.quantizer
  public func callAsFunction(_ x: Double) -> Double {
    let clipped = min(max(x, lower), upper)
    let code = rounded((clipped - lower) / step)
    return step * code + lower
  }
  // snippet.end

  /// All values on the grid, ascending; only zeros where the grid is over no more than 0.
  ///
  /// - Complexity: O(2^n_b).
  public var values: [Double] {
    (0..<(1 << bitWidth)).map { lower < upper ? step * Double($0) + lower : lower }
  }
}

/// The same grid in float32, as NumPy computes it for float32 kernels.
struct UniformGrid32 {
  let lower: Float
  let upper: Float
  let step: Float

  /// A grid that was computed in float64.
  init(_ grid: UniformGrid) {
    let step = Float(grid.step)
    let isTooFine = step < .leastNormalMagnitude
    lower = isTooFine ? 0 : Float(grid.lower)
    upper = isTooFine ? 0 : Float(grid.upper)
    self.step = isTooFine ? stepOfZero(bitWidth: grid.bitWidth) : step
  }

  /// A grid of which every step was computed in float32.
  init(roundingEveryStep range: QuantizationRange, bitWidth: Int) {
    let (lower, upper): (Float, Float) = gridEnds(range, bitWidth: bitWidth)
    (self.lower, self.upper, step) = withZero(lower, upper, bitWidth: bitWidth)
  }

  /// The value on the grid that stands for `x`.
  func callAsFunction(_ x: Float) -> Float {
    let clipped = min(max(x, lower), upper)
    let code = ((clipped - lower) / step).rounded(.toNearestOrEven)
    return step * code + lower
  }
}

extension QuantizationRange {
  /// Where a grid over this range begins and ends, before it is moved so that zero is on it.
  func ends(bitWidth: Int) -> (lower: Double, upper: Double) { gridEnds(self, bitWidth: bitWidth) }
}

// The formulas of every grid. They stand in one file with the grids, so that the compiler makes one of
// each for float64 and float32 also in a debug build, which compiles files one by one.

/// The first and last level: a threshold's grid ends one step below it.
private func gridEnds<Number: BinaryFloatingPoint>(
  _ range: QuantizationRange, bitWidth: Int
) -> (lower: Number, upper: Number) {
  switch range {
  case .threshold(let threshold, let isSigned):
    // A sign costs a bit: the step is twice as coarse.
    let t = Number(threshold)
    let step = t / Number(1 << (isSigned ? bitWidth - 1 : bitWidth))
    return (isSigned ? -t : 0, t - step)
  case .interval(let minimum, let maximum):
    return (Number(minimum), Number(maximum))
  }
}

/// The step of a grid over 0 ... 0, on which there is nothing but 0: with any step all codes are 0. It is the step
/// of the smallest range that MCT takes elsewhere. So is it where levels would be closer than numbers can tell.
func stepOfZero<Number: BinaryFloatingPoint>(bitWidth: Int) -> Number {
  0x1p-16 / Number((1 << bitWidth) - 1)
}

/// The ends moved so that zero is a level, and the step between levels.
private func withZero<Number: BinaryFloatingPoint>(
  _ lower: Number, _ upper: Number, bitWidth: Int
) -> (lower: Number, upper: Number, step: Number) {
  let levels = Number((1 << bitWidth) - 1)
  var (a, b) = (lower, upper)
  if (max(upper, 0) - min(lower, 0)) / levels < .leastNormalMagnitude {
    return (0, 0, stepOfZero(bitWidth: bitWidth))
  }
  if lower > 0 {
    a = 0
  } else if upper < 0 {
    b = 0
  } else {
    let step = (upper - lower) / levels
    a = step * (lower / step).rounded(.toNearestOrEven)
    b = upper - lower + a
  }
  return (a, b, (b - a) / levels)
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
