import Foundation
import Quantization

/// The threshold at which the histogram of |x|, gathered in as many groups as the grid has levels above 0, has
/// the smallest Kullback–Leibler divergence; every group has the same number of bins.
///
/// - 4096 bins; the first eight are emptied, and the ninth holds one value: zeros must not decide.
/// - Thresholds of 128, 256, ... bins are tried at 8 bits, so there are 32 candidates.
/// - With powers of two, the step is rounded to the nearest one by its logarithm, and may become smaller.
///
/// Where the grid has more levels above 0 than there are bins, no group is a whole bin, PPQ fails, and here the threshold
/// is the largest value. With powers of two it is rounded as any other, so that 2.5 becomes 2.
///
/// At 4 bits the first candidate is eight bins: all empty, so its divergence is not a number. Python's sorting
/// leaves it in front, and it is chosen. So this rule is of no use at 4 bits.
///
/// - Source: PPQ, here in its living branch ESP-PPQ 1.3.12,
///   `quantization/observer/range.py:TorchHistObserver.hist_to_scale_offset` (run).
public struct PPQRule: CalibrationRule {
  /// Whether thresholds are powers of two, as on Espressif's chips.
  public let takesPowersOfTwo: Bool
  public let looksAtBitWidth = true

  public init(takesPowersOfTwo: Bool = false) {
    self.takesPowersOfTwo = takesPowersOfTwo
  }

  public var title: String { takesPowersOfTwo ? "ESP-PPQ KL, powers of two" : "PPQ KL" }
  public var method: QuantizationMethod { takesPowersOfTwo ? .powerOfTwo : .symmetric }

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    let threshold = threshold(of: output.magnitudes, bitWidth: bitWidth)
    guard takesPowersOfTwo, threshold > 0 else { return .symmetric(threshold) }
    // Half up, in logarithms; the step is the threshold over a power of two, so both are rounded alike.
    return .symmetric(exp2((log2(threshold) + 0.5).rounded(.down)))
  }

  /// The threshold before it is rounded to a power of two.
  func threshold(of magnitudes: Histogram, bitWidth: Int) -> Double {
    let levels = 1 << (bitWidth - 1)
    var counts = magnitudes.counts
    guard levels <= counts.count else { return magnitudes.edges[counts.count] }
    let emptied = Int(Double(counts.count) * 0.002)
    for bin in 0..<emptied { counts[bin] = 0 }
    counts[emptied] = 1
    let total = counts.reduce(0, +)
    var (best, smallest) = (levels, Double.infinity)
    for bins in stride(from: levels, through: counts.count, by: levels) {
      let divergence = Self.divergence(counts, within: bins, groups: levels, total: total)
      if bins == levels, divergence.isNaN { break }
      if divergence < smallest { (best, smallest) = (bins, divergence) }
    }
    return magnitudes.edges[best]
  }

  /// How far the groups, spread over their populated bins, are from the counts with the rest in the last bin.
  private static func divergence(
    _ counts: [Double], within bins: Int, groups: Int, total: Double
  ) -> Double {
    let width = bins / groups
    let inside = counts[..<bins].reduce(0, +)
    // No logarithm is infinite.
    let little = 1e-30
    var sum = 0.0
    for group in 0..<groups {
      let own = group * width..<(group + 1) * width
      let count = counts[own].count { $0 > 0 }
      let spread = counts[own].reduce(0, +) / Double(max(count, 1)) / inside
      for bin in own {
        let p = (counts[bin] + (bin == bins - 1 ? total - inside : 0)) / total
        let q = counts[bin] > 0 ? spread : spread * 0
        if p > 0 || q.isNaN { sum += p * (log10(p + little) - log10(q + little)) }
      }
    }
    return sum
  }
}
