/// The contract of chapter 2, the representative dataset.
public protocol Chapter2Exercises {
  /// 2.1 *predict*: how many values of `Conv1_relu` does a calibration on 100 images see?
  func valuesSeen() throws -> Int

  /// 2.2 *write*: count values into bins of equal width over their own range.
  ///
  /// Bin i holds the values with `edge[i] ≤ x < edge[i + 1]`; the last bin holds its right end too.
  /// When all values are equal, the range reaches half a unit to either side of them.
  func histogram(of values: [Double], binCount: Int) throws -> [Int]

  /// 2.3 *write*: spread the counts of one histogram over the bins of another.
  ///
  /// The values of a bin are taken to lie evenly in it: a new bin gets as much of the count as it
  /// covers of the old bin's width.
  ///
  /// - Parameters:
  ///   - counts: One count per bin.
  ///   - edges: The bins' edges, ascending, one more than counts.
  ///   - newEdges: The edges of the new bins.
  /// - Returns: One count per new bin.
  func spread(_ counts: [Double], edges: [Double], over newEdges: [Double]) throws -> [Double]

  /// 2.4 *change*: what moves in the ledger's row of `expanded_conv_project_bn`, or above it, when
  /// the same images come in batches of another size?
  func movedByBatchSize() throws -> Set<LedgerEntry>

  /// 2.5 *explain*: which images should calibration look at, and why?
  func datasetReason() throws -> DatasetReason
}

/// What the ledger of chapter 2 holds.
public enum LedgerEntry: String, CaseIterable, Sendable {
  /// The digest.
  case digest
  /// The number of values seen.
  case valuesSeen
  /// The smallest and the largest value.
  case range
  /// The counts in the bins.
  case counts
}

/// Which images should calibration look at?
public enum DatasetReason: Explanation {
  /// As many as possible, of whatever kind: more is always better.
  case asManyAsPossible
  /// Those that the accuracy is measured on: they are what counts.
  case thoseOfTheEvaluation
  /// Such as the network will see, since the outputs' distributions follow from them.
  case suchAsTheNetworkWillSee
  /// Those with the largest outputs, so that no threshold is too small.
  case thoseWithTheLargestOutputs

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .suchAsTheNetworkWillSee: nil
    case .asManyAsPossible:
      "A thousand images of one class say nothing about others: kind matters before number."
    case .thoseOfTheEvaluation:
      "Then the thresholds know the images of the test, and the accuracy looks better than it is."
    case .thoseWithTheLargestOutputs:
      "Thresholds for extremes have steps too coarse for ordinary values: see chapter 0."
    }
  }
}
