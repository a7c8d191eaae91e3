import Parallelism

/// The Kullback–Leibler divergence between a histogram and its quantized version, literally as MCT
/// computes it: with its mixture of float64 and float32, and with the free zero for a range that lies
/// inside one bin.
///
/// - Source: MCT, `error_functions.py:_kl_error_histogram`.
/// - Explained in: chapter 4.
enum KLDivergence {
  /// `Σ P · ln(P / Q)`, or 0 for a range inside one bin, or infinity when nothing lies in the range.
  static func error(
    _ histogram: Histogram, grid: UniformGrid, from lower: Double, to upper: Double,
    on machine: Machine
  ) -> Double {
    let edges = histogram.edges
    let counts = histogram.counts
    guard let (first, last) = ends(edges, from: lower, to: upper), first <= last else {
      return .infinity
    }
    // snippet.zero
    // −t and t lie in the same bin: no bin is compared.
    if first == last { return 0 }
    let subset = Array(counts[first..<last])
    // snippet.end
    guard subset.contains(where: { $0 != 0 }) else { return .infinity }

    var reference = subset
    reference[0] += pairwiseSum(Array(counts[..<first]))
    reference[reference.count - 1] += pairwiseSum(Array(counts[min(last, counts.count)...]))

    let quantized = quantizedCounts(subset, edges: edges[first..<last], grid: grid)
    let p = smoothed(normalized(reference))
    let q = smoothed(normalized(quantized))
    let ratios = zip(p, q).map { $0 / $1 }
    let logarithms = [Float](unsafeUninitializedCapacity: ratios.count) { buffer, count in
      machine.loops.logarithm(ratios, ratios.count, buffer.baseAddress)
      count = ratios.count
    }
    return Double(pairwiseSum(zip(p, logarithms).map { $0 * $1 }))
  }

  /// The divergence under the two rules of entropy calibration; infinite for a range that they rule out.
  static func guardedError(
    _ histogram: Histogram, grid: UniformGrid, from lower: Double, to upper: Double,
    on machine: Machine
  ) -> Double {
    // snippet.guard
    // 1. As many bins as levels, unless nothing is clipped at all.
    let all = histogram.populatedRange
    let coversAll = lower <= all.minimum && all.maximum <= upper
    let (first, last) =
      ends(histogram.edges, from: lower, to: upper) ?? (0, 0)
    guard coversAll || last - first >= 1 << grid.bitWidth else {
      return .infinity
    }
    // 2. Zeros are exact on every grid: they must not decide.
    return error(
      histogram.levellingZeros(), grid: grid, from: lower, to: upper,
      on: machine)
    // snippet.end
  }

  /// The bins within a range, `first ..< last`, the one that it begins in included; `first` and `last` are
  /// equal when it lies inside one bin.
  static func ends(
    _ edges: [Double], from lower: Double, to upper: Double
  ) -> (first: Int, last: Int)? {
    guard let inside = edges.firstIndex(where: { $0 >= lower }),
      let last = edges.lastIndex(where: { $0 < upper })
    else { return nil }
    return (max(inside - 1, 0), last)
  }

  /// Every group of bins with the same quantized edge shares its count among its populated bins.
  private static func quantizedCounts(
    _ counts: [Double], edges: ArraySlice<Double>, grid: UniformGrid
  ) -> [Double] {
    let values = edges.map { grid($0) }
    var result = [Double](repeating: 0, count: counts.count)
    counts.withUnsafeBufferPointer { counts in
      var start = 0
      while start < counts.count {
        var end = start
        var populated = 0
        while end < counts.count, values[end] == values[start] {
          if counts[end] != 0 { populated += 1 }
          end += 1
        }
        let sum = pairwiseSum(UnsafeBufferPointer(rebasing: counts[start..<end]))
        let share = Double(Float(sum / (Double(populated) + 1e-6)))
        for bin in start..<end where counts[bin] != 0 { result[bin] = share }
        start = end
      }
    }
    return result
  }

  private static func normalized(_ counts: [Double]) -> [Double] {
    let sum = pairwiseSum(counts)
    return counts.map { $0 / sum }
  }

  /// Moves a little of the populated bins' mass to the empty ones, so that no logarithm is infinite.
  private static func smoothed(_ distribution: [Double]) -> [Float] {
    let populated = distribution.filter { $0 != 0 }
    guard let smallest = populated.min() else { return distribution.map { Float($0) } }
    let epsilon = smallest / (2 * Double(distribution.count))
    let empty = distribution.count - populated.count
    let taken = epsilon * Double(empty) / Double(populated.count)
    return distribution.map { $0 == 0 ? Float(epsilon) : Float($0) + Float(-taken) }
  }
}
