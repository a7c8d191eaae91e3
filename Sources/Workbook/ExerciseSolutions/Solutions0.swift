import Exercises

/// Answers to chapter 0; others may be as good.
public struct Solutions0: Chapter0Exercises {
  public init() {}

  /// 0.1 Predict: 3.9 on the grid of t = 4 with 4 bits.
  public func predictedValue() throws -> Double {
    3.75
  }

  /// 0.2 Write: the numbers that become this level.
  public func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    let step = threshold / Double(1 << bitWidth)
    let last = (1 << bitWidth) - 1
    let lower = level == 0 ? -Double.infinity : (Double(level) - 0.5) * step
    let upper = level == last ? Double.infinity : (Double(level) + 0.5) * step
    return lower...upper
  }

  /// 0.3 Write: the fewest bits that make the error this small.
  public func bitWidthNeeded(
    for values: [Double], error: Double
  ) throws -> Int {
    // The smallest power of two that is at least the largest value.
    let largest = values.max() ?? 1
    var covering = 1.0
    while covering < largest { covering *= 2 }
    while covering / 2 >= largest { covering /= 2 }

    func meanSquaredError(_ threshold: Double, _ bitWidth: Int) -> Double {
      let step = threshold / Double(1 << bitWidth)
      return values.reduce(0) { sum, x in
        let clipped = min(max(x, 0), threshold - step)
        let difference = step * (clipped / step).rounded(.toNearestOrEven) - x
        return sum + difference * difference
      } / Double(values.count)
    }
    return (2...16).first { bitWidth in
      var threshold = 2 * covering
      for _ in 0..<20 {
        if meanSquaredError(threshold, bitWidth) <= error { return true }
        threshold /= 2
      }
      return false
    } ?? 16
  }

  /// 0.4 Change: a largest number that MSE keeps. The chapter's is 5.
  public func largestValueKept() throws -> Double {
    6.5
  }

  /// 0.5 Explain: one of the cases of OutlierReason.
  public func outlierReason() throws -> OutlierReason {
    .maeSinceItDoesNotSquare
  }
}
