// Chapter 3: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 3

import Exercises
import Foundation
import PostTrainingQuantization
import Quantization

/// Your answers to the exercises of chapter 3.
public struct Answers3: Chapter3Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 3.1 Predict: how many of 256 values Conv1_relu can take.
  public func reachableValues() throws -> Int {
    throw NotDone()
  }

  /// 3.2 Write: the ends of the grid.
  public func gridRange(
    threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    throw NotDone()
  }

  /// 3.3 Write: the smallest power of two that covers everything.
  public func noClippingThreshold(
    for magnitude: Double
  ) throws -> Double {
    throw NotDone()
  }

  /// 3.4 Change: one property, so that Conv1_relu's grid fits. Copy
  /// the configuration (var config = config), change it, return it.
  public func changed(
    _ config: QuantizationConfig
  ) throws -> QuantizationConfig {
    throw NotDone()
  }

  /// 3.5 Explain: one of the cases of LastNodeReason.
  public func lastNodeReason() throws -> LastNodeReason {
    throw NotDone()
  }
}
