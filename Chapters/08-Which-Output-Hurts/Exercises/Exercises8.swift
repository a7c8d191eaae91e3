// Chapter 8: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 8

import Exercises
import Foundation

/// Your answers to the exercises of chapter 8.
public struct Answers8: Chapter8Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 8.1 Predict: the gain in decibels without a quarter of the noise.
  public func gainWithoutAQuarter() throws -> Double {
    throw NotDone()
  }

  /// 8.2 Write: the signal-to-noise ratio of logits, in decibels.
  public func signalToNoise(
    exact: [[Double]], rounded: [[Double]]
  ) throws -> Double {
    throw NotDone()
  }

  /// 8.3 Write: the position of the remedy to take, or nil.
  public func remedy(
    _ tried: [(noise: Double, needsMoreBits: Bool)], before: Double
  ) throws -> Int? {
    throw NotDone()
  }

  /// 8.4 Change: the threshold of `block_11_add` with 8 bits.
  public func thresholdWithEightBits() throws -> Double {
    throw NotDone()
  }

  /// 8.5 Explain: one of the cases of UnseenPicturesReason.
  public func unseenPicturesReason() throws -> UnseenPicturesReason {
    throw NotDone()
  }
}
