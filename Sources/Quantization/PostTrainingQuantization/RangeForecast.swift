import Graph
import Quantization

/// Foretells the range of a node's values in the next batch.
///
/// The output of a ReLU6 reaches from 0 to 6 in nearly every batch of several images, and the input from
/// −1 to 1. A node whose forecast was wrong once gets none any more.
struct RangeForecast {
  /// The most memory for values that wait for their range, in bytes. The values without a forecast of 32
  /// images of 224 × 224 pixels take 101 MB.
  static let usualBudget = 128 << 20

  private let sizes: [Int]
  private let workers: Int
  private let budget: Int
  private var ranges: [ValueRange?]
  /// Memory for values that wait, used again by the next batch.
  private var memory: SharedMemory<Float>?

  /// - Parameters:
  ///   - layers: The nodes.
  ///   - budget: The most memory for values that wait, in bytes.
  init(_ layers: [Layer], workers: Int, budget: Int = usualBudget) {
    self.workers = workers
    self.budget = budget
    sizes = layers.map(\.outputShape.elementCount)
    ranges = layers.map { layer in
      layer.operation.usualRange.map { ValueRange(lower: $0.lowerBound, upper: $0.upperBound) }
    }
  }

  /// How the values of a batch are to be counted.
  mutating func counting(images: Int) -> BatchCounting {
    var offsets: [Int?] = []
    var count = 0
    for node in ranges.indices {
      offsets.append(ranges[node] == nil ? count : nil)
      if ranges[node] == nil { count += sizes[node] * images }
    }
    // All or none: when one node makes a second run necessary, it serves them all.
    let fits = count * MemoryLayout<Float>.stride <= budget
    if fits, memory?.count ?? 0 < count {
      memory = nil
      memory = SharedMemory(uninitialized: count)
    }
    return BatchCounting(
      forecasts: ranges, sizes: sizes, images: images, memory: fits ? memory : nil,
      offsets: offsets, workers: workers)
  }

  /// Compares the forecasts with what came.
  mutating func learn(_ seen: [ValueRange]) {
    for node in ranges.indices where ranges[node] != seen[node] { ranges[node] = nil }
  }
}
