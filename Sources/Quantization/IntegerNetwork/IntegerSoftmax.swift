import Foundation

/// `exp(xᵢ) / Σ exp(x)` of codes, on the grid of the codes −128 … 127 for 0 … 255/256.
///
/// In the profile `liteRT` without a floating-point number. `x − max x` becomes a number with 5 bits before the point
/// and 26 behind; its exponential one with none and 31; the sum of them one with 12 and 19; and the division is
/// Newton's, three steps from a straight line.
///
/// | number | width | bound |
/// |---|---|---|
/// | (q − max q) · multiplier | 32 bits, 5 before the point | −32, smaller ones are skipped |
/// | exp | 32 bits, none before the point | 1 |
/// | sum | 32 bits, 12 before the point | 4096, where it saturates |
///
/// A sum that saturates leaves every class a share below half a code: it is 0 with the true sum, too.
///
/// Codes differ from the largest one by 0 … 255, so there are 256 exponentials.
///
/// In the profile `onnxRuntime` the exponentials are floats from a table of 256; they are multiplied by a power of e
/// that is as large as the sum of all classes allows.
///
/// - Source: ONNX Runtime, `QLinearSoftmax`; TensorFlow Lite, `reference_ops::Softmax`; gemmlowp, `exp_on_negative_values` and
///   `one_over_one_plus_x_for_x_in_0_1`. LiteRT itself may look exponentials up in a table of floats; the codes
///   then differ by one at most.
public struct IntegerSoftmax: Hashable, Sendable {
  /// The input's scale.
  public let inputScale: Float
  /// Whose rules.
  public let profile: RuntimeProfile

  /// Softmax of every vector of a length.
  public func callAsFunction(_ codes: [Int8], channels: Int) -> [Int8] {
    stride(from: 0, to: codes.count, by: channels).flatMap { start in
      let vector = codes[start..<start + channels]
      return profile == .liteRT ? inIntegers(vector) : inFloats(vector)
    }
  }

  private func inFloats(_ codes: ArraySlice<Int8>) -> [Int8] {
    let largest = Int(codes.max() ?? 0)
    let room = log(Double(Float.greatestFiniteMagnitude / Float(codes.count)))
    let shift = max(0, room - 5) / Double(inputScale)
    let powers = (0...255).map { difference in
      Float(exp((shift - Double(difference)) * Double(inputScale)))
    }
    let sum = codes.reduce(0) { $0 + powers[largest - Int($1)] }
    let shares = powers.map {
      Int8(clamping: Int32(($0 * 256 / sum).rounded(.toNearestOrEven)) - 128)
    }
    return codes.map { shares[largest - Int($0)] }
  }

  private func inIntegers(_ codes: ArraySlice<Int8>) -> [Int8] {
    let factor = FixedPointMultiplier(min(Double(inputScale) * 0x1p26, 0x1p30 - 1))
    // Below −32 + 1/2²⁶ there are no numbers with 5 bits before the point, and nothing to add.
    let smallest = -Int32((31 * 0x1p26 / Double(1 << max(factor.exponent, 0))).rounded(.down))
    let largest = Int(codes.max() ?? 0)
    let powers = (0...255).map { difference -> Int32? in
      -difference >= smallest ? exponential(factor(-difference)) : nil
    }
    let exact = codes.reduce(Int64(0)) {
      $0 + Int64(roundedShift(powers[largest - Int($1)] ?? 0, by: 12))
    }
    let sum = Int32(clamping: exact)
    let (inverse, places) = reciprocal(sum)
    let shares = powers.map { power -> Int8 in
      guard let power else { return -128 }
      let share = roundedShift(doubledHighProduct(inverse, power), by: places + 31 - 8)
      return Int8(clamping: share - 128)
    }
    return codes.map { shares[largest - Int($0)] }
  }
}

/// `exp(x / 2²⁶) · 2³¹` for `−2³¹ < x ≤ 0`: the rest to a quarter by a polynomial, the quarters by squaring.
private func exponential(_ x: Int32) -> Int32 {
  if x == 0 { return .max }
  let quarter: Int32 = 1 << 24
  let rest = (x & (quarter - 1)) - quarter
  var result = exponentialNearZero(rest << 5)
  let quarters = rest - x
  // exp(−1/4), exp(−1/2), exp(−1) … exp(−16), 31 bits behind the point.
  let powers: [Int32] = [
    1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
  ]
  for (place, power) in powers.enumerated() where quarters & (quarter << Int32(place)) != 0 {
    result = doubledHighProduct(result, power)
  }
  return result
}

/// `exp(a)` for −¼ ≤ a < 0, all with 31 bits behind the point: Taylor's series around −⅛ up to the fourth power.
private func exponentialNearZero(_ a: Int32) -> Int32 {
  let (atEighth, third): (Int32, Int32) = (1_895_147_668, 715_827_883)
  let x = a + (1 << 28)
  let square = doubledHighProduct(x, x)
  let cube = doubledHighProduct(square, x)
  let fourth = roundedShift(doubledHighProduct(square, square), by: 2)
  let tail = roundedShift(doubledHighProduct(fourth + cube, third) + square, by: 1)
  return atEighth + doubledHighProduct(atEighth, x + tail)
}

/// `1 / sum` for a sum with 19 bits behind the point: a number with 31 of them, and the places by which it is larger.
private func reciprocal(_ sum: Int32) -> (inverse: Int32, places: Int) {
  let headroom = sum.leadingZeroBitCount
  // The sum as 1 + x, 0 ≤ x < 1.
  let x = Int32(truncatingIfNeeded: (Int64(sum) << Int64(headroom)) - (1 << 31))
  let half = Int32((Int64(x) + Int64(Int32.max) + 1) / 2)
  // 48/17 and −32/17 with 29 bits behind the point.
  let (start, slope): (Int32, Int32) = (1_515_870_810, -1_010_580_540)
  var guess = start + doubledHighProduct(half, slope)
  for _ in 0..<3 {
    let missing = (1 << 29) - doubledHighProduct(half, guess)
    guess += saturatingShift(doubledHighProduct(guess, missing), by: 2)
  }
  return (saturatingShift(guess, by: 1), 12 - headroom)
}

/// `x · 2^places`, or the end of 32 bits that it lies beyond.
private func saturatingShift(_ x: Int32, by places: Int) -> Int32 {
  Int32(clamping: Int64(x) << Int64(places))
}
