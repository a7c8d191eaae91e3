/// The contract of chapter 9, how many pictures, and which.
public protocol Chapter9Exercises {
  /// 9.1 *predict*: an output's largest activation stands in one of 320 pictures. How probable is it, 0 ... 1, that
  /// this picture is among 32 that are drawn at random?
  func chanceOfTheLargest() throws -> Double

  /// 9.2 *write*: two halves of the pictures without a picture in common.
  ///
  /// - Parameter order: All pictures' numbers in random order, at least two.
  /// - Returns: The first half of the order and the rest, which has one more when the count is odd; each from the
  ///   smallest number to the largest.
  func halves(of order: [Int]) throws -> [[Int]]

  /// 9.3 *write*: how clear it is that two halves choose different thresholds.
  ///
  /// - Parameters:
  ///   - first: ERR of every candidate on the first half's values; none is 0.
  ///   - second: ERR of the same candidates on the second half's values; none is 0.
  /// - Returns: On each half, the error at the other half's choice over the error at its own choice; of these two
  ///   factors the larger one. A half chooses the first of its smallest errors.
  func margin(first: [Double], second: [Double]) throws -> Double

  /// 9.4 *change*: the threshold that NOCLIPPING gives the input if calibration leaves the preprocessing out.
  func inputThresholdWithoutPreprocessing() throws -> Double

  /// 9.5 *explain*: two halves of dark pictures agree, and the network fails by day. Why did the test not warn?
  func agreeingHalvesReason() throws -> AgreeingHalvesReason
}

/// Two halves of dark pictures agree on all thresholds, and the network fails by day. Why did the test not warn?
public enum AgreeingHalvesReason: Explanation {
  /// Both halves are dark.
  case bothHalvesAreDark
  /// There were too few draws.
  case thereWereTooFewDraws
  /// The margins were too small.
  case theMarginsWereSmall
  /// Thresholds do not depend on the light.
  case lightDoesNotMatter

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .bothHalvesAreDark: nil
    case .thereWereTooFewDraws: "Every draw takes its halves from the same dark pictures."
    case .theMarginsWereSmall: "A margin tells of a threshold that differs, and none did."
    case .lightDoesNotMatter: "Look at the row “darker”: it moves many thresholds."
    }
  }
}
