import Parallelism
import Support
import Testing

@testable import Quantization

/// The divergence, computed quickly, has every bit of the formula as it is written down.
struct KLDivergenceTests {
  /// MCT's formula, step by step.
  private func plain(
    _ histogram: Histogram, _ grid: UniformGrid, _ lower: Double, _ upper: Double
  ) -> Double {
    let (edges, counts) = (histogram.edges, histogram.counts)
    guard let (first, last) = KLDivergence.ends(edges, from: lower, to: upper), first <= last else {
      return .infinity
    }
    if first == last { return 0 }
    let subset = Array(counts[first..<last])
    guard subset.contains(where: { $0 != 0 }) else { return .infinity }
    var reference = subset
    reference[0] += pairwiseSum(Array(counts[..<first]))
    reference[reference.count - 1] += pairwiseSum(Array(counts[min(last, counts.count)...]))
    let values = edges[first..<last].map { grid($0) }
    var shared = [Double](repeating: 0, count: subset.count)
    for value in Set(values) {
      let bins = values.indices.filter { values[$0] == value }
      let populated = bins.filter { subset[$0] != 0 }
      let sum = pairwiseSum(bins.map { subset[$0] })
      for bin in populated {
        shared[bin] = Double(Float(sum / (Double(populated.count) + 1e-6)))
      }
    }
    let (p, q) = (smoothed(reference), smoothed(shared))
    let ratios = zip(p, q).map { $0 / $1 }
    var logarithms = [Float](repeating: 0, count: ratios.count)
    Machine().loops.logarithm(ratios, ratios.count, &logarithms)
    return Double(pairwiseSum(zip(p, logarithms).map { $0 * $1 }))
  }

  private func smoothed(_ counts: [Double]) -> [Float] {
    let sum = pairwiseSum(counts)
    let shares = counts.map { $0 / sum }
    let populated = shares.filter { $0 != 0 }
    guard let smallest = populated.min() else { return shares.map { Float($0) } }
    let epsilon = smallest / (2 * Double(shares.count))
    let taken = epsilon * Double(shares.count - populated.count) / Double(populated.count)
    return shares.map { $0 == 0 ? Float(epsilon) : Float($0) + Float(-taken) }
  }

  private static func histogram(_ random: inout SplitMix64, scale: Double) -> Histogram {
    let bins = random.integer(in: 1...300)
    let lower = scale * Double(random.float(in: -2...0.5))
    let edges = Histogram.edges(
      from: lower, to: lower + scale * Double(random.float(in: 0.5...3)), binCount: bins)
    let full = random.float(in: 0...1)
    let counts = (0..<bins).map { bin in
      random.float(in: 0...1) < full
        ? Double(random.integer(in: 0...1000)) * (bin % 7 == 0 ? scale : 1) : 0
    }
    return Histogram(edges: edges, counts: counts)
  }

  @Test("equal to the bit on histograms of all sizes, dense and sparse")
  func bits() {
    var random = SplitMix64(seed: 11)
    var finite = 0
    for scale in [1, 1e-30, 1e30, 1e-300, 1e300, 0x1p-1060] {
      for _ in 0..<200 {
        let histogram = Self.histogram(&random, scale: scale)
        let (a, b) = (histogram.edges[0], histogram.edges[histogram.counts.count])
        let (lower, upper) = (
          a * Double(random.float(in: 0.3...1.3)), b * Double(random.float(in: 0.3...1.3))
        )
        let grid = UniformGrid(
          lower: lower, upper: upper, bitWidth: random.integer(in: 2...8))
        let quick = KLDivergence.error(
          histogram, grid: grid, from: lower, to: upper, on: Machine())
        let expected = plain(histogram, grid, lower, upper)
        #expect(
          quick.bitPattern == expected.bitPattern || (quick.isNaN && expected.isNaN),
          "\(scale): \(quick), \(expected)")
        finite += quick.isFinite && quick != 0 ? 1 : 0
      }
    }
    #expect(finite > 300)
  }
}
