import Quantization

/// A histogram as it is kept: thousands of nodes have one each, and few are looked at at once.
///
/// Edges that lie evenly are made anew, and whole counts, which most batches give, take a byte or two each. What comes
/// out is what went in, to the bit.
struct KeptHistogram: Sendable {
  private enum Edges: Sendable {
    case even(lower: Double, upper: Double)
    case any([Double])
  }

  private enum Counts: Sendable {
    case whole(CompactCounts)
    case any([Double])
  }

  private let binCount: Int
  private let edges: Edges
  private let counts: Counts

  init(_ histogram: Histogram) {
    let all = histogram.edges
    binCount = histogram.counts.count
    let (lower, upper) = (all[0], all[all.count - 1])
    let even =
      binCount > 0 ? Histogram.edges(from: lower, to: upper, binCount: binCount) : all
    let isEven = zip(even, all).allSatisfy { $0.bitPattern == $1.bitPattern }
    edges = isEven && binCount > 0 ? .even(lower: lower, upper: upper) : .any(all)
    // A float64 holds every whole number up to 2^53.
    let areWhole = histogram.counts.allSatisfy {
      $0 >= 0 && $0.sign == .plus && $0 <= 0x1p53 && $0 == $0.rounded()
    }
    counts = areWhole ? .whole(CompactCounts(histogram.counts)) : .any(histogram.counts)
  }

  var histogram: Histogram {
    let edges: [Double] =
      switch edges {
      case .even(let lower, let upper):
        Histogram.edges(from: lower, to: upper, binCount: binCount)
      case .any(let edges): edges
      }
    let counts: [Double] =
      switch counts {
      case .whole(let counts): counts.counts
      case .any(let counts): counts
      }
    return Histogram(edges: edges, counts: counts)
  }
}
