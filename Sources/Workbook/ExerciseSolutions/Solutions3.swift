import Exercises
import PostTrainingQuantization

/// Answers to chapter 3; others may be as good.
public struct Solutions3: Chapter3Exercises {
  public init() {}

  /// 3.1 Predict: how many of 256 values Conv1_relu can take.
  public func reachableValues() throws -> Int {
    6 * 32 + 1
  }

  /// 3.2 Write: the ends of the grid.
  public func gridRange(
    threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    let step = threshold / Double(1 << (isSigned ? bitWidth - 1 : bitWidth))
    return (isSigned ? -threshold : 0)...(threshold - step)
  }

  /// 3.3 Write: the smallest power of two that covers everything.
  public func noClippingThreshold(
    for magnitude: Double
  ) throws -> Double {
    var threshold = 1.0
    while threshold < magnitude { threshold *= 2 }
    while threshold / 2 >= magnitude { threshold /= 2 }
    return threshold
  }

  /// 3.4 Change: one property, so that Conv1_relu's grid fits. Copy
  /// the configuration (var config = config), change it, return it.
  public func changed(
    _ config: QuantizationConfig
  ) throws -> QuantizationConfig {
    var config = config
    config.activationQuantizationMethod = .symmetric
    return config
  }

  /// 3.5 Explain: one of the cases of LastNodeReason.
  public func lastNodeReason() throws -> LastNodeReason {
    .theRangeIsKnown
  }
}
