import Exercises

/// What answers return that take nothing: the numbers and reasons for the teacher's key.
public enum AnswerValues {
  /// The values as text, by the exercises' numbers. Nothing is typed here: the answers are run.
  ///
  /// - Parameter answers: The answers to a chapter; others have no values.
  /// - Throws: What an answer throws.
  public static func values(of answers: Any) throws -> [String: String] {
    var texts: [String: String] = [:]
    for (id, value) in functions(of: answers) { texts[id] = text(try value()) }
    return texts
  }

  private static func functions(of answers: Any) -> [(String, () throws -> Any)] {
    switch answers {
    case let answers as any Chapter0Exercises:
      [
        ("0.1", answers.predictedValue),
        ("0.4", answers.largestValueKept),
        ("0.5", answers.outlierReason),
      ]
    case let answers as any Chapter1Exercises:
      [
        ("1.1", answers.normalizationParameters),
        ("1.4", answers.widerLayer),
        ("1.5", answers.boundReason),
      ]
    case let answers as any Chapter2Exercises:
      [
        ("2.1", answers.valuesSeen),
        ("2.4", answers.movedByBatchSize),
        ("2.5", answers.datasetReason),
      ]
    case let answers as any Chapter3Exercises:
      [
        ("3.1", answers.reachableValues),
        ("3.5", answers.lastNodeReason),
      ]
    case let answers as any Chapter4Exercises:
      [
        ("4.1", answers.thresholdWithFewBits),
        ("4.4", answers.exponentThatKeepsTheTail),
        ("4.5", answers.smallKLReason),
      ]
    case let answers as any Chapter5Exercises:
      [
        ("5.1", answers.intervalRatio),
        ("5.4", answers.imagesToTellApart),
        ("5.5", answers.smallDifferenceReason),
      ]
    case let answers as any Chapter6Exercises:
      [
        ("6.1", answers.exportedLayers),
        ("6.4", answers.bitWidthOfASignedGrid),
        ("6.5", answers.paddingReason),
      ]
    case let answers as any Chapter7Exercises:
      [
        ("7.1", answers.productsThatFit),
        ("7.4", answers.shiftForALargerThreshold),
        ("7.5", answers.differenceByOneReason),
      ]
    case let answers as any Chapter8Exercises:
      [
        ("8.1", answers.gainWithoutAQuarter),
        ("8.4", answers.thresholdWithEightBits),
        ("8.5", answers.unseenPicturesReason),
      ]
    case let answers as any Chapter9Exercises:
      [
        ("9.1", answers.chanceOfTheLargest),
        ("9.4", answers.inputThresholdWithoutPreprocessing),
        ("9.5", answers.agreeingHalvesReason),
      ]
    case let answers as any Chapter10Exercises:
      [
        ("10.1", answers.upperEndAfterThreePictures),
        ("10.4", answers.symmetricPercentile),
        ("10.5", answers.entropyReason),
      ]
    default: []
    }
  }

  private static func text(_ value: Any) -> String {
    if let set = value as? Set<LedgerEntry> {
      return set.map { "\($0)" }.sorted().joined(separator: ", ")
    }
    return "\(value)"
  }
}
