import Exercises

/// Answers to chapter 9; others may be as good.
public struct Solutions9: Chapter9Exercises {
  public init() {}

  /// 9.1 Predict: the chance that the largest value is among 32 of 320.
  public func chanceOfTheLargest() throws -> Double {
    32.0 / 320
  }

  /// 9.2 Write: two halves without a picture in common.
  public func halves(of order: [Int]) throws -> [[Int]] {
    let middle = order.count / 2
    return [order[..<middle].sorted(), order[middle...].sorted()]
  }

  /// 9.3 Write: how clear it is that two halves choose differently.
  public func margin(first: [Double], second: [Double]) throws -> Double {
    // The first of the smallest errors.
    func choice(_ errors: [Double]) -> Int {
      errors.firstIndex(of: errors.min() ?? 0) ?? 0
    }
    let (a, b) = (choice(first), choice(second))
    return max(first[b] / first[a], second[a] / second[b])
  }

  /// 9.4 Change: NOCLIPPING's threshold of the input, 0 to 255.
  public func inputThresholdWithoutPreprocessing() throws -> Double {
    256
  }

  /// 9.5 Explain: one of the cases of AgreeingHalvesReason.
  public func agreeingHalvesReason() throws -> AgreeingHalvesReason {
    .bothHalvesAreDark
  }
}
