import VectorLoops
import Quantization

/// The smallest and largest of some values; empty at first.
struct ValueRange: Sendable, Equatable {
  var lower = Float.infinity
  var upper = -Float.infinity

  mutating func join(_ other: ValueRange) {
    lower = min(lower, other.lower)
    upper = max(upper, other.upper)
  }

  var isFinite: Bool { lower.isFinite && upper.isFinite }

  /// Whether the range that a histogram covers has a width: beside 2^53, half a unit is nothing.
  var hasRoomForBins: Bool { histogramBounds.lower < histogramBounds.upper }

  /// The range that a histogram covers; a single value gets half a unit on either side, as in NumPy.
  var histogramBounds: (lower: Double, upper: Double) {
    lower == upper
      ? (Double(lower) - 0.5, Double(upper) + 0.5) : (Double(lower), Double(upper))
  }
}

/// The mean of the batches' channel means, in float64.
///
/// - Source: MCT, `core/common/collectors/mean_collector.py`.
struct ChannelMeans: Sendable {
  private var sums: [Double]
  private var values = 0
  private var total: [Double]
  private var batches = 0

  init(channels: Int) {
    sums = Array(repeating: 0, count: channels)
    total = sums
  }

  mutating func add(_ imageSums: UnsafeBufferPointer<Double>, values: Int) {
    for c in sums.indices { sums[c] += imageSums[c] }
    self.values += values
  }

  mutating func endBatch() {
    for c in sums.indices {
      total[c] += sums[c] / Double(max(values, 1))
      sums[c] = 0
    }
    values = 0
    batches += 1
  }

  var mean: [Double] { total.map { $0 / Double(max(batches, 1)) } }
}

/// Memory that several workers write, each to places of its own.
final class SharedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  // Unchecked: the users see to it that no two workers touch the same element.
  let pointer: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: value, count: count)
    self.count = count
  }

  /// Memory with anything in it.
  init(uninitialized count: Int) {
    pointer = .allocate(capacity: max(count, 1))
    self.count = count
  }

  subscript(index: Int) -> Element {
    get { pointer[index] }
    set { pointer[index] = newValue }
  }

  deinit { pointer.deallocate() }
}

/// The counts of one batch, for every node and worker.
final class HistogramCounters: Sendable {
  private static let size = histogram_count(Histogram.binCount)
  private let bins = Histogram.binCount
  private let nodes: [Node]
  private let workers: Int
  private let counts: SharedMemory<UInt32>

  private struct Node: Sendable {
    let bounds: (lower: Double, upper: Double)
    let edges: [Double]
    /// The edges rounded up to float32: `x ≥ edge` is the same question for both.
    let comparable: [Float]
    let binsPerUnit: Float
    /// The fast path needs the smallest value to be the first edge and a finite scale.
    let isRegular: Bool
  }

  init(ranges: [ValueRange], workers: Int) {
    nodes = ranges.map { range in
      let bounds = range.histogramBounds
      let edges = Histogram.edges(
        from: bounds.lower, to: bounds.upper, binCount: Histogram.binCount)
      let scale = Float(Double(Histogram.binCount) / (bounds.upper - bounds.lower))
      return Node(
        bounds: bounds, edges: edges,
        comparable: edges.map { edge in
          let nearest = Float(edge)
          return Double(nearest) < edge ? nearest.nextUp : nearest
        },
        binsPerUnit: scale,
        isRegular: range.lower < range.upper && scale.isFinite && scale > 0)
    }
    self.workers = workers
    counts = SharedMemory(
      repeating: 0,
      count: workers * ranges.count * HistogramCounters.size)
  }

  private func table(node: Int, worker: Int) -> UnsafeMutablePointer<UInt32> {
    counts.pointer + (worker * nodes.count + node) * HistogramCounters.size
  }

  /// Counts the values of one tensor; calls with the same worker must not overlap.
  func count(
    _ values: UnsafeBufferPointer<Float>, node index: Int, worker: Int, loops: LoopTable
  ) {
    let node = nodes[index]
    let table = table(node: index, worker: worker)
    if node.isRegular {
      loops.histogram(
        values.baseAddress, values.count, Float(node.bounds.lower), node.binsPerUnit,
        node.comparable, bins, table)
    } else {
      for value in values {
        table[Histogram.bin(of: Double(value), edges: node.edges)] += 1
      }
    }
  }

  /// The counts of one node, all workers together.
  func counts(of index: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: bins)
    for worker in 0..<workers {
      histogram_sum(table(node: index, worker: worker), bins, &sums)
    }
    return sums
  }
}
