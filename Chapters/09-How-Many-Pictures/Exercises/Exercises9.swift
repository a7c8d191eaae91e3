// Chapter 9: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 9

import Exercises
import Foundation

/// Your answers to the exercises of chapter 9.
public struct Answers9: Chapter9Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 9.1 Predict: the chance that the largest value is among 32 of 320.
  public func chanceOfTheLargest() throws -> Double {
    throw NotDone()
  }

  /// 9.2 Write: two halves without a picture in common.
  public func halves(of order: [Int]) throws -> [[Int]] {
    throw NotDone()
  }

  /// 9.3 Write: how clear it is that two halves choose differently.
  public func margin(
    first: [Double], second: [Double]
  ) throws -> Double {
    throw NotDone()
  }

  /// 9.4 Change: NOCLIPPING's threshold of the input, 0 to 255.
  public func inputThresholdWithoutPreprocessing() throws -> Double {
    throw NotDone()
  }

  /// 9.5 Explain: one of the cases of AgreeingHalvesReason.
  public func agreeingHalvesReason() throws -> AgreeingHalvesReason {
    throw NotDone()
  }
}
