import Exercises

/// Answers to chapter 2; others may be as good.
public struct Solutions2: Chapter2Exercises {
  public init() {}

  /// 2.1 Predict: n_s of Conv1_relu on 100 images.
  public func valuesSeen() throws -> Int {
    48 * 48 * 16 * 100
  }

  /// 2.2 Write: how many values lie in every bin.
  public func histogram(
    of values: [Double], binCount: Int
  ) throws -> [Int] {
    guard var lower = values.min(), var upper = values.max() else {
      return [Int](repeating: 0, count: binCount)
    }
    if lower == upper { (lower, upper) = (lower - 0.5, upper + 0.5) }
    var counts = [Int](repeating: 0, count: binCount)
    for value in values {
      let bin = Int((value - lower) / (upper - lower) * Double(binCount))
      counts[min(bin, binCount - 1)] += 1
    }
    return counts
  }

  /// 2.3 Write: the counts of one histogram over the bins of another.
  public func spread(
    _ counts: [Double], edges: [Double], over newEdges: [Double]
  ) throws -> [Double] {
    (0..<newEdges.count - 1).map { new in
      counts.indices.reduce(0) { sum, old in
        let left = max(edges[old], newEdges[new])
        let right = min(edges[old + 1], newEdges[new + 1])
        return sum + counts[old] * max(right - left, 0) / (edges[old + 1] - edges[old])
      }
    }
  }

  /// 2.4 Change: batches of 64 instead of 32. What moves? Such as
  /// [.valuesSeen, .range].
  public func movedByBatchSize() throws -> Set<LedgerEntry> {
    [.digest, .counts]
  }

  /// 2.5 Explain: one of the cases of DatasetReason.
  public func datasetReason() throws -> DatasetReason {
    .suchAsTheNetworkWillSee
  }
}
