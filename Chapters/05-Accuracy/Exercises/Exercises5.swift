// Chapter 5: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 5

import Exercises
import Foundation

/// Your answers to the exercises of chapter 5.
public struct Answers5: Chapter5Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 5.1 Predict: how many times wider is the interval of 90 of 100
  /// than that of 900 of 1000?
  public func intervalRatio() throws -> Double {
    throw NotDone()
  }

  /// 5.2 Write: Wilson's interval, as fractions.
  public func wilsonInterval(
    correct: Int, total: Int
  ) throws -> ClosedRange<Double> {
    throw NotDone()
  }

  /// 5.3 Write: McNemar's exact test.
  public func pairedPValue(
    first: [Bool], second: [Bool]
  ) throws -> Double {
    throw NotDone()
  }

  /// 5.4 Change: whole thousands of images. The chapter's are 1000.
  public func imagesToTellApart() throws -> Int {
    throw NotDone()
  }

  /// 5.5 Explain: one of the cases of SmallDifferenceReason.
  public func smallDifferenceReason() throws -> SmallDifferenceReason {
    throw NotDone()
  }
}
