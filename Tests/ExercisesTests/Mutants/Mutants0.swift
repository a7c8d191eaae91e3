import Exercises
import ExerciseSolutions

// The solutions with one mistake each that is easily made. A check that lets one pass is too kind.
// And with one answer that is another but right one: a check that refuses it is too strict.

/// The solutions of chapter 0, to be overridden in one place.
protocol Solved0: Chapter0Exercises {}
extension Solved0 {
  func predictedValue() throws -> Double { try Solutions0().predictedValue() }
  func quantize(_ x: Double, threshold: Double, bitWidth: Int) throws -> Double {
    try Solutions0().quantize(x, threshold: threshold, bitWidth: bitWidth)
  }
  func bestThreshold(for values: [Double], bitWidth: Int) throws -> Double {
    try Solutions0().bestThreshold(for: values, bitWidth: bitWidth)
  }
  func largestValueKept() throws -> Double { try Solutions0().largestValueKept() }
  func outlierReason() throws -> OutlierReason { try Solutions0().outlierReason() }
}

/// Rounds halves up.
struct HalvesUp: Solved0 {
  func quantize(_ x: Double, threshold: Double, bitWidth: Int) throws -> Double {
    let step = threshold / Double(1 << bitWidth)
    return step * (min(max(x, 0), threshold - step) / step + 0.5).rounded(.down)
  }
}

/// Does not clip at 0.
struct NoLowerEnd: Solved0 {
  func quantize(_ x: Double, threshold: Double, bitWidth: Int) throws -> Double {
    let step = threshold / Double(1 << bitWidth)
    return step * (min(x, threshold - step) / step).rounded(.toNearestOrEven)
  }
}

/// Lets the last of equal errors win.
struct LastOfEqualErrors: Solved0 {
  func bestThreshold(for values: [Double], bitWidth: Int) throws -> Double {
    var threshold = 2.0
    while threshold / 2 < values.max() ?? 0 { threshold *= 2 }
    var (best, smallest) = (threshold, Double.infinity)
    for _ in 0..<20 {
      let error = try values.reduce(0) { sum, x in
        let difference = try quantize(x, threshold: threshold, bitWidth: bitWidth) - x
        return sum + difference * difference
      }
      if error <= smallest { (best, smallest) = (threshold, error) }
      threshold /= 2
    }
    return best
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
