// Chapter 10: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 10

import Exercises
import Foundation

/// Your answers to the exercises of chapter 10.
public struct Answers10: Chapter10Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 10.1 Predict: the end of a moving average.
  public func upperEndAfterThreePictures() throws -> Double {
    throw NotDone()
  }

  /// 10.2 Write: a percentile, rounded up to a power of two.
  public func threshold(
    keeping percentage: Double, of values: [Double]
  ) throws -> Double {
    throw NotDone()
  }

  /// 10.3 Write: the step and the zero point of a range.
  public func gridWithZeroPoint(
    from lower: Double, to upper: Double, bitWidth: Int
  ) throws -> (step: Double, zeroPoint: Int) {
    throw NotDone()
  }

  /// 10.4 Change: a percentile with any threshold.
  public func symmetricPercentile() throws -> Double {
    throw NotDone()
  }

  /// 10.5 Explain: one of the cases of EntropyReason.
  public func entropyReason() throws -> EntropyReason {
    throw NotDone()
  }
}
