import Exercises
import ExerciseSolutions
import Foundation

/// The solutions of chapter 5, to be overridden in one place.
protocol Solved5: Chapter5Exercises {}
extension Solved5 {
  func intervalRatio() throws -> Double { try Solutions5().intervalRatio() }
  func wilsonInterval(correct: Int, total: Int) throws -> ClosedRange<Double> {
    try Solutions5().wilsonInterval(correct: correct, total: total)
  }
  func pairedPValue(first: [Bool], second: [Bool]) throws -> Double {
    try Solutions5().pairedPValue(first: first, second: second)
  }
  func imagesToTellApart() throws -> Int { try Solutions5().imagesToTellApart() }
  func smallDifferenceReason() throws -> SmallDifferenceReason {
    try Solutions5().smallDifferenceReason()
  }
}

/// Sums up to what is given, in logarithms, as the library does.
private func tail(_ first: [Bool], _ second: [Bool], upTo: (Int, Int) -> Int) -> Double {
  let onlyFirst = zip(first, second).count { $0 && !$1 }
  let onlySecond = zip(first, second).count { !$0 && $1 }
  let n = Double(onlyFirst + onlySecond)
  return (0...upTo(onlyFirst, onlySecond)).reduce(0) { sum, k in
    let choices = lgamma(n + 1) - lgamma(Double(k) + 1) - lgamma(n - Double(k) + 1)
    return sum + exp(choices - n * log(2))
  }
}

/// Lets p pass 1.
struct NotCapped: Solved5 {
  func pairedPValue(first: [Bool], second: [Bool]) throws -> Double {
    2 * tail(first, second, upTo: min)
  }
}

/// Looks at one side only: the second model's.
struct OneSide: Solved5 {
  func pairedPValue(first: [Bool], second: [Bool]) throws -> Double {
    min(1, 2 * tail(first, second) { _, onlySecond in onlySecond })
  }
}

/// Sums logarithms, and predicts with a little less care.
struct InLogarithms: Solved5 {
  func intervalRatio() throws -> Double { 10.0.squareRoot() }
  func pairedPValue(first: [Bool], second: [Bool]) throws -> Double {
    min(1, 2 * tail(first, second, upTo: min))
  }
}
