import Exercises

/// Answers to chapter 10; others may be as good.
public struct Solutions10: Chapter10Exercises {
  public init() {}

  /// 10.1 Predict: the end of a moving average.
  public func upperEndAfterThreePictures() throws -> Double {
    0.95 * 8 + 0.05 * 28
  }

  /// 10.2 Write: a percentile, rounded up to a power of two.
  public func threshold(keeping percentage: Double, of values: [Double]) throws -> Double {
    let magnitudes = values.map { abs($0) }.sorted()
    // The first magnitude at which as many values as asked for are reached.
    let place = magnitudes.indices.first {
      Double($0 + 1) * 100 >= percentage * Double(values.count)
    }
    let magnitude = magnitudes[place ?? magnitudes.count - 1]
    return magnitude.significand == 1 ? magnitude : magnitude.binade * 2
  }

  /// 10.3 Write: the step and the zero point of a range.
  public func gridWithZeroPoint(
    from lower: Double, to upper: Double, bitWidth: Int
  ) throws -> (step: Double, zeroPoint: Int) {
    let (lower, upper) = (min(lower, 0), max(upper, 0))
    let step = (upper - lower) / Double((1 << bitWidth) - 1)
    return (step, Int((-lower / step).rounded()))
  }

  /// 10.4 Change: a percentile with any threshold.
  public func symmetricPercentile() throws -> Double {
    6.246
  }

  /// 10.5 Explain: one of the cases of EntropyReason.
  public func entropyReason() throws -> EntropyReason {
    .thereIsOneCandidate
  }
}
