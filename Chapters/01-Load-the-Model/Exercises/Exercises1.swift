// Chapter 1: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 1

import Exercises
import Foundation

/// Your answers to the exercises of chapter 1.
public struct Answers1: Chapter1Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 1.1 Predict: how many numbers bn_Conv1 holds.
  public func normalizationParameters() throws -> Int {
    throw NotDone()
  }

  /// 1.2 Write: the weights of a convolution, and its biases.
  public func parameterCount(
    inputs: Int, outputs: Int, window: Int, isDepthwise: Bool,
    hasBias: Bool
  ) throws -> Int {
    throw NotDone()
  }

  /// 1.3 Write: a normalization and the convolution after it, as one.
  public func folded(
    normalizations: [ChannelNormalization], kernel: [Double],
    bias: Double
  ) throws -> FoldedChannel {
    throw NotDone()
  }

  /// 1.4 Change: another layer for the chapter's last table. The
  /// chapter asks for "expanded_conv_project_BN".
  public func widerLayer() throws -> String {
    throw NotDone()
  }

  /// 1.5 Explain: one of the cases of BoundReason.
  public func boundReason() throws -> BoundReason {
    throw NotDone()
  }
}
