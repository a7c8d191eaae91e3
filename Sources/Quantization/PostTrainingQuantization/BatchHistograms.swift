import Quantization

/// The counts of one node in one batch, in as few bytes as they need.
struct BatchHistogram: Sendable {
  let range: ValueRange
  private let kept: CompactCounts

  init(_ counts: [Double], range: ValueRange) {
    self.range = range
    kept = CompactCounts(counts)
  }

  var counts: [Double] { kept.counts }
}

/// Whole numbers in as few bytes as they need.
struct CompactCounts: Sendable {
  /// Seven bits of a count per byte, the lowest first; the eighth bit says that more follow.
  private let bytes: [UInt8]

  /// - Precondition: The counts are whole numbers, 0 or more.
  init(_ counts: [Double]) {
    var bytes: [UInt8] = []
    // Room to spare would stay as long as the histogram, and there is one per node and batch.
    bytes.reserveCapacity(counts.reduce(0) { $0 + CompactCounts.byteCount(of: UInt64($1)) })
    for count in counts {
      var rest = UInt64(count)
      while rest >= 128 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    self.bytes = bytes
  }

  private static func byteCount(of count: UInt64) -> Int {
    max(1, (UInt64.bitWidth - count.leadingZeroBitCount + 6) / 7)
  }

  var counts: [Double] {
    var counts: [Double] = []
    counts.reserveCapacity(Histogram.binCount)
    var (value, shift) = (UInt64(0), UInt64(0))
    for byte in bytes {
      value |= UInt64(byte & 127) << shift
      shift += 7
      guard byte < 128 else { continue }
      counts.append(Double(value))
      (value, shift) = (0, 0)
    }
    return counts
  }
}

/// The histograms of all batches of one node.
///
/// MCT adds them up at the end, over the range of all of them; until then each has to be kept. Batches
/// of the same range from the first one on are added up at once: whole numbers have no rounding.
struct BatchHistograms: Sendable {
  private var batches: [BatchHistogram] = []

  mutating func add(_ batch: BatchHistogram) {
    if batches.count == 1, batches[0].range == batch.range {
      batches[0] = BatchHistogram(
        zip(batches[0].counts, batch.counts).map { $0 + $1 }, range: batch.range)
    } else {
      batches.append(batch)
    }
  }

  /// All batches over the range of all of them.
  var merged: KeptHistogram {
    KeptHistogram(merging)
  }

  private var merging: Histogram {
    Histogram.merging(
      batches.map { batch in
        let bounds = batch.range.histogramBounds
        return Histogram(
          edges: Histogram.edges(
            from: bounds.lower, to: bounds.upper, binCount: Histogram.binCount),
          counts: batch.counts)
      })
  }
}
