import Quantization

/// What a toolkit does by default to choose the range of an activation.
///
/// Every rule is written from its toolkit's own code, and checked against the toolkit itself on made-up
/// numbers (`Data/Making/calibration_rules.py`). A rule sees what ``ObservedOutput`` holds. Toolkits begin their
/// histograms before they know the range, and stretch or cut them as pictures pass; here every rule gets
/// histograms over the whole range, so that rules differ and nothing else does.
///
/// | rule | looks at | its grid |
/// |---|---|---|
/// | ``MinMaxRule`` | the smallest and the largest value | `[a, b]` with a zero point |
/// | ``MovingAverageRule`` | both for each picture | the same |
/// | ``ONNXRuntimePercentileRule`` | the histogram of \|x\| | the same |
/// | ``ONNXRuntimeEntropyRule`` | 128 bins around 0 | the same |
/// | ``TensorRTEntropyRule`` | the histogram of \|x\| | signed, symmetric |
/// | ``HistogramObserverRule`` | the histogram | `[a, b]` with a zero point |
/// | ``TFEnhancedRule`` | 512 bins | the same |
/// | ``PPQRule`` | the histogram of \|x\| | signed, symmetric |
///
/// - Explained in: chapter 10.
public protocol CalibrationRule: Sendable {
  /// The toolkit and the rule, for tables and figures.
  var title: String { get }
  /// The family of its grids.
  var method: QuantizationMethod { get }
  /// Whether it chooses another range for another bit width.
  var looksAtBitWidth: Bool { get }

  /// The range that the rule chooses.
  ///
  /// - Parameter bitWidth: The bit width n_b, in bits.
  func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange
}

extension CalibrationRule {
  /// The quantizer that the rule chooses.
  ///
  /// ```swift
  /// let output = ObservedOutput(
  ///   histogram: Histogram(edges: [-1, 0, 1, 2], counts: [1, 5, 2]), minimum: -1, maximum: 2)
  /// MinMaxRule().parameters(of: output, bitWidth: 2).grid.values  // [-1, 0, 1, 2]
  /// ```
  public func parameters(
    of output: ObservedOutput, bitWidth: Int
  ) -> ActivationQuantizationParameters {
    ActivationQuantizationParameters(
      method: method, bitWidth: bitWidth, range: range(of: output, bitWidth: bitWidth))
  }
}

/// The default rules of other toolkits, in the order of chapter 10.
public let defaultCalibrationRules: [any CalibrationRule] = [
  MinMaxRule(), MovingAverageRule(), ONNXRuntimePercentileRule(), ONNXRuntimeEntropyRule(),
  TensorRTEntropyRule(), HistogramObserverRule(), TFEnhancedRule(), PPQRule(),
  PPQRule(takesPowersOfTwo: true),
]

/// What calibration saw of one output, as far as some rule asks for it.
public struct ObservedOutput: Sendable {
  /// The histogram of all values.
  public let histogram: Histogram
  /// |x| of all values, in 4096 bins from 0 to the largest.
  public let magnitudes: Histogram
  /// The smallest value seen, in activation units.
  public let minimum: Double
  /// The largest value seen, in activation units.
  public let maximum: Double
  /// The smallest and the largest value of every part, in the order in which parts were seen. A part is what
  /// a toolkit is given at once: one picture, or one batch.
  public let parts: [ClosedRange<Double>]

  /// - Parameters:
  ///   - magnitudes: An even number of bins; estimated from the histogram when `nil`.
  ///   - parts: One part when none is given: all that was seen.
  public init(
    histogram: Histogram, magnitudes: Histogram? = nil, minimum: Double, maximum: Double,
    parts: [ClosedRange<Double>] = []
  ) {
    self.histogram = histogram
    self.magnitudes = magnitudes ?? histogram.magnitudes(binCount: 4096)
    self.minimum = minimum
    self.maximum = maximum
    self.parts = parts.isEmpty ? [minimum...maximum] : parts
  }

  /// The largest distance from 0.
  var reach: Double { max(abs(minimum), abs(maximum)) }
}

/// What a range may not fall below: an output that is 0 everywhere has a grid too.
private let smallestReach = 0x1p-16

extension QuantizationRange {
  /// The range of a rule whose grid has a zero point: it is stretched to contain 0. ``UniformGrid`` then
  /// moves its ends so that 0 is a level, which is what rounding the zero point does.
  static func withZeroPoint(_ lower: Double, _ upper: Double) -> QuantizationRange {
    let lower = min(lower, 0)
    return .interval(minimum: lower, maximum: max(upper, 0, lower + smallestReach))
  }

  /// The threshold of a signed grid that begins at −t.
  static func symmetric(_ threshold: Double) -> QuantizationRange {
    .threshold(max(threshold, smallestReach), isSigned: true)
  }
}
