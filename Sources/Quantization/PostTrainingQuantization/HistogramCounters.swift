import Quantization
import Support
import VectorLoops

/// The counts of one batch, for every node and worker.
final class HistogramCounters: Sendable {
  private let size: Int
  private let bins: Int
  private let nodes: [Node]
  private let workers: Int
  private let counts: SharedMemory<UInt32>
  /// By node, what was counted before and would not have had room in 32 bits.
  private let earlier = Locked<[Int: [Double]]>([:])

  /// By reference: it is looked up for every few thousand values.
  private final class Node: Sendable {
    let bounds: (lower: Double, upper: Double)
    private let binCount: Int
    /// Made anew where they are needed: of all nodes together they would take more memory than the counts.
    var edges: [Double] {
      Histogram.edges(from: bounds.lower, to: bounds.upper, binCount: binCount)
    }
    /// The edges rounded up to float32: `x ≥ edge` is the same question for both. Of the fast path.
    let comparable: [Float]
    let binsPerUnit: Float
    /// The step, where the edges are its multiples without a rounding; else 0.
    let exactStep: Float
    /// The fast path needs the smallest value to be the first edge and a finite scale.
    let isRegular: Bool

    init(_ range: ValueRange, binCount: Int) {
      bounds = range.histogramBounds
      self.binCount = binCount
      binsPerUnit = Float(Double(binCount) / (bounds.upper - bounds.lower))
      isRegular = range.lower < range.upper && binsPerUnit.isFinite && binsPerUnit > 0
      guard isRegular else {
        (comparable, exactStep) = ([], 0)
        return
      }
      let edges = Histogram.edges(from: bounds.lower, to: bounds.upper, binCount: binCount)
      comparable = edges.map { edge in
        let nearest = Float(edge)
        return Double(nearest) < edge ? nearest.nextUp : nearest
      }
      exactStep = HistogramCounters.exactStep(of: edges)
    }
  }

  init(ranges: [ValueRange], workers: Int, binCount: Int = Histogram.binCount) {
    bins = binCount
    size = histogram_count(binCount)
    // Most forecasts are 0 ... 6.
    var known: [ValueRange: Node] = [:]
    nodes = ranges.map { range in
      if let node = known[range] { return node }
      let node = Node(range, binCount: binCount)
      known[range] = node
      return node
    }
    self.workers = workers
    counts = SharedMemory(repeating: 0, count: workers * ranges.count * size)
  }

  /// What the counts of one node take, in bytes.
  static func byteCount(workers: Int) -> Int {
    workers * histogram_count(Histogram.binCount) * MemoryLayout<UInt32>.stride
  }

  /// Behind a ReLU the bins begin at 0 and are a power of two: their edges are multiples of a float32 number.
  private static func exactStep(of edges: [Double]) -> Float {
    let step = Float(edges[1])
    let isExact =
      step.isNormal && step > 0
      && edges.indices.allSatisfy { Double($0) * Double(step) == edges[$0] }
    return isExact ? step : 0
  }

  private func table(node: Int, worker: Int) -> UnsafeMutablePointer<UInt32> {
    counts.pointer + (worker * nodes.count + node) * size
  }

  /// Counts the values of one tensor; calls with the same worker must not overlap.
  ///
  /// - Returns: Their range.
  @discardableResult
  func count(
    _ values: UnsafeBufferPointer<Float>, node index: Int, worker: Int, loops: LoopTable
  ) -> ValueRange {
    var range = ValueRange()
    let node = nodes[index]
    let table = table(node: index, worker: worker)
    if node.isRegular {
      node.comparable.withUnsafeBufferPointer { edges in
        var bins = HistogramBins(
          lower: Float(node.bounds.lower), bins_per_unit: node.binsPerUnit, step: node.exactStep,
          edges: edges.baseAddress, count: bins)
        loops.histogram(
          values.baseAddress, values.count, &bins, table, &range.lower, &range.upper)
      }
    } else {
      range.join(values, loops)
      let edges = node.edges
      for value in values {
        table[Histogram.bin(of: Double(value), edges: edges)] += 1
      }
    }
    return range
  }

  /// Puts what was counted so far where there is room for more than 2^32 values; nobody may count meanwhile.
  func makeRoom() {
    let sums = nodes.indices.map { counts(of: $0) }
    earlier.withLock { $0 = Dictionary(uniqueKeysWithValues: zip(nodes.indices, sums)) }
    counts.pointer.update(repeating: 0, count: workers * nodes.count * size)
  }

  /// The counts of one node, all workers together.
  func counts(of index: Int) -> [Double] {
    var sums = earlier.withLock { $0[index] } ?? [Double](repeating: 0, count: bins)
    for worker in 0..<workers {
      histogram_sum(table(node: index, worker: worker), bins, &sums)
    }
    return sums
  }
}
