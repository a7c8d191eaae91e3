import Graph
import Imaging
import Kernels
import Quantization
import Tensors

/// Gathers a ``CalibrationLedger`` by running the folded float model over the representative dataset.
///
/// Two sweeps. The first finds every node's range in every batch, and the channel means. The second
/// counts every batch into 2048 bins over that batch's range and at once spreads the counts over the
/// bins of the whole range, which the first sweep has found. The numbers are MCT's, which keeps every
/// batch's histogram until the end; here memory does not grow with the number of batches.
///
/// - Source: MCT, `core/common/model_collector.py` and `core/common/collectors/`.
/// - Explained in: chapter 2.
public struct StatisticsCollector: Sendable {
  /// Images that are in memory at a time; batches larger than this are counted piece by piece.
  static let piece = 32

  private let executor: FastExecutor
  /// Nodes with a histogram.
  private let histogramNodes: [String]
  /// Nodes with channel means: the inputs of quantized kernels.
  private let meanNodes: [String]
  /// All nodes to observe.
  private let nodes: [String]
  private let inputSize: Int

  /// Creates a collector for the nodes that quantization will ask about.
  public init(_ prepared: PreparedModel, threads: Int? = nil) {
    executor = FastExecutor(model: prepared.model, threads: threads)
    let quantized = prepared.quantizedNodes.map(\.name)
    let inputs = Set(prepared.kernelNodes.flatMap(\.layer.inputs))
    histogramNodes = quantized
    meanNodes = prepared.nodes.map(\.name).filter(inputs.contains)
    nodes = prepared.nodes.map(\.name).filter { inputs.contains($0) || Set(quantized).contains($0) }
    inputSize = prepared.model.inputShape[0]
  }

  /// Runs both sweeps.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - progress: Called with the images done and the images to do, over both sweeps.
  /// - Throws: ``ImageError`` for an image that cannot be read, ``QuantizationRequestError`` when a value
  ///   is not a number.
  public func collect(
    _ dataset: RepresentativeDataset, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> CalibrationLedger {
    let digest = try dataset.digest()
    let total = 2 * dataset.images.count
    var done = 0
    var ranges: [[ValueRange]] = []
    var means = meanNodes.map { ChannelMeans(channels: channels(of: $0)) }
    for batch in dataset.batches {
      var batchRanges = [ValueRange](repeating: ValueRange(), count: nodes.count)
      for piece in pieces(of: batch) {
        let images = try preprocessedImages(dataset.images[piece], size: inputSize)
        try observeRanges(images, ranges: &batchRanges, means: &means)
        done += piece.count
        progress(done, total)
      }
      for index in means.indices { means[index].endBatch() }
      ranges.append(batchRanges)
    }
    var mergers = try histogramNodes.map { name in
      try HistogramMerger(ranges: ranges.map { $0[position(of: name)] }, node: name)
    }
    for (index, batch) in dataset.batches.enumerated() {
      let counters = HistogramCounters(
        ranges: histogramNodes.map { ranges[index][position(of: $0)] }, workers: executor.threads)
      for piece in pieces(of: batch) {
        let images = try preprocessedImages(dataset.images[piece], size: inputSize)
        try observeCounts(images, counters: counters)
        done += piece.count
        progress(done, total)
      }
      for node in mergers.indices { mergers[node].add(counters.histogram(of: node)) }
    }
    return CalibrationLedger(
      images: dataset.images.map(\.path), batchSize: dataset.batchSize, digest: digest,
      statistics: statistics(
        ranges: ranges, means: means, mergers: mergers, images: dataset.images.count))
  }

  private func statistics(
    ranges: [[ValueRange]], means: [ChannelMeans], mergers: [HistogramMerger], images: Int
  ) -> [String: NodeStatistics] {
    var result: [String: NodeStatistics] = [:]
    for (position, name) in nodes.enumerated() {
      let all = ranges.map { $0[position] }
      result[name] = NodeStatistics(
        histogram: histogramNodes.firstIndex(of: name).map { mergers[$0].histogram },
        channelMeans: meanNodes.firstIndex(of: name).map { means[$0].mean },
        minimum: Double(all.map(\.lower).min() ?? 0),
        maximum: Double(all.map(\.upper).max() ?? 0),
        valueCount: images * (executor.model[name]?.outputShape.elementCount ?? 0))
    }
    return result
  }

  private func pieces(of batch: Range<Int>) -> [Range<Int>] {
    stride(from: batch.lowerBound, to: batch.upperBound, by: StatisticsCollector.piece).map {
      $0..<min($0 + StatisticsCollector.piece, batch.upperBound)
    }
  }

  private func position(of name: String) -> Int { nodes.firstIndex(of: name) ?? 0 }

  private func channels(of name: String) -> Int { executor.model[name]?.outputShape[-1] ?? 0 }

  private func observeRanges(
    _ images: Tensor, ranges: inout [ValueRange], means: inout [ChannelMeans]
  ) throws {
    let count = images.shape[0]
    let kernels = executor.kernels
    let nodeCount = nodes.count
    // One entry per image and node; each is written by one worker.
    let seen = SharedMemory(repeating: ValueRange(), count: count * nodeCount)
    let meanPosition = nodes.map(meanNodes.firstIndex(of:))
    let sums = meanNodes.map { SharedMemory(repeating: 0.0, count: count * channels(of: $0)) }
    let channelCounts = meanNodes.map(channels(of:))
    try executor.run(images, observing: nodes) { observation in
      var range = ValueRange()
      kernels.range(
        observation.values.baseAddress, observation.values.count, &range.lower, &range.upper)
      seen[observation.image * nodeCount + observation.layer].join(range)
      if let mean = meanPosition[observation.layer] {
        let channels = channelCounts[mean]
        kernels.sum_channels(
          observation.values.baseAddress, observation.values.count / channels, channels,
          sums[mean].pointer + observation.image * channels)
      }
    }
    for image in 0..<count {
      for node in 0..<nodeCount { ranges[node].join(seen[image * nodeCount + node]) }
    }
    for mean in means.indices {
      let channels = channelCounts[mean]
      let size = executor.model[meanNodes[mean]]?.outputShape.elementCount ?? channels
      for image in 0..<count {
        means[mean].add(
          UnsafeBufferPointer(start: sums[mean].pointer + image * channels, count: channels),
          values: size / channels)
      }
    }
  }

  private func observeCounts(_ images: Tensor, counters: HistogramCounters) throws {
    let kernels = executor.kernels
    try executor.run(images, observing: histogramNodes) { observation in
      counters.count(
        observation.values, node: observation.layer, worker: observation.worker, kernels: kernels)
    }
  }
}
