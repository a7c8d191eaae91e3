import Exercises
import ExerciseSolutions

/// The solutions of chapter 9, to be overridden in one place.
protocol Solved9: Chapter9Exercises {}
extension Solved9 {
  func chanceOfTheLargest() throws -> Double { try Solutions9().chanceOfTheLargest() }
  func halves(of order: [Int]) throws -> [[Int]] { try Solutions9().halves(of: order) }
  func margin(first: [Double], second: [Double]) throws -> Double {
    try Solutions9().margin(first: first, second: second)
  }
  func inputThresholdWithoutPreprocessing() throws -> Double {
    try Solutions9().inputThresholdWithoutPreprocessing()
  }
  func agreeingHalvesReason() throws -> AgreeingHalvesReason {
    try Solutions9().agreeingHalvesReason()
  }
}

/// Leaves the halves in random order.
struct LeavesTheOrder: Solved9 {
  func halves(of order: [Int]) -> [[Int]] {
    [Array(order[..<(order.count / 2)]), Array(order[(order.count / 2)...])]
  }
}

/// Looks at the first half only.
struct OneHalfsFactor: Solved9 {
  func margin(first: [Double], second: [Double]) -> Double {
    let choice = second.firstIndex(of: second.min() ?? 0) ?? 0
    return first[choice] / (first.min() ?? 1)
  }
}

/// Takes the last of the smallest errors.
struct LastSmallest: Solved9 {
  func margin(first: [Double], second: [Double]) throws -> Double {
    try Solutions9().margin(first: first.reversed(), second: second.reversed())
  }
}
