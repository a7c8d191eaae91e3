import Exercises

/// Answers to chapter 0; others may be as good.
public struct Solutions0: Chapter0Exercises {
  public init() {}

  /// 0.1 Predict: 3.9 on the grid of t = 4 with 4 bits.
  public func predictedValue() throws -> Double {
    3.75
  }

  /// 0.2 Write: clip to 0 ... t − Δ, then round to a level.
  public func quantize(
    _ x: Double, threshold: Double, bitWidth: Int
  ) throws -> Double {
    let step = threshold / Double(1 << bitWidth)
    let clipped = min(max(x, 0), threshold - step)
    return step * (clipped / step).rounded(.toNearestOrEven)
  }

  /// 0.3 Write: the power of two with the smallest mean squared
  /// error.
  public func bestThreshold(
    for values: [Double], bitWidth: Int
  ) throws -> Double {
    // The smallest power of two that is at least the largest value.
    let largest = values.max() ?? 1
    var covering = 1.0
    while covering < largest { covering *= 2 }
    while covering / 2 >= largest { covering /= 2 }

    func error(_ threshold: Double) throws -> Double {
      try values.reduce(0) { sum, x in
        let difference = try quantize(x, threshold: threshold, bitWidth: bitWidth) - x
        return sum + difference * difference
      } / Double(values.count)
    }
    var threshold = 2 * covering
    var best = threshold
    var smallest = try error(threshold)
    for _ in 1..<20 {
      threshold /= 2
      let next = try error(threshold)
      if next < smallest { (best, smallest) = (threshold, next) }
    }
    return best
  }

  /// 0.4 Change: a largest number that MSE keeps. The chapter's is 4.2.
  public func largestValueKept() throws -> Double {
    6
  }

  /// 0.5 Explain: one of the cases of OutlierReason.
  public func outlierReason() throws -> OutlierReason {
    .maeSinceItDoesNotSquare
  }
}
