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

    let (below, above) = counts.withUnsafeBufferPointer { counts in
      (
        pairwiseSum(UnsafeBufferPointer(rebasing: counts[..<first])),
        pairwiseSum(UnsafeBufferPointer(rebasing: counts[min(last, counts.count)...]))
      )
    }
    let quantized = quantizedCounts(subset, edges: edges[first..<last], grid: grid)
    var reference = subset
    reference[0] += below
    reference[reference.count - 1] += above
    return divergence(smoothed(reference), smoothed(quantized), on: machine)
  }

  /// `Σ P · ln(P / Q)` in float32.
  private static func divergence(_ p: [Float], _ q: [Float], on machine: Machine) -> Double {
    let count = p.count
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { scratch in
      let ratios = UnsafeMutableBufferPointer(rebasing: scratch[..<count])
      let terms = UnsafeMutableBufferPointer(rebasing: scratch[count...])
      for bin in 0..<count { ratios.initializeElement(at: bin, to: p[bin] / q[bin]) }
      guard let start = terms.baseAddress else { return 0 }
      machine.loops.logarithm(ratios.baseAddress, count, start)
      for bin in 0..<count { terms[bin] = p[bin] * terms[bin] }
      return Double(pairwiseSum(UnsafeBufferPointer(terms)))
    }
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
    [Double](unsafeUninitializedCapacity: counts.count) { result, initialized in
      counts.withUnsafeBufferPointer { counts in
        edges.withUnsafeBufferPointer { edges in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: counts.count) { values in
            for bin in 0..<counts.count { values.initializeElement(at: bin, to: grid(edges[bin])) }
            share(counts, by: UnsafeBufferPointer(values), into: result)
          }
        }
      }
      initialized = counts.count
    }
  }

  private static func share(
    _ counts: UnsafeBufferPointer<Double>, by values: UnsafeBufferPointer<Double>,
    into result: UnsafeMutableBufferPointer<Double>
  ) {
    var start = 0
    while start < counts.count {
      var end = start
      var populated = 0
      while end < counts.count, values[end] == values[start] {
        populated += counts[end] != 0 ? 1 : 0
        end += 1
      }
      let sum = pairwiseSum(UnsafeBufferPointer(rebasing: counts[start..<end]))
      let share = Double(Float(sum / (Double(populated) + 1e-6)))
      for bin in start..<end {
        result.initializeElement(at: bin, to: counts[bin] != 0 ? share : 0)
      }
      start = end
    }
  }

  /// Shares of the whole; a little of the populated bins' mass moves to the empty ones, so that no logarithm
  /// is infinite.
  private static func smoothed(_ counts: [Double]) -> [Float] {
    let sum = pairwiseSum(counts)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: counts.count) { shares in
      var populated = 0
      for bin in 0..<counts.count {
        let share = counts[bin] / sum
        shares.initializeElement(at: bin, to: share)
        populated += share != 0 ? 1 : 0
      }
      guard populated > 0 else { return shares.map { Float($0) } }
      let smallest = smallestPopulated(UnsafeBufferPointer(shares), of: sum)
      let epsilon = smallest / (2 * Double(counts.count))
      let empty = counts.count - populated
      let taken = Float(-(epsilon * Double(empty) / Double(populated)))
      let least = Float(epsilon)
      return [Float](unsafeUninitializedCapacity: counts.count) { result, initialized in
        for bin in 0..<shares.count {
          let share = shares[bin]
          result.initializeElement(at: bin, to: share == 0 ? least : Float(share) + taken)
        }
        initialized = shares.count
      }
    }
  }

  /// The smallest of the shares that are not zero; there is one at least.
  private static func smallestPopulated(
    _ shares: UnsafeBufferPointer<Double>, of sum: Double
  ) -> Double {
    // Without a finite sum there are shares that are no numbers, and the order matters.
    guard sum.isFinite, sum > 0 else { return shares.filter { $0 != 0 }.min() ?? .infinity }
    // Four at a time need not wait for each other.
    var (m0, m1, m2, m3) = (Double.infinity, Double.infinity, Double.infinity, Double.infinity)
    func least(_ share: Double, _ least: Double) -> Double {
      let size = share == 0 ? .infinity : share
      return size < least ? size : least
    }
    var bin = 0
    while bin + 4 <= shares.count {
      m0 = least(shares[bin], m0)
      m1 = least(shares[bin + 1], m1)
      m2 = least(shares[bin + 2], m2)
      m3 = least(shares[bin + 3], m3)
      bin += 4
    }
    while bin < shares.count {
      m0 = least(shares[bin], m0)
      bin += 1
    }
    return min(min(m0, m1), min(m2, m3))
  }
}
