import Exercises
import ExerciseSolutions

/// The solutions of chapter 4, to be overridden in one place.
protocol Solved4: Chapter4Exercises {}
extension Solved4 {
  func thresholdWithFewBits() throws -> Double { try Solutions4().thresholdWithFewBits() }
  func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ErrorParts {
    try Solutions4().errorParts(
      of: values, threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
  }
  func guardedMinimum(of errors: [Double], comparing bins: [Int], levels: Int) throws -> Int {
    try Solutions4().guardedMinimum(of: errors, comparing: bins, levels: levels)
  }
  func exponentThatKeepsTheTail() throws -> Double { try Solutions4().exponentThatKeepsTheTail() }
  func smallKLReason() throws -> SmallKLReason { try Solutions4().smallKLReason() }
}

/// Asks for more bins than levels.
struct MoreBinsThanLevels: Solved4 {
  func guardedMinimum(of errors: [Double], comparing bins: [Int], levels: Int) throws -> Int {
    try Solutions4().guardedMinimum(of: errors, comparing: bins, levels: levels + 1)
  }
}

/// Stops in the first valley.
struct StopsInTheFirstValley: Solved4 {
  func guardedMinimum(of errors: [Double], comparing bins: [Int], levels: Int) throws -> Int {
    var position = 0
    while position + 1 < errors.count, bins[position + 1] >= levels,
      errors[position + 1] < errors[position]
    { position += 1 }
    return position
  }
}

/// Divides each part by the number of its own values.
struct MeansOfTheirOwn: Solved4 {
  func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ErrorParts {
    let parts = try Solutions4().errorParts(
      of: values, threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
    let clipped = values.count { $0 > threshold || (!isSigned && $0 < 0) }
    let share = Double(values.count) / Double(max(clipped, 1))
    return ErrorParts(clipping: parts.clipping * share, rounding: parts.rounding)
  }
}

/// Takes an exponent beyond what the exercise allows.
struct HugeExponent: Solved4 {
  func exponentThatKeepsTheTail() throws -> Double { 1e6 }
}

/// Takes the largest exponent that the exercise allows.
struct LargestExponent: Solved4 {
  func exponentThatKeepsTheTail() throws -> Double { 12 }
}
