/// A positive factor as a chip without a floating-point unit holds it: `mantissa · 2^(exponent − 31)`, with
/// `2³⁰ ≤ mantissa < 2³¹`.
///
/// A new activation threshold that is a power of two changes the exponent alone.
///
/// ```swift
/// FixedPointMultiplier(0.75).mantissa  // 1610612736, which is 0.75 · 2³¹
/// FixedPointMultiplier(0.75).exponent  // 0
/// FixedPointMultiplier(0.375).mantissa  // 1610612736
/// FixedPointMultiplier(0.375).exponent  // -1
/// FixedPointMultiplier(0.375)(100)  // 38: 37.5, rounded twice, ends above
/// ```
///
/// - Source: TensorFlow Lite, `QuantizeMultiplier` and `MultiplyByQuantizedMultiplier`.
public struct FixedPointMultiplier: Hashable, Sendable {
  /// The factor's 31 bits; 0 for a factor that is too small to count.
  public let mantissa: Int32
  /// The power of two that the mantissa, read as a number in ½ ..< 1, is multiplied by.
  public let exponent: Int

  /// Rounds a factor to 31 bits, halves up.
  ///
  /// - Precondition: `0 ≤ factor < 2³⁰`.
  public init(_ factor: Double) {
    precondition(factor >= 0 && factor < 0x1p30, "\(factor) is no factor below 2^30")
    // The significand is in 1 ..< 2, the mantissa's in ½ ..< 1.
    let bits = factor == 0 ? 0 : (factor.significand * 0x1p30).rounded(.toNearestOrAwayFromZero)
    let carries = bits == 0x1p31
    let power = factor == 0 ? 0 : Int(factor.exponent) + (carries ? 2 : 1)
    let isTooSmall = power < -31
    mantissa = isTooSmall ? 0 : Int32(carries ? 0x1p30 : bits)
    exponent = isTooSmall ? 0 : power
  }

  /// A factor whose parts are known.
  init(mantissa: Int32, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The factor that is held.
  public var value: Double {
    Double(sign: .plus, exponent: exponent - 31, significand: Double(mantissa))
  }

  /// `x · factor`, rounded twice: the product to a multiple of `2^−exponent`, then that to an integer.
  ///
  /// Widths: `x` 32 bits, the product 64, the result 32. The product of two numbers below 2³¹ is below 2⁶², its
  /// upper half below 2³¹. Nothing saturates, since the mantissa is never −2³¹.
  ///
  /// - Precondition: `|x| · 2^max(exponent, 0) < 2³¹`.
  public func callAsFunction(_ x: Int32) -> Int32 {
    let shifted = exponent > 0 ? x << Int32(exponent) : x
    return roundedShift(doubledHighProduct(shifted, mantissa), by: max(-exponent, 0))
  }

  /// The largest magnitude that may be multiplied.
  public var largestOperand: Int64 { Int64(Int32.max) >> Int64(max(exponent, 0)) }
}

/// `round(a · b / 2³¹)`, halves away from zero where the product is positive and towards zero where not.
///
/// Widths: the product has 64 bits, |a · b| ≤ 2⁶², and so has the sum with 2³⁰.
///
/// - Source: gemmlowp, `SaturatingRoundingDoublingHighMul`.
func doubledHighProduct(_ a: Int32, _ b: Int32) -> Int32 {
  if a == .min, b == .min { return .max }
  let product = Int64(a) * Int64(b)
  let nudge: Int64 = product >= 0 ? 1 << 30 : 1 - (1 << 30)
  // Swift's division drops the fraction, as C's does.
  return Int32(truncatingIfNeeded: (product + nudge) / (1 << 31))
}

/// `round(x / 2^places)`, halves away from zero.
///
/// Widths: 32 bits throughout; the result is not larger than `x`. More than 31 places leave at most a half and give 0, also
/// for −2³¹ and 32 places, which leave a half; gemmlowp leaves these cases undefined.
///
/// - Source: gemmlowp, `RoundingDivideByPOT`.
func roundedShift(_ x: Int32, by places: Int) -> Int32 {
  guard places < 32 else { return 0 }
  let mask = Int32(truncatingIfNeeded: (Int64(1) << Int64(places)) - 1)
  let rest = x & mask
  let threshold = (mask >> 1) + (x < 0 ? 1 : 0)
  return (x >> Int32(places)) + (rest > threshold ? 1 : 0)
}
