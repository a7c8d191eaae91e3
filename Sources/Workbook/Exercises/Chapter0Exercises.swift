/// The contract of chapter 0, a threshold by hand. All grids here are unsigned.
public protocol Chapter0Exercises {
  /// 0.1 *predict*: what does 3.9 become on the grid of t = 4 with 4 bits?
  func predictedValue() throws -> Double

  /// 0.2 *write*: the numbers that become a level of the grid `[0, t − Δ]`.
  ///
  /// - Parameters:
  ///   - level: The level's code, from 0 to `2^n_b − 1`.
  ///   - threshold: t, in activation units.
  ///   - bitWidth: n_b, in bits; `Δ = t / 2^n_b`.
  /// - Returns: The ends of the interval, `-Double.infinity` and `Double.infinity` where there is none.
  func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) throws -> ClosedRange<Double>

  /// 0.3 *write*: the smallest bit width, from 2 to 16, with which the best power of two has a mean
  /// squared error on `values` of at most `error`.
  ///
  /// The candidates are twice the smallest power of two that is at least the largest value, and its
  /// halves, 20 in all.
  func bitWidthNeeded(for values: [Double], error: Double) throws -> Int

  /// 0.4 *change*: a number, in place of the chapter's largest one, that MSE no longer clips.
  func largestValueKept() throws -> Double

  /// 0.5 *explain*: which method gives up an outlier sooner, and why?
  func outlierReason() throws -> OutlierReason
}

/// Which method gives up an outlier sooner, and why?
public enum OutlierReason: Explanation {
  /// MSE, because squaring makes the outlier's error large.
  case mseSinceItSquares
  /// MAE, because it counts a far error only by its distance, not by its square.
  case maeSinceItDoesNotSquare
  /// NOCLIPPING, because it compares nothing.
  case noClippingSinceItComparesNothing
  /// Neither: the grid is the same for both.
  case neitherSinceTheGridIsTheSame

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .maeSinceItDoesNotSquare: nil
    case .mseSinceItSquares:
      "A large error is what the search avoids: squaring makes MSE hold on to the outlier longer."
    case .noClippingSinceItComparesNothing:
      "It compares nothing, and so it covers the outlier at any price: it never gives one up."
    case .neitherSinceTheGridIsTheSame:
      "The candidates are the same, but their errors are not, and the smallest error decides."
    }
  }
}
