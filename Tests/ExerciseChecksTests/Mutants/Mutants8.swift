import Exercises
import ExerciseSolutions
import Foundation

/// The solutions of chapter 8, to be overridden in one place.
protocol Solved8: Chapter8Exercises {}
extension Solved8 {
  func gainWithoutAQuarter() throws -> Double { try Solutions8().gainWithoutAQuarter() }
  func signalToNoise(exact: [[Double]], rounded: [[Double]]) throws -> Double {
    try Solutions8().signalToNoise(exact: exact, rounded: rounded)
  }
  func remedy(_ tried: [(noise: Double, needsMoreBits: Bool)], before: Double) throws -> Int? {
    try Solutions8().remedy(tried, before: before)
  }
  func thresholdWithEightBits() throws -> Double { try Solutions8().thresholdWithEightBits() }
  func unseenPicturesReason() throws -> UnseenPicturesReason {
    try Solutions8().unseenPicturesReason()
  }
}

/// The mean of one ratio per picture.
struct MeanOfRatios: Solved8 {
  func signalToNoise(exact: [[Double]], rounded: [[Double]]) throws -> Double {
    let ratios = try zip(exact, rounded).map {
      try Solutions8().signalToNoise(exact: [$0], rounded: [$1])
    }
    return ratios.reduce(0, +) / Double(ratios.count)
  }
}

/// Takes more bits where they win.
struct MoreBits: Solved8 {
  func remedy(_ tried: [(noise: Double, needsMoreBits: Bool)], before: Double) throws -> Int? {
    try Solutions8().remedy(tried.map { ($0.noise, false) }, before: before)
  }
}

/// Takes the least noise even where it is more than before.
struct LeastOfTheTried: Solved8 {
  func remedy(_ tried: [(noise: Double, needsMoreBits: Bool)], before: Double) throws -> Int? {
    try Solutions8().remedy(tried, before: .infinity)
  }
}
