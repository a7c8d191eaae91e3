/// The contract of chapter 8, which output hurts.
public protocol Chapter8Exercises {
  /// 8.1 *predict*: an output makes a quarter of all the noise in the logits, and noises add up. By how many decibels
  /// does the signal-to-noise ratio grow when it is not rounded any more?
  func gainWithoutAQuarter() throws -> Double

  /// 8.2 *write*: the signal-to-noise ratio of the logits of several pictures, in decibels.
  ///
  /// - Parameters:
  ///   - exact: The logits without rounding, one list per picture.
  ///   - rounded: The logits with it, likewise.
  /// - Returns: Infinite when nothing changed.
  func signalToNoise(exact: [[Double]], rounded: [[Double]]) throws -> Double

  /// 8.3 *write*: the remedy to take.
  ///
  /// - Parameters:
  ///   - tried: The noise in the logits with every remedy, and whether the hardware needs more bits for it.
  ///   - before: The noise without a remedy.
  /// - Returns: The position of the remedy with the least noise among those that need no more bits; the first one of
  ///   equals, `nil` when none of them makes less noise than there was.
  func remedy(
    _ tried: [(noise: Double, needsMoreBits: Bool)], before: Double
  ) throws -> Int?

  /// 8.4 *change*: the threshold that MSE finds for `block_11_add` when it alone gets 8 bits and all others have 4.
  func thresholdWithEightBits() throws -> Double

  /// 8.5 *explain*: why are remedies measured on pictures that have not chosen them?
  func unseenPicturesReason() throws -> UnseenPicturesReason
}

/// Why are remedies measured on pictures that have not chosen them?
public enum UnseenPicturesReason: Explanation {
  /// The best of several is partly the best by chance, and chance does not repeat itself.
  case theBestOfManyIsPartlyLuck
  /// Calibration has not seen those pictures.
  case calibrationHasNotSeenThem
  /// There is no time to measure on all pictures.
  case itIsFaster
  /// The other half of the pictures is harder.
  case theyAreHarder

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .theBestOfManyIsPartlyLuck: nil
    case .calibrationHasNotSeenThem:
      "Calibration has seen neither half. What matters is what the choice has seen."
    case .itIsFaster: "Half of the pictures take half the time, but that is not the reason."
    case .theyAreHarder: "Every second picture is taken: both halves are alike."
    }
  }
}
