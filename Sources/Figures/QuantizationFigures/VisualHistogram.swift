import Plotting
import PostTrainingQuantization
import Quantization

extension CalibrationLedger {
  /// The values of a node's output to draw; none where calibration kept no histogram, as of an output that has no
  /// quantizer.
  public func histogram(of node: String) -> Histogram {
    statistics[node]?.histogram ?? Histogram(edges: [0, 1], counts: [0])
  }
}

extension Histogram {
  /// Whether anything was counted: of nothing there are no shares.
  var hasValues: Bool { counts.contains { $0 > 0 } }
}

/// A histogram with fewer, wider bars than calibration's 2048 bins, so that single bars can be seen. The
/// bars add up to the same number of values.
struct VisualHistogram {
  let edges: [Double]
  let counts: [Double]
  private let histogram: Histogram

  /// - Parameter bars: How many bars; bins that lie across an edge are shared out.
  init(_ histogram: Histogram, bars: Int = 256) {
    self.histogram = histogram
    let bins = histogram.counts.count
    let bars = min(bars, bins)
    edges = (0...bars).map { bar in
      let position = Double(bar) * Double(bins) / Double(bars)
      let bin = min(Int(position), bins - 1)
      let share = position - Double(bin)
      return histogram.edges[bin] + share * (histogram.edges[bin + 1] - histogram.edges[bin])
    }
    counts = VisualHistogram.grouped(histogram.counts, into: bars)
  }

  private static func grouped(_ counts: [Double], into bars: Int) -> [Double] {
    var result = [Double](repeating: 0, count: bars)
    let width = Double(counts.count) / Double(bars)
    for (bin, count) in counts.enumerated() {
      var start = Double(bin)
      while start < Double(bin + 1) {
        let bar = min(Int(start / width + 1e-9), bars - 1)
        let end = bar == bars - 1 ? Double(bin + 1) : min(Double(bin + 1), Double(bar + 1) * width)
        result[bar] += count * (end - start)
        start = max(end, start + 1e-9)
      }
    }
    return result
  }

  /// The part of every bar that lies outside of a grid, a bin counting as its left edge.
  func counts(outside grid: UniformGrid) -> [Double] {
    let outside = histogram.counts.indices.map { bin in
      let value = histogram.edges[bin]
      return value < grid.lower || value > grid.upper ? histogram.counts[bin] : 0
    }
    return VisualHistogram.grouped(outside, into: counts.count)
  }

  /// The range that shows all bars and all rules.
  func range(with rules: [Rule]) -> ClosedRange<Double> {
    let places = rules.flatMap { [$0.x] + ($0.mirror.map { [$0] } ?? []) }
    let lower = (places + [edges[0]]).min() ?? 0
    let upper = (places + [edges[edges.count - 1]]).max() ?? 1
    let room = 0.03 * (upper - lower)
    return lower - (lower == 0 ? 0 : room)...upper + room
  }
}
