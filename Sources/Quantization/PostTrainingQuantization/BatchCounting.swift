import VectorLoops
import Quantization

/// How the values of one batch are counted: at once where the range is forecast, from memory at the end of
/// the batch where it is not.
final class BatchCounting: Sendable {
  private let forecasts: [ValueRange?]
  private let sizes: [Int]
  private let images: Int
  private let counters: HistogramCounters
  /// The values that wait, by node: `images` tensors, one after the other.
  private let kept: [SharedMemory<Float>?]

  init(
    forecasts: [ValueRange?], sizes: [Int], images: Int, kept: [SharedMemory<Float>?], workers: Int
  ) {
    self.forecasts = forecasts
    self.sizes = sizes
    self.images = images
    self.kept = kept
    counters = HistogramCounters(ranges: forecasts.map { $0 ?? ValueRange() }, workers: workers)
  }

  /// Counts or keeps some values of one image's tensor.
  func take(
    _ values: UnsafeBufferPointer<Float>, node: Int, image: Int, offset: Int, worker: Int,
    loops: LoopTable
  ) {
    if forecasts[node] != nil {
      counters.count(values, node: node, worker: worker, loops: loops)
    } else if let memory = kept[node], let source = values.baseAddress {
      (memory.pointer + image * sizes[node] + offset).update(from: source, count: values.count)
    }
  }

  /// The nodes whose values were not counted over the right range and not kept either.
  func missed(_ ranges: [ValueRange]) -> [Int] {
    forecasts.indices.filter { node in
      if let forecast = forecasts[node] { forecast != ranges[node] } else { kept[node] == nil }
    }
  }

  /// The counts of a node that was not missed.
  func counts(of node: Int, range: ValueRange, loops: LoopTable) -> [Double] {
    guard let memory = kept[node] else { return counters.counts(of: node) }
    let counters = HistogramCounters(ranges: [range], workers: 1)
    counters.count(
      UnsafeBufferPointer(start: memory.pointer, count: images * sizes[node]), node: 0, worker: 0,
      loops: loops)
    return counters.counts(of: 0)
  }
}
