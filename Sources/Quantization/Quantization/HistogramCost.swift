import Foundation
import Parallelism

/// ERR(t) estimated from a histogram: every value counts as the left edge of its bin.
///
/// `ERR = Σ |Q(bᵢ) − bᵢ|^p · cᵢ / Σ cᵢ`
///
/// - Source: MCT, `error_functions.py`.
struct HistogramCost: Sendable {
  /// Left edges of the populated bins, and their counts: empty bins add nothing.
  private let values: [Double]
  private let weights: [Double]
  private let total: Double
  private let histogram: Histogram

  init(_ histogram: Histogram) {
    self.histogram = histogram
    let populated = histogram.counts.indices.filter { histogram.counts[$0] != 0 }
    values = populated.map { histogram.edges[$0] }
    weights = populated.map { histogram.counts[$0] }
    total = histogram.total
  }

  /// The error of a range under a method.
  ///
  /// - Parameters:
  ///   - divergenceRange: The range that KL compares the distributions over.
  ///   - machine: What KL's logarithms are computed with.
  func callAsFunction(
    _ method: QuantizationErrorMethod, grid: UniformGrid, divergenceRange: (Double, Double),
    on machine: Machine
  ) -> Double {
    switch method {
    case .noClipping: 0
    case .mse: mean(grid) { $0 * $0 }
    case .mae: mean(grid) { abs($0) }
    case .lp(let p):
      // The powers that have a formula of their own give the same bits as their method.
      if p == 2 {
        mean(grid) { $0 * $0 }
      } else if p == 1 {
        mean(grid) { abs($0) }
      } else {
        mean(grid) { pow(abs($0), p) }
      }
    case .kl:
      KLDivergence.error(
        histogram: histogram, grid: grid, from: divergenceRange.0, to: divergenceRange.1,
        on: machine)
    }
  }

  /// The mean of `cost(Q(x) − x)`.
  @inline(__always)
  private func mean(_ grid: UniformGrid, _ cost: (Double) -> Double) -> Double {
    let (lower, upper, step) = (grid.lower, grid.upper, grid.step)
    return values.withUnsafeBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        // Four sums, so that additions need not wait for each other.
        var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
        @inline(__always) func term(_ index: Int) -> Double {
          let x = values[index]
          let clamped = x < lower ? lower : (x > upper ? upper : x)
          let quantized = step * rounded((clamped - lower) / step) + lower
          return cost(quantized - x) * weights[index]
        }
        let count = values.count
        var index = 0
        while index + 4 <= count {
          s0 += term(index)
          s1 += term(index + 1)
          s2 += term(index + 2)
          s3 += term(index + 3)
          index += 4
        }
        while index < count {
          s0 += term(index)
          index += 1
        }
        return ((s0 + s1) + (s2 + s3)) / total
      }
    }
  }

  /// The part of the error that values outside of the grid make, and the part that rounding makes.
  ///
  /// - Returns: Two parts that add up to the error of a method that is a mean over values.
  func parts(
    _ method: QuantizationErrorMethod, grid: UniformGrid
  ) -> (clipping: Double, rounding: Double) {
    let power: Double =
      switch method {
      case .mae: 1
      case .lp(let p): p
      default: 2
      }
    var (clipping, rounding) = (0.0, 0.0)
    for (x, weight) in zip(values, weights) {
      let difference = abs(grid(x) - x)
      let cost = power == 2 ? difference * difference : pow(difference, power)
      if x < grid.lower || x > grid.upper {
        clipping += cost * weight
      } else {
        rounding += cost * weight
      }
    }
    return (clipping / total, rounding / total)
  }

  /// The share of values outside of the grid, 0 ... 1.
  func clippedShare(grid: UniformGrid) -> Double {
    var clipped = 0.0
    for (x, weight) in zip(values, weights) where x < grid.lower || x > grid.upper {
      clipped += weight
    }
    return clipped / total
  }
}
