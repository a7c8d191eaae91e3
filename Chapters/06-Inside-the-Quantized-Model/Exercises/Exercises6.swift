// Chapter 6: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 6

import Exercises
import Foundation

/// Your answers to the exercises of chapter 6.
public struct Answers6: Chapter6Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 6.1 Predict: the layers of the exported model, with holders.
  public func exportedLayers() throws -> Int {
    throw NotDone()
  }

  /// 6.2 Write: a threshold per channel that clips no weight.
  public func channelThresholds(
    of kernel: [Double], channels: Int, bitWidth: Int
  ) throws -> [Double] {
    throw NotDone()
  }

  /// 6.3 Write: the bias that takes the shift of the mean back, in a
  /// padded image.
  public func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]],
    inputMeans: [Double], insideShares: [Double]
  ) throws -> Double {
    throw NotDone()
  }

  /// 6.4 Change: the bit width of a signed grid. The chapter's is 8.
  public func bitWidthOfASignedGrid() throws -> Int {
    throw NotDone()
  }

  /// 6.5 Explain: one of the cases of PaddingReason.
  public func paddingReason() throws -> PaddingReason {
    throw NotDone()
  }
}
