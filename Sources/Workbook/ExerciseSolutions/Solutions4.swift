import Exercises

/// Answers to chapter 4; others may be as good.
public struct Solutions4: Chapter4Exercises {
  public init() {}

  /// 4.1 Predict: the threshold of MSE with 3 bits.
  public func thresholdWithFewBits() throws -> Double {
    4
  }

  /// 4.2 Write: the mean squared error, clipping and rounding apart.
  public func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool,
    bitWidth: Int
  ) throws -> ErrorParts {
    let step = threshold / Double(1 << (isSigned ? bitWidth - 1 : bitWidth))
    let (lower, upper) = (isSigned ? -threshold : 0, threshold - step)
    var (clipping, rounding) = (0.0, 0.0)
    for x in values {
      let clipped = min(max(x, lower), upper)
      let difference = step * (clipped / step).rounded(.toNearestOrEven) - x
      if x < lower || x > upper {
        clipping += difference * difference
      } else {
        rounding += difference * difference
      }
    }
    let count = Double(values.count)
    return ErrorParts(clipping: clipping / count, rounding: rounding / count)
  }

  /// 4.3 Write: the smallest error among those that compare enough
  /// bins.
  public func guardedMinimum(
    of errors: [Double], comparing bins: [Int], levels: Int
  ) throws -> Int {
    var best = 0
    for position in errors.indices.dropFirst() where bins[position] >= levels {
      if errors[position] < errors[best] { best = position }
    }
    return best
  }

  /// 4.4 Change: the p of LP. The chapter's is 2.
  public func exponentThatKeepsTheTail() throws -> Double {
    4
  }

  /// 4.5 Explain: one of the cases of SmallKLReason.
  public func smallKLReason() throws -> SmallKLReason {
    .nothingIsLeftToCompare
  }
}
