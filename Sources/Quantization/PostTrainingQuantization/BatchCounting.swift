import VectorLoops
import Quantization

/// How the values of one batch are counted: at once where the range is forecast, from memory at the end of
/// the batch where it is not.
final class BatchCounting: Sendable {
  private let forecasts: [ValueRange?]
  private let sizes: [Int]
  private let images: Int
  /// Of the nodes with a forecast alone: the others' would lie idle, and each takes 8 KiB per worker.
  private let counters: HistogramCounters
  /// The position of a node among the counters.
  private let positions: [Int?]
  /// The values that wait, for every node `images` tensors, one after the other; `nil` when there is no room.
  private let memory: SharedMemory<Float>?
  /// Where those of a node begin, or `nil` where none wait.
  private let offsets: [Int?]

  init(
    forecasts: [ValueRange?], sizes: [Int], images: Int, memory: SharedMemory<Float>?,
    offsets: [Int?], workers: Int
  ) {
    self.forecasts = forecasts
    self.sizes = sizes
    self.images = images
    self.memory = memory
    self.offsets = offsets
    var ranges: [ValueRange] = []
    positions = forecasts.map { forecast in
      guard let forecast else { return nil }
      ranges.append(forecast)
      return ranges.count - 1
    }
    counters = HistogramCounters(ranges: ranges, workers: workers)
  }

  /// The values of a node that wait, or `nil` when there are none.
  private func kept(_ node: Int) -> UnsafeMutablePointer<Float>? {
    guard let memory, let offset = offsets[node] else { return nil }
    return memory.pointer + offset
  }

  /// Counts or keeps some values of one image's tensor.
  ///
  /// - Returns: Their range.
  func take(
    _ values: UnsafeBufferPointer<Float>, node: Int, image: Int, offset: Int, worker: Int,
    loops: LoopTable
  ) -> ValueRange {
    if let position = positions[node] {
      return counters.count(values, node: position, worker: worker, loops: loops)
    }
    var range = ValueRange()
    range.join(values, loops)
    if let kept = kept(node) {
      loops.put_aside(values.baseAddress, values.count, kept + image * sizes[node] + offset)
    }
    return range
  }

  /// Makes room for more values than 32 bits count.
  func makeRoom() { counters.makeRoom() }

  /// The nodes whose values were not counted over the right range and not kept either.
  func missed(_ ranges: [ValueRange]) -> [Int] {
    forecasts.indices.filter { node in
      if let forecast = forecasts[node] { forecast != ranges[node] } else { kept(node) == nil }
    }
  }

  /// The counts of a node that was not missed.
  func counts(of node: Int, range: ValueRange, loops: LoopTable) -> [Double] {
    if let position = positions[node] { return counters.counts(of: position) }
    guard let kept = kept(node) else { preconditionFailure("node \(node) was missed") }
    let counters = HistogramCounters(ranges: [range], workers: 1)
    counters.count(
      UnsafeBufferPointer(start: kept, count: images * sizes[node]), node: 0, worker: 0,
      loops: loops)
    return counters.counts(of: 0)
  }
}
