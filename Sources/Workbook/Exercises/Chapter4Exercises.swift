/// The contract of chapter 4, distributions and thresholds.
public protocol Chapter4Exercises {
  /// 4.1 *predict*: the threshold that MSE chooses for `expanded_conv_project_bn` with 3 bits.
  func thresholdWithFewBits() throws -> Double

  /// 4.2 *write*: the mean squared error of a threshold in two parts: that of the values outside of
  /// the grid's ends, and that of all others.
  ///
  /// - Parameters:
  ///   - values: All values, of which there are n_s.
  ///   - threshold: t, in activation units.
  ///   - isSigned: Whether values below zero are on the grid.
  ///   - bitWidth: n_b, in bits.
  func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ErrorParts

  /// 4.3 *write*: the position of the smallest error among the candidates that compare enough bins.
  ///
  /// - Parameters:
  ///   - errors: The errors of the candidates, from the largest threshold down; not empty.
  ///   - bins: How many bins each candidate compares.
  ///   - levels: How many levels the grid has; as many bins are enough. The first candidate covers
  ///     every value and always counts.
  /// - Returns: The first position of the smallest error.
  func guardedMinimum(of errors: [Double], comparing bins: [Int], levels: Int) throws -> Int

  /// 4.4 *change*: the p of LP, between 0.5 and 12, with which LP no longer clips the tail of
  /// `expanded_conv_project_bn`, and takes the threshold of NOCLIPPING.
  func exponentThatKeepsTheTail() throws -> Double

  /// 4.5 *explain*: why does KL choose a threshold near zero?
  func smallKLReason() throws -> SmallKLReason
}

/// A mean squared error in two parts.
public struct ErrorParts: Sendable {
  /// The part of the values outside of the grid's ends.
  public let clipping: Double
  /// The part of all others.
  public let rounding: Double

  public init(clipping: Double, rounding: Double) {
    self.clipping = clipping
    self.rounding = rounding
  }
}

/// Why does KL choose a threshold near zero?
public enum SmallKLReason: Explanation {
  /// Most values lie near zero.
  case mostValuesAreSmall
  /// Inside one bin nothing is left to compare, and the error is 0.
  case nothingIsLeftToCompare
  /// The values outside of the grid do not enter the divergence.
  case theTailIsIgnored
  /// Fewer values give a more exact distribution.
  case theShapeIsKeptBest

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .nothingIsLeftToCompare: nil
    case .mostValuesAreSmall:
      "Look at the column “clipped %”: most values are clipped, the small ones too."
    case .theTailIsIgnored:
      "What lies outside is counted into the outermost bins: it does enter."
    case .theShapeIsKeptBest:
      "A grid inside one bin keeps no shape: one number is compared with one number."
    }
  }
}
