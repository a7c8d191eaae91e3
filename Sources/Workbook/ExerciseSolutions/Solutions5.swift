import Exercises

/// Answers to chapter 5; others may be as good.
public struct Solutions5: Chapter5Exercises {
  public init() {}

  /// 5.1 Predict: how many times wider is the interval of 90 of 100
  /// than that of 900 of 1000?
  public func intervalRatio() throws -> Double {
    3.2
  }

  /// 5.2 Write: Wilson's interval, as fractions.
  public func wilsonInterval(
    correct: Int, total: Int
  ) throws -> ClosedRange<Double> {
    let (z, n) = (1.96, Double(total))
    let p = Double(correct) / n
    let centre = p + z * z / (2 * n)
    let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return max(0, (centre - spread) / scale)...min(1, (centre + spread) / scale)
  }

  /// 5.3 Write: McNemar's exact test.
  public func pairedPValue(
    first: [Bool], second: [Bool]
  ) throws -> Double {
    let onlyFirst = zip(first, second).count { $0 && !$1 }
    let onlySecond = zip(first, second).count { !$0 && $1 }
    let n = onlyFirst + onlySecond
    // The chance of k heads in n tosses, from that of k − 1.
    var chance = 1.0
    for _ in 0..<n { chance /= 2 }
    var tail = chance
    for k in 0..<min(onlyFirst, onlySecond) {
      chance *= Double(n - k) / Double(k + 1)
      tail += chance
    }
    return min(1, 2 * tail)
  }

  /// 5.4 Change: whole thousands of images. The chapter's are 1000.
  public func imagesToTellApart() throws -> Int {
    7000
  }

  /// 5.5 Explain: one of the cases of SmallDifferenceReason.
  public func smallDifferenceReason() throws -> SmallDifferenceReason {
    .nothingYet
  }
}
