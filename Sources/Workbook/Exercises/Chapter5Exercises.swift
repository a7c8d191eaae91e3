/// The contract of chapter 5, accuracy.
public protocol Chapter5Exercises {
  /// 5.1 *predict*: 90 of 100 images are right, and 900 of 1000. How many times wider is the first
  /// interval? Within half a unit is near enough.
  func intervalRatio() throws -> Double

  /// 5.2 *write*: Wilson's interval of 95 percent, with z = 1.96.
  ///
  /// - Parameters:
  ///   - correct: Images classified correctly.
  ///   - total: All images, at least 1.
  /// - Returns: A range of fractions within 0 ... 1.
  func wilsonInterval(correct: Int, total: Int) throws -> ClosedRange<Double>

  /// 5.3 *write*: McNemar's exact test with two sides.
  ///
  /// - Parameters:
  ///   - first: For every image, whether the first model is right.
  ///   - second: For the same images, whether the second model is right.
  /// - Returns: The chance of a split at least this uneven if both were equally good; 1 when there
  ///   are no images on which they differ.
  func pairedPValue(first: [Bool], second: [Bool]) throws -> Double

  /// 5.4 *change*: the smallest number of images, in whole thousands, with which the intervals of
  /// 95 and 96 percent no longer touch.
  func imagesToTellApart() throws -> Int

  /// 5.5 *explain*: at 8 bits NOCLIPPING and MSE differ by an image or two. What follows?
  func smallDifferenceReason() throws -> SmallDifferenceReason
}

/// At 8 bits NOCLIPPING and MSE differ by an image or two. What follows?
public enum SmallDifferenceReason: Explanation {
  /// The one with more right images is better.
  case theOneWithMoreIsBetter
  /// The two models are the same.
  case theModelsAreTheSame
  /// Nothing yet: other images could turn the order round.
  case nothingYet
  /// The threshold does not matter.
  case thresholdsDoNotMatter

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .nothingYet: nil
    case .theOneWithMoreIsBetter:
      "Look at the intervals: each reaches far beyond the other's number. And p is near 1."
    case .theModelsAreTheSame:
      "Equal counts need not be the same images: in “pairs” there are images that only one gets."
    case .thresholdsDoNotMatter:
      "They do as soon as there are fewer bits: look at the last row of “fewer bits”."
    }
  }
}
