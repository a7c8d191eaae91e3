import Exercises
import ExerciseSolutions

/// The solutions of chapter 10, to be overridden in one place.
protocol Solved10: Chapter10Exercises {}
extension Solved10 {
  func upperEndAfterThreePictures() throws -> Double {
    try Solutions10().upperEndAfterThreePictures()
  }
  func threshold(keeping percentage: Double, of values: [Double]) throws -> Double {
    try Solutions10().threshold(keeping: percentage, of: values)
  }
  func gridWithZeroPoint(
    from lower: Double, to upper: Double, bitWidth: Int
  ) throws -> (step: Double, zeroPoint: Int) {
    try Solutions10().gridWithZeroPoint(from: lower, to: upper, bitWidth: bitWidth)
  }
  func symmetricPercentile() throws -> Double { try Solutions10().symmetricPercentile() }
  func entropyReason() throws -> EntropyReason { try Solutions10().entropyReason() }
}

/// Doubles a value that is a power of two already.
struct AlwaysAbove: Solved10 {
  func threshold(keeping percentage: Double, of values: [Double]) throws -> Double {
    let threshold = try Solutions10().threshold(keeping: percentage, of: values)
    return values.contains { abs($0) == threshold } ? 2 * threshold : threshold
  }
}

/// Takes the sign for a part of the size.
struct NoMagnitudes: Solved10 {
  func threshold(keeping percentage: Double, of values: [Double]) throws -> Double {
    try Solutions10().threshold(keeping: percentage, of: values.map { max($0, 0.1) })
  }
}

/// Leaves a range alone that does not contain 0.
struct NoZero: Solved10 {
  func gridWithZeroPoint(
    from lower: Double, to upper: Double, bitWidth: Int
  ) throws -> (step: Double, zeroPoint: Int) {
    let step = (upper - lower) / Double((1 << bitWidth) - 1)
    return (step, Int((-lower / step).rounded()))
  }
}
