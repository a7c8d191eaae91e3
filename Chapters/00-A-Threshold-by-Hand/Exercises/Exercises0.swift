// Chapter 0: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 0

import Exercises
import Foundation

/// Your answers to the exercises of chapter 0.
public struct Answers0: Chapter0Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 0.1 Predict: 3.9 on the grid of t = 4 with 4 bits.
  public func predictedValue() throws -> Double {
    throw NotDone()
  }

  /// 0.2 Write: the numbers that become this level, from a smallest
  /// to a largest one.
  public func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    throw NotDone()
  }

  /// 0.3 Write: the fewest bits that make the error this small.
  public func bitWidthNeeded(
    for values: [Double], error: Double
  ) throws -> Int {
    throw NotDone()
  }

  /// 0.4 Change: a largest number that MSE keeps. The chapter's is 5.
  public func largestValueKept() throws -> Double {
    throw NotDone()
  }

  /// 0.5 Explain: one of the cases of OutlierReason.
  public func outlierReason() throws -> OutlierReason {
    throw NotDone()
  }
}
