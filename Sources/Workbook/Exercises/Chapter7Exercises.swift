/// The contract of chapter 7, in integers.
public protocol Chapter7Exercises {
  /// 7.1 *predict*: how many products of the largest codes, 255 of an input and 128 of a weight, can be added up
  /// before 32 bits overflow?
  func productsThatFit() throws -> Int

  /// 7.2 *write*: the code of an output.
  ///
  /// - Parameters:
  ///   - sum: The accumulator, 32 bits.
  ///   - multiplier: M without its shift, as a whole number of 31 bits: 2³¹ stands for 1.
  ///   - shift: M is `multiplier / 2³¹ / 2^shift`; not negative.
  ///   - zeroPoint: z_y, added after rounding.
  /// - Returns: Rounded once, halves up; −128 ... 127.
  func requantized(_ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int) throws -> Int

  /// 7.3 *write*: the code with which a pixel enters a network that was trained on −1 ... 1.
  ///
  /// - Parameter pixel: 0 ... 255.
  func code(ofPixel pixel: Int) throws -> Int

  /// 7.4 *change*: the shift of the chapter's sum, for an output with t = 32.
  func shiftForALargerThreshold() throws -> Int

  /// 7.5 *explain*: why do two runtimes differ by one?
  func differenceByOneReason() throws -> DifferenceByOneReason
}

/// Why do two runtimes give codes that differ by one, when both get the same codes?
public enum DifferenceByOneReason: Explanation {
  /// The sum lies nearly half way between two codes, and they round differently.
  case theyRoundDifferently
  /// One of them has a bug.
  case oneHasABug
  /// Their sums overflow at different places.
  case theirSumsOverflow
  /// They add up the products in another order.
  case theyAddInAnotherOrder

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .theyRoundDifferently: nil
    case .oneHasABug: "Both do what their specification says; the specifications differ."
    case .theirSumsOverflow:
      "The codes bound every sum, and the bound is checked before a network is made."
    case .theyAddInAnotherOrder:
      "That changes sums of floats. Sums of integers are exact, in whatever order."
    }
  }
}
