import Exercises
import ExerciseSolutions

// The solutions with one mistake each that is easily made. A check that lets one pass is too kind.
// And with one answer that is another but right one: a check that refuses it is too strict.

/// The solutions of chapter 0, to be overridden in one place.
protocol Solved0: Chapter0Exercises {}
extension Solved0 {
  func predictedValue() throws -> Double { try Solutions0().predictedValue() }
  func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    try Solutions0().valuesOfLevel(level, threshold: threshold, bitWidth: bitWidth)
  }
  func bitWidthNeeded(for values: [Double], error: Double) throws -> Int {
    try Solutions0().bitWidthNeeded(for: values, error: error)
  }
  func largestValueKept() throws -> Double { try Solutions0().largestValueKept() }
  func outlierReason() throws -> OutlierReason { try Solutions0().outlierReason() }
}

/// Lets a level stand for what lies between it and the next.
struct RoundsDown: Solved0 {
  func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    let half = threshold / Double(1 << bitWidth) / 2
    let own = try Solutions0().valuesOfLevel(level, threshold: threshold, bitWidth: bitWidth)
    return own.lowerBound + half...own.upperBound + half
  }
}

/// Forgets that everything below the grid becomes its lower end.
struct NoLowerEnd: Solved0 {
  func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    let own = try Solutions0().valuesOfLevel(level, threshold: threshold, bitWidth: bitWidth)
    return max(own.lowerBound, 0)...own.upperBound
  }
}

/// Wants an error that is smaller than the one allowed.
struct SmallerThanAllowed: Solved0 {
  func bitWidthNeeded(for values: [Double], error: Double) throws -> Int {
    try Solutions0().bitWidthNeeded(for: values, error: error.nextDown)
  }
}

/// Throws an error of its own.
struct Fails: Solved0 {
  struct Mistake: Error {}
  func predictedValue() throws -> Double { throw Mistake() }
}

/// Returns what is not a number.
struct NotANumber: Solved0 {
  func predictedValue() throws -> Double { .nan }
}

/// Keeps the outlier where the grid ends.
struct KeptAtTheEnd: Solved0 {
  func largestValueKept() throws -> Double { 7 }
}
