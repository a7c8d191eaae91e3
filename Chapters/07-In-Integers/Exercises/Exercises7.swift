// Chapter 7: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 7

import Exercises
import Foundation

/// Your answers to the exercises of chapter 7.
public struct Answers7: Chapter7Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 7.1 Predict: the products of largest codes that 32 bits hold.
  public func productsThatFit() throws -> Int {
    throw NotDone()
  }

  /// 7.2 Write: the code of an output, rounded once, halves up.
  public func requantized(
    _ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int
  ) throws -> Int {
    throw NotDone()
  }

  /// 7.3 Write: the code with which a pixel enters the network.
  public func code(ofPixel pixel: Int) throws -> Int {
    throw NotDone()
  }

  /// 7.4 Change: the shift of the chapter's sum, for t = 32.
  public func shiftForALargerThreshold() throws -> Int {
    throw NotDone()
  }

  /// 7.5 Explain: one of the cases of DifferenceByOneReason.
  public func differenceByOneReason() throws -> DifferenceByOneReason {
    throw NotDone()
  }
}
