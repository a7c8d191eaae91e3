import Foundation
import Support

/// So many of so many, such as correctly classified images.
public struct Proportion: Sendable, Hashable {
  /// How many.
  public let count: Int
  /// Of how many.
  public let total: Int

  public init(_ count: Int, of total: Int) {
    self.count = count
    self.total = total
  }

  /// The share, 0 ... 1.
  public var fraction: Double { total == 0 ? 0 : Double(count) / Double(total) }

  /// Wilson's interval, which contains the true share in 95 of 100 samples.
  ///
  /// - Source: Wilson, “Probable inference”, 1927.
  public var interval: ClosedRange<Double> {
    guard total > 0 else { return 0...1 }
    let z = 1.959963984540054
    let n = Double(total)
    let centre = fraction + z * z / (2 * n)
    let spread = z * (fraction * (1 - fraction) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return max(0, (centre - spread) / scale)...min(1, (centre + spread) / scale)
  }
}

/// On how many images one of two models is right and the other wrong: what decides between models that
/// saw the same images.
public struct PairedComparison: Sendable, Hashable {
  /// Images that only the first classifies correctly.
  public let onlyFirst: Int
  /// Images that only the second classifies correctly.
  public let onlySecond: Int

  public init(onlyFirst: Int, onlySecond: Int) {
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// The chance of a split at least this uneven if both were equally good: McNemar's exact test, two
  /// sides.
  ///
  /// - Source: McNemar, 1947; the binomial distribution with p = ½.
  public var pValue: Double {
    let n = onlyFirst + onlySecond
    let smaller = min(onlyFirst, onlySecond)
    guard n > 0 else { return 1 }
    let logarithmOfAll = Double(n) * log(2)
    var tail = 0.0
    for k in 0...smaller {
      let choices = lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
      tail += exp(choices - logarithmOfAll)
    }
    return min(1, 2 * tail)
  }
}

extension PairedComparison {
  /// What a sentence says of ``pValue`` after the letter p, such as `= 0.0123`.
  public var pText: String { pValue < 0.00005 ? "< 0.0001" : "= " + fixed(pValue, digits: 4) }
}
