// Chapter 4: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 4

import Exercises
import Foundation

/// Your answers to the exercises of chapter 4.
public struct Answers4: Chapter4Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 4.1 Predict: the threshold of MSE with 3 bits.
  public func thresholdWithFewBits() throws -> Double {
    throw NotDone()
  }

  /// 4.2 Write: the mean squared error, clipping and rounding apart.
  public func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool,
    bitWidth: Int
  ) throws -> ErrorParts {
    throw NotDone()
  }

  /// 4.3 Write: the smallest error among those that compare enough
  /// bins.
  public func guardedMinimum(
    of errors: [Double], comparing bins: [Int], levels: Int
  ) throws -> Int {
    throw NotDone()
  }

  /// 4.4 Change: the p of LP. The chapter's is 2.
  public func exponentThatKeepsTheTail() throws -> Double {
    throw NotDone()
  }

  /// 4.5 Explain: one of the cases of SmallKLReason.
  public func smallKLReason() throws -> SmallKLReason {
    throw NotDone()
  }
}
