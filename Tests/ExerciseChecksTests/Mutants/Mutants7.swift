import Exercises
import ExerciseSolutions

/// The solutions of chapter 7, to be overridden in one place.
protocol Solved7: Chapter7Exercises {}
extension Solved7 {
  func productsThatFit() throws -> Int { try Solutions7().productsThatFit() }
  func requantized(_ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int) throws -> Int {
    try Solutions7().requantized(sum, multiplier: multiplier, shift: shift, zeroPoint: zeroPoint)
  }
  func code(ofPixel pixel: Int) throws -> Int { try Solutions7().code(ofPixel: pixel) }
  func shiftForALargerThreshold() throws -> Int { try Solutions7().shiftForALargerThreshold() }
  func differenceByOneReason() throws -> DifferenceByOneReason {
    try Solutions7().differenceByOneReason()
  }
}

/// Rounds halves away from zero.
struct HalvesAway: Solved7 {
  func requantized(_ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int) throws -> Int {
    let magnitude = try Solutions7().requantized(
      abs(sum), multiplier: multiplier, shift: shift, zeroPoint: 0)
    return min(max((sum < 0 ? -magnitude : magnitude) + zeroPoint, -128), 127)
  }
}

/// Clips before the zero point is added.
struct ZeroPointLast: Solved7 {
  func requantized(_ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int) throws -> Int {
    try Solutions7().requantized(sum, multiplier: multiplier, shift: shift, zeroPoint: 0)
      + zeroPoint
  }
}

/// Turns the first bit of the byte.
struct TurnedBit: Solved7 {
  func code(ofPixel pixel: Int) throws -> Int { pixel - 128 }
}
