import Foundation
import Parallelism

/// ERR(t) estimated from a histogram: every value counts as the left edge of its bin.
///
/// `ERR = Σ |Q(bᵢ) − bᵢ|^p · cᵢ / Σ cᵢ`
///
/// - Source: MCT, `error_functions.py`.
/// - Explained in: chapter 0.
struct HistogramCost: Sendable {
  /// Left edges of the populated bins, and their counts: empty bins add nothing.
  private let values: [Double]
  private let counts: [Double]
  private let total: Double
  private let histogram: Histogram

  init(_ histogram: Histogram) {
    self.histogram = histogram
    let populated = histogram.counts.indices.filter { histogram.counts[$0] != 0 }
    values = populated.map { histogram.edges[$0] }
    counts = populated.map { histogram.counts[$0] }
    total = histogram.total
  }

  /// The error of a grid under a method.
  ///
  /// - Parameters:
  ///   - divergenceRange: The range that KL compares the distributions over.
  ///   - machine: What KL's logarithms are computed with.
  func callAsFunction(
    _ method: QuantizationErrorMethod, grid: UniformGrid, divergenceRange: (Double, Double),
    on machine: Machine
  ) -> Double {
    func divergence() -> Double {
      let divergence =
        method == .kl(guard: .entropyCalibration) ? KLDivergence.guardedError : KLDivergence.error
      return divergence(histogram, grid, divergenceRange.0, divergenceRange.1, machine)
    }
    // snippet.methods
    return switch method {
    case .mse, .lp(p: 2): mean(grid) { error in error * error }
    case .mae, .lp(p: 1): mean(grid) { error in abs(error) }
    case .lp(let p): mean(grid) { error in pow(abs(error), p) }
    case .kl: divergence()
    case .noClipping, .percentile: 0
    }
    // snippet.end
  }

  /// The mean of what Q(x) − x costs, over all values.
  @inline(__always)
  // snippet.mean
  private func mean(
    _ grid: UniformGrid, _ cost: (_ error: Double) -> Double
  ) -> Double {
    sum { x, count in cost(grid(x) - x) * count } / total
  }
  // snippet.end

  /// The sum over all values, as four sums, so that additions need not wait for each other.
  @inline(__always)
  private func sum(_ term: (_ x: Double, _ count: Double) -> Double) -> Double {
    values.withUnsafeBufferPointer { values in
      counts.withUnsafeBufferPointer { counts in
        var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
        var index = 0
        while index + 4 <= values.count {
          s0 += term(values[index], counts[index])
          s1 += term(values[index + 1], counts[index + 1])
          s2 += term(values[index + 2], counts[index + 2])
          s3 += term(values[index + 3], counts[index + 3])
          index += 4
        }
        while index < values.count {
          s0 += term(values[index], counts[index])
          index += 1
        }
        return (s0 + s1) + (s2 + s3)
      }
    }
  }

  /// The part of the error that values outside of the grid make, and the part that rounding makes.
  ///
  /// - Returns: Two parts that add up to the error of a method that is a mean over values; for the others
  ///   those of MSE.
  func parts(
    _ method: QuantizationErrorMethod, grid: UniformGrid
  ) -> (clipping: Double, rounding: Double) {
    let power: Double =
      switch method.measure {
      case .meanPower(let p): p
      case .nothing, .divergence: 2
      }
    func cost(_ error: Double) -> Double {
      power == 2 ? error * error : pow(abs(error), power)
    }
    var (clipping, rounding) = (0.0, 0.0)
    for (x, count) in zip(values, counts) {
      let damage = cost(grid(x) - x) * count
      if x < grid.lower || x > grid.upper {
        clipping += damage
      } else {
        rounding += damage
      }
    }
    return (clipping / total, rounding / total)
  }

  /// The share of values outside of the grid, 0 ... 1.
  func clippedShare(grid: UniformGrid) -> Double {
    var clipped = 0.0
    for (x, count) in zip(values, counts) where x < grid.lower || x > grid.upper {
      clipped += count
    }
    return clipped / total
  }
}
