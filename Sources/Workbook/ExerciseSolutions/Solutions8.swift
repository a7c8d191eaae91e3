import Exercises
import Foundation

/// Answers to chapter 8; others may be as good.
public struct Solutions8: Chapter8Exercises {
  public init() {}

  /// 8.1 Predict: the gain in decibels without a quarter of the noise.
  public func gainWithoutAQuarter() throws -> Double {
    1.25
  }

  /// 8.2 Write: the signal-to-noise ratio of logits.
  public func signalToNoise(exact: [[Double]], rounded: [[Double]]) throws -> Double {
    var (signal, noise) = (0.0, 0.0)
    for (x, y) in zip(exact.joined(), rounded.joined()) {
      signal += x * x
      noise += (x - y) * (x - y)
    }
    return noise == 0 ? .infinity : 10 * log10(signal / noise)
  }

  /// 8.3 Write: the remedy to take.
  public func remedy(
    _ tried: [(noise: Double, needsMoreBits: Bool)], before: Double
  ) throws -> Int? {
    tried.indices
      .filter { !tried[$0].needsMoreBits && tried[$0].noise < before }
      .min { tried[$0].noise < tried[$1].noise }
  }

  /// 8.4 Change: the threshold of `block_11_add` with 8 bits.
  public func thresholdWithEightBits() throws -> Double {
    8
  }

  /// 8.5 Explain: one of the cases of UnseenPicturesReason.
  public func unseenPicturesReason() throws -> UnseenPicturesReason {
    .theBestOfManyIsPartlyLuck
  }
}
