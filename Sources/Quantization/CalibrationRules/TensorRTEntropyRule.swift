import Foundation
import Quantization

/// The threshold at which the histogram of |x|, gathered in as many groups as the grid has levels above 0, is
/// least different from the histogram itself: the smallest Kullback–Leibler divergence.
///
/// - The first bin gets the count of the second: zeros must not decide.
/// - Thresholds of fewer than 128 bins are not tried.
/// - What lies beyond the threshold is added to the last bin of the histogram, but not to its groups: this is
///   what clipping costs.
///
/// Where every value lies far from 0, the first ranges are empty and their divergence is not a number. NumPy
/// takes that for the smallest. Then the threshold is about the smallest |x|.
///
/// - Source: NVIDIA Model Optimizer 0.47.0, `torch/quantization/calib/histogram.py:_compute_amax_entropy`
///   (run), after TensorRT's calibrator, whose code is not public.
public struct TensorRTEntropyRule: CalibrationRule {
  public let title = "TensorRT entropy"
  public let method = QuantizationMethod.symmetric
  public let looksAtBitWidth = true
  /// The smallest number of bins that a threshold is tried with.
  private static let firstCandidate = 128

  public init() {}

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    let magnitudes = output.magnitudes.halved
    let levels = Double(1 << (bitWidth - 1))
    // The largest level is the threshold itself, and the grid goes one step further below 0.
    let largest = threshold(of: magnitudes, bitWidth: bitWidth)
    return .symmetric(largest * levels / (levels - 1))
  }

  /// The largest value of the grid.
  func threshold(of magnitudes: Histogram, bitWidth: Int) -> Double {
    var counts = magnitudes.counts
    guard counts.count > Self.firstCandidate else { return magnitudes.edges[counts.count] }
    counts[0] = counts[1]
    let divergence = GroupedDivergence(counts, groups: 1 << (bitWidth - 1))
    var (best, smallest) = (counts.count, Double.infinity)
    for bins in Self.firstCandidate...counts.count {
      let candidate = divergence(within: bins)
      // Of equal ones the last, and what is not a number before all numbers.
      if candidate.isNaN || candidate <= smallest {
        (best, smallest) = (bins, candidate)
      }
    }
    return magnitudes.edges[best]
  }
}

/// How far counts, gathered in groups of neighbouring bins and spread evenly over the populated bins of each
/// group, are from the counts themselves.
///
/// In a group, the logarithm of what was spread is the same for every bin. So sums over bins that were added up
/// once serve every candidate.
private struct GroupedDivergence {
  private let counts: [Double]
  private let groups: Int
  /// Sums over the bins before each bin.
  private let sums: [Double]
  private let logarithms: [Double]
  private let populated: [Int]

  init(_ counts: [Double], groups: Int) {
    self.counts = counts
    self.groups = groups
    var (sums, logarithms, populated) = ([0.0], [0.0], [0])
    for count in counts {
      sums.append(sums[sums.count - 1] + count)
      logarithms.append(logarithms[logarithms.count - 1] + timesLogarithm(count))
      populated.append(populated[populated.count - 1] + (count > 0 ? 1 : 0))
    }
    (self.sums, self.logarithms, self.populated) = (sums, logarithms, populated)
  }

  /// The divergence, in nats, of the first bins; what lies beyond is added to the last of them.
  func callAsFunction(within bins: Int) -> Double {
    let (all, inside) = (sums[counts.count], sums[bins])
    guard inside > 0 else { return .nan }
    let last = counts[bins - 1] + all - inside
    // Something lies beyond, and the last bin itself is empty.
    if last > 0, counts[bins - 1] == 0 { return .infinity }
    let width = Double(bins) / Double(groups)
    var total = logarithms[bins - 1] + timesLogarithm(last)
    var start = 0
    for group in 1...groups {
      let end = group == groups ? bins : Int((Double(group) * width).rounded(.up))
      defer { start = end }
      let count = populated[end] - populated[start]
      guard count > 0 else { continue }
      let spread = (sums[end] - sums[start]) / Double(count)
      let own = sums[end] - sums[start] + (group == groups ? all - inside : 0)
      total -= own * log(spread)
    }
    return total / all + log(inside / all)
  }
}

private func timesLogarithm(_ x: Double) -> Double { x > 0 ? x * log(x) : 0 }
