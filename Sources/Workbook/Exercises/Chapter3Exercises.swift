import PostTrainingQuantization

/// The contract of chapter 3, post-training quantization.
public protocol Chapter3Exercises {
  /// 3.1 *predict*: with t = 8 and 8 bits, how many values of the grid can `Conv1_relu` take?
  func reachableValues() throws -> Int

  /// 3.2 *write*: the smallest and the largest value on the grid of a threshold.
  ///
  /// - Parameters:
  ///   - threshold: t, in activation units.
  ///   - isSigned: Whether values below zero are on the grid.
  ///   - bitWidth: n_b, in bits.
  func gridRange(threshold: Double, isSigned: Bool, bitWidth: Int) throws -> ClosedRange<Double>

  /// 3.3 *write*: NOCLIPPING's threshold: the smallest power of two that is at least `magnitude`.
  ///
  /// - Parameter magnitude: The largest absolute value, positive.
  func noClippingThreshold(for magnitude: Double) throws -> Double

  /// 3.4 *change*: one property of the configuration, so that the grid of `Conv1_relu` ends within
  /// two steps of its largest value.
  func changed(_ config: QuantizationConfig) throws -> QuantizationConfig

  /// 3.5 *explain*: why is the last node's threshold 1 for every method?
  func lastNodeReason() throws -> LastNodeReason
}

/// Why is the last node's threshold 1 for every method?
public enum LastNodeReason: Explanation {
  /// All searches happened to find the same.
  case allSearchesAgreed
  /// A softmax cannot leave 0 to 1, so nothing is searched.
  case theRangeIsKnown
  /// The target platform says so.
  case thePlatformSaysSo
  /// Most probabilities are small.
  case theValuesAreSmall

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .theRangeIsKnown: nil
    case .allSearchesAgreed:
      "There was no search: the result of this node holds no candidates. Even KL took 1."
    case .thePlatformSaysSo:
      "The platform says how many bits and which family of grids, never a threshold."
    case .theValuesAreSmall:
      "Then a search could go lower than 1, as KL does everywhere else; nothing was searched."
    }
  }
}
