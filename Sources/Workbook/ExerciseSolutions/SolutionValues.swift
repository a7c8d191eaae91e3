import Exercises

/// What the solutions return that take nothing: the numbers and reasons for the teacher's key.
public enum SolutionValues {
  /// The values as text, by the exercises' numbers. Nothing is typed here: the solutions are run.
  ///
  /// - Throws: What a solution throws.
  public static func all() throws -> [String: String] {
    let values: [(String, () throws -> Any)] = [
      ("0.1", Solutions0().predictedValue), ("0.4", Solutions0().largestValueKept),
      ("0.5", Solutions0().outlierReason), ("1.1", Solutions1().normalizationParameters),
      ("1.4", Solutions1().widerLayer), ("1.5", Solutions1().boundReason),
      ("2.1", Solutions2().valuesSeen), ("2.4", Solutions2().movedByBatchSize),
      ("2.5", Solutions2().datasetReason), ("3.1", Solutions3().reachableValues),
      ("3.5", Solutions3().lastNodeReason), ("4.1", Solutions4().thresholdWithFewBits),
      ("4.4", Solutions4().exponentThatKeepsTheTail), ("4.5", Solutions4().smallKLReason),
      ("5.1", Solutions5().intervalRatio), ("5.4", Solutions5().imagesToTellApart),
      ("5.5", Solutions5().smallDifferenceReason), ("6.1", Solutions6().exportedLayers),
      ("6.4", Solutions6().bitWidthOfASignedGrid), ("6.5", Solutions6().paddingReason),
      ("7.1", Solutions7().productsThatFit), ("7.4", Solutions7().shiftForALargerThreshold),
      ("7.5", Solutions7().differenceByOneReason), ("8.1", Solutions8().gainWithoutAQuarter),
      ("8.4", Solutions8().thresholdWithEightBits), ("8.5", Solutions8().unseenPicturesReason),
      ("9.1", Solutions9().chanceOfTheLargest),
      ("9.4", Solutions9().inputThresholdWithoutPreprocessing),
      ("9.5", Solutions9().agreeingHalvesReason),
      ("10.1", Solutions10().upperEndAfterThreePictures),
      ("10.4", Solutions10().symmetricPercentile), ("10.5", Solutions10().entropyReason),
    ]
    var texts: [String: String] = [:]
    for (id, value) in values { texts[id] = text(try value()) }
    return texts
  }

  private static func text(_ value: Any) -> String {
    if let set = value as? Set<LedgerEntry> {
      return set.map { "\($0)" }.sorted().joined(separator: ", ")
    }
    return "\(value)"
  }
}
