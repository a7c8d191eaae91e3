/// What can be wrong with a request to the quantizer.
public enum QuantizationError: Error, Equatable, CustomStringConvertible {
  /// The bit width is outside of 2 ... 16.
  case bitWidthOutOfRange(Int)
  /// The histogram holds no value.
  case emptyHistogram
  /// The histogram's edges or counts are not all finite numbers, or counts are negative.
  case invalidHistogram
  /// The exponent of the LP error is not positive.
  case invalidExponent(Double)
  /// The percentage is not above 0, or above 100.
  case invalidPercentage(Double)
  /// Kernels are not searched by a percentile.
  case percentileOfKernel
  /// The smallest threshold is not positive, or no power of two although the thresholds are.
  case invalidMinimumThreshold(Double)
  /// The kernel holds a value that is not finite.
  case invalidKernel
  /// The threshold of a power-of-two quantizer is none.
  case notAPowerOfTwo(Double)

  /// What was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .bitWidthOutOfRange(let bits):
      "a bit width of \(bits) is outside of 2 ... 16; choose one of these"
    case .emptyHistogram:
      "the histogram holds no value; calibrate with at least one image, and with a z-threshold that "
        + "keeps some values"
    case .invalidHistogram:
      "the histogram holds values that are not numbers; check the weights and the images"
    case .invalidExponent(let p):
      "the exponent p of the LP error is \(p), but must be positive; 2 is MSE, 1 is MAE"
    case .invalidPercentage(let percentage):
      "the percentile is \(percentage), but must be above 0 and at most 100; 99.99 is usual"
    case .percentileOfKernel:
      "the percentile method is for activations; choose another one for the kernels, such as mse"
    case .invalidMinimumThreshold(let threshold):
      "the smallest threshold is \(threshold), but must be positive, and a power of two where the "
        + "thresholds are; MCT's is 2^-16"
    case .invalidKernel:
      "the kernel holds values that are not finite; check the weights"
    case .notAPowerOfTwo(let threshold):
      "the threshold \(threshold) is not a power of two; use a symmetric quantizer for it"
    }
  }
}

/// The bit widths that the quantizers accept.
public let supportedBitWidths = 2...16

extension QuantizationErrorMethod {
  /// - Throws: ``QuantizationError`` when a search for this method makes no sense.
  func check(method: QuantizationMethod, bitWidth: Int, minimumThreshold: Double) throws {
    guard supportedBitWidths.contains(bitWidth) else {
      throw QuantizationError.bitWidthOutOfRange(bitWidth)
    }
    if case .lp(let p) = self, !(p > 0 && p.isFinite) {
      throw QuantizationError.invalidExponent(p)
    }
    if case .percentile(let percentage) = self, !(percentage > 0 && percentage <= 100) {
      throw QuantizationError.invalidPercentage(percentage)
    }
    guard minimumThreshold > 0, minimumThreshold.isFinite,
      method != .powerOfTwo || minimumThreshold.significand == 1
    else { throw QuantizationError.invalidMinimumThreshold(minimumThreshold) }
  }
}
