/// The contract of chapter 10, how others choose.
public protocol Chapter10Exercises {
  /// 10.1 *predict*: the upper end that AI Edge Quantizer's moving average has after three pictures whose largest
  /// values are 8, 8 and 28.
  func upperEndAfterThreePictures() throws -> Double

  /// 10.2 *write*: the smallest power of two that is not below the value under which a percentage of all |x|
  /// lies.
  ///
  /// - Parameters:
  ///   - values: Activations, in any order; none is 0.
  ///   - percentage: Above 0, at most 100.
  /// - Returns: The threshold.
  func threshold(keeping percentage: Double, of values: [Double]) throws -> Double

  /// 10.3 *write*: the step and the zero point of a grid over a range.
  ///
  /// - Parameters:
  ///   - lower: The smallest value.
  ///   - upper: The largest value, above the smallest.
  ///   - bitWidth: n_b, in bits; codes are 0 ... 2^n_b − 1.
  /// - Returns: The step, and the code of 0, rounded to the nearest.
  func gridWithZeroPoint(
    from lower: Double, to upper: Double, bitWidth: Int
  ) throws -> (step: Double, zeroPoint: Int)

  /// 10.4 *change*: the SYMMETRIC threshold of `expanded_conv_project_bn` that keeps 99.9 percent of its values.
  func symmetricPercentile() throws -> Double

  /// 10.5 *explain*: why does ONNX Runtime's entropy choose the smallest and the largest value here?
  func entropyReason() throws -> EntropyReason
}

/// Why does ONNX Runtime's entropy, with its defaults, choose the smallest and the largest value?
public enum EntropyReason: Explanation {
  /// It has as many bins as levels, so it tries one range only.
  case thereIsOneCandidate
  /// The divergence of the whole range is always the smallest.
  case theWholeRangeIsBest
  /// The calibration saw too few pictures.
  case thereAreTooFewPictures
  /// The zero point moves every range to the whole one.
  case theZeroPointMovesIt

  /// Why this answer is wrong, or `nil` for the right one.
  public var whyWrong: String? {
    switch self {
    case .thereIsOneCandidate: nil
    case .theWholeRangeIsBest:
      "With 2048 bins the same formula clips; TensorRT's rule is nearly the same, and clips too."
    case .thereAreTooFewPictures:
      "The rule looks at the shape of the histogram; more pictures change nothing here."
    case .theZeroPointMovesIt: "The zero point moves the ends by less than a step."
    }
  }
}
