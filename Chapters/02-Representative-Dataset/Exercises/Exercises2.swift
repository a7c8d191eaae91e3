// Chapter 2: write your answers in place of `throw NotDone()`.
// Questions and hints are in README.md beside this file. To check:
//     swift run workbook exercises 2

import Exercises
import Foundation

/// Your answers to the exercises of chapter 2.
public struct Answers2: Chapter2Exercises {
  /// Creates the answers; nothing to do here.
  public init() {}

  /// 2.1 Predict: n_s of Conv1_relu on 100 images.
  public func valuesSeen() throws -> Int {
    throw NotDone()
  }

  /// 2.2 Write: how many values lie in every bin.
  public func histogram(
    of values: [Double], binCount: Int
  ) throws -> [Int] {
    throw NotDone()
  }

  /// 2.3 Write: the counts of one histogram over the bins of another.
  public func spread(
    _ counts: [Double], edges: [Double], over newEdges: [Double]
  ) throws -> [Double] {
    throw NotDone()
  }

  /// 2.4 Change: batches of 64 instead of 32. What moves? Such as
  /// [.valuesSeen, .range].
  public func movedByBatchSize() throws -> Set<LedgerEntry> {
    throw NotDone()
  }

  /// 2.5 Explain: one of the cases of DatasetReason.
  public func datasetReason() throws -> DatasetReason {
    throw NotDone()
  }
}
