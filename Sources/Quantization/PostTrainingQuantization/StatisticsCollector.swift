import FastExecution
import Graph
import Imaging
import VectorLoops
import Parallelism
import Quantization
import Tensors

/// Gathers a ``CalibrationLedger`` by running the folded float model over the representative dataset.
///
/// MCT makes one histogram per batch, over the range of that batch, which is known only when the batch
/// has passed. So values are counted while they are made if their range can be forecast (a ReLU6 gives
/// 0 ... 6), and kept until the end of the batch if it cannot; where the forecast was wrong, the batch is
/// run again. The numbers are MCT's in every case.
///
/// - Source: MCT, `core/common/model_collector.py` and `core/common/collectors/`.
/// - Explained in: chapter 2.
public struct StatisticsCollector: Sendable {
  /// A node that quantization will ask about.
  private struct Node {
    let layer: Layer
    /// The position of the layer that is observed for it.
    let observed: Int
    /// Whether zeros stand around that layer's output in this one's.
    let hasBorder: Bool
    /// Its position among the nodes with a histogram: those that are quantized.
    let histogram: Int?
    /// Its position among the nodes with channel means: the inputs of quantized kernels.
    let mean: Int?

    var name: String { layer.name }
    var channels: Int { layer.outputShape[-1] }
    /// Elements per image.
    var size: Int { layer.outputShape.elementCount }
  }

  /// A layer whose output is looked at.
  private struct Observed {
    let layer: Layer
    /// The position of its node among those with a histogram.
    var histogram: Int?
    /// Its position among the layers whose channels are summed.
    var sums: Int?

    var channels: Int { layer.outputShape[-1] }
  }

  /// Values that are looked at together: 16 KiB.
  private static let pieceSize = 4096

  private let executor: FastExecutor
  private let nodes: [Node]
  private let observed: [Observed]
  /// Elements per image of the largest node.
  private var largest: Int { nodes.map(\.size).max() ?? 1 }
  /// The most memory for values that wait for their range, in bytes.
  var waitingBudget = RangeForecast.usualBudget
  /// The most memory for counts of nodes whose forecast was wrong, in bytes: of more nodes the batch is run again
  /// several times.
  var countingBudget = 64 << 20
  /// The most values of one node that are counted in 32 bits before there must be room again.
  var countLimit = Int(UInt32.max)

  /// Creates a collector for the nodes that quantization will ask about.
  public init(_ prepared: PreparedModel, on machine: Machine = Machine()) {
    executor = FastExecutor(model: prepared.model, on: machine)
    // A layer whose values are shifted may come to be the input of a kernel.
    let inputs = Set(
      prepared.kernelNodes.flatMap(\.layer.inputs)
        + prepared.model.shiftPaths.map(\.activation.name))
    var (histograms, means) = (0, 0)
    func next(_ counter: inout Int) -> Int {
      defer { counter += 1 }
      return counter
    }
    var sums = 0
    var observed: [Observed] = []
    nodes = prepared.nodes.compactMap { node in
      let (isQuantized, isInput) = (node.mode == .quantized, inputs.contains(node.name))
      guard isQuantized || isInput else { return nil }
      let (layer, hasBorder) =
        isQuantized
        ? (node.layer, false) : StatisticsCollector.withoutBorder(node.layer, of: prepared.model)
      let known = observed.firstIndex { $0.layer.name == layer.name }
      if known == nil { observed.append(Observed(layer: layer)) }
      let position = known ?? observed.count - 1
      if isInput, observed[position].sums == nil { observed[position].sums = next(&sums) }
      let histogram = isQuantized ? next(&histograms) : nil
      if isQuantized { observed[position].histogram = histogram }
      return Node(
        layer: node.layer, observed: position, hasBorder: hasBorder, histogram: histogram,
        mean: isInput ? next(&means) : nil)
    }
    self.observed = observed
  }

  /// The layer that stands within zeros in this one's output. They change no sum, and are only one more value in the
  /// range: what is padded need not be made as a whole.
  private static func withoutBorder(
    _ layer: Layer, of model: Model
  ) -> (layer: Layer, hasBorder: Bool) {
    guard case .zeroPadding(let border) = layer.operation, border.value == 0,
      let input = model[layer.inputs[0]]
    else { return (layer, false) }
    let (inner, hasBorder) = withoutBorder(input, of: model)
    return (inner, hasBorder || layer.outputShape.elementCount > input.outputShape.elementCount)
  }

  /// Runs the representative dataset through the model.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - progress: Called with the images done and the images to do.
  /// - Throws: ``ImageError`` for an image that cannot be read, ``QuantizationRequestError`` when a value
  ///   is not a number.
  public func collect(
    _ dataset: RepresentativeDataset, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> CalibrationLedger {
    let digest = DigestInBackground(dataset)
    let counted = nodes.filter { $0.histogram != nil }
    var histograms = counted.map { _ in BatchHistograms() }
    var ranges = [ValueRange](repeating: ValueRange(), count: nodes.count)
    var means = nodes.filter { $0.mean != nil }.map { ChannelMeans(channels: $0.channels) }
    // In a scope of its own, so that the memory for waiting values is free before batches are added up.
    do {
      var forecast = RangeForecast(
        counted.map(\.layer), workers: executor.threads,
        budget: waitingBudget)
      for batch in dataset.batches {
        let counting = forecast.counting(images: batch.count)
        let seen = try observe(
          dataset, digest, batch, counting: counting, means: &means,
          progress: { progress($0, dataset.images.count) })
        for (node, range) in seen.enumerated() { ranges[node].join(range) }
        let own = zip(nodes, seen).filter { $0.0.histogram != nil }.map { $0.1 }
        for (node, histogram) in try count(counted, dataset, digest, batch, counting, ranges: own) {
          histograms[node].add(histogram)
        }
        forecast.learn(own)
      }
    }
    let batches = histograms
    let merged = try executor.machine.perform(iterations: batches.count) { batches[$0].merged }
    return CalibrationLedger(
      images: dataset.images.map(\.path), batchSize: dataset.batchSize, input: dataset.input,
      digest: digest.value(),
      statistics: statistics(
        ranges: ranges, means: means, histograms: merged, images: dataset.images.count))
  }

  private func statistics(
    ranges: [ValueRange], means: [ChannelMeans], histograms: [KeptHistogram], images: Int
  ) -> [String: NodeStatistics] {
    var result: [String: NodeStatistics] = [:]
    for (node, range) in zip(nodes, ranges) {
      result[node.name] = NodeStatistics(
        kept: node.histogram.map { histograms[$0] },
        channelMeans: node.mean.map { means[$0].mean },
        minimum: Double(range.lower), maximum: Double(range.upper),
        valueCount: images * node.size)
    }
    return result
  }

  /// Runs a batch: finds every node's range, adds to the means, counts or keeps values as was decided.
  ///
  /// - Returns: The range of every node.
  private func observe(
    _ dataset: RepresentativeDataset, _ digest: DigestInBackground, _ batch: Range<Int>,
    counting: BatchCounting, means: inout [ChannelMeans], progress: (_ done: Int) -> Void
  ) throws -> [ValueRange] {
    let loops = executor.loops
    // Plain numbers for the observer, which is called some thousand times per image.
    let layerCount = observed.count
    let channelCount = observed.map(\.channels)
    let histogramPosition = observed.map(\.histogram)
    let sumPosition = observed.map(\.sums)
    let summed = observed.filter { $0.sums != nil }
    let averaged = nodes.filter { $0.mean != nil }
    var ranges = [ValueRange](repeating: ValueRange(), count: layerCount)
    // Sums per image are added up in the order of the images: the order of threads changes nothing.
    for (piece, isFull) in dataset.pieces(of: batch, size: largest, limit: countLimit) {
      if isFull { counting.makeRoom() }
      let seen = SharedMemory(repeating: ValueRange(), count: piece.count * layerCount)
      let sums = summed.map { SharedMemory(repeating: 0.0, count: piece.count * $0.channels) }
      try run(dataset, digest, piece, observing: observed.map(\.layer.name)) { observation in
        let channels = channelCount[observation.layer]
        var range = ValueRange()
        // A piece that stays in the first-level cache while it is looked at several times.
        let step = max(1, StatisticsCollector.pieceSize / channels) * channels
        for start in stride(from: 0, to: observation.values.count, by: step) {
          let values = UnsafeBufferPointer(
            rebasing: observation.values[start..<min(start + step, observation.values.count)])
          if let node = histogramPosition[observation.layer] {
            range.join(
              counting.take(
                values, node: node, image: piece.lowerBound - batch.lowerBound + observation.image,
                offset: observation.offset + start, worker: observation.worker, loops: loops))
          } else {
            range.join(values, loops)
          }
          if let position = sumPosition[observation.layer] {
            loops.sum_channels(
              values.baseAddress, values.count / channels, channels,
              sums[position].pointer + observation.image * channels)
          }
        }
        seen[observation.image * layerCount + observation.layer].join(range)
      }
      digest.endPart(piece)
      for image in 0..<piece.count {
        for layer in 0..<layerCount { ranges[layer].join(seen[image * layerCount + layer]) }
      }
      for (mean, node) in averaged.enumerated() {
        guard let position = observed[node.observed].sums else { continue }
        let channels = node.channels
        for image in 0..<piece.count {
          means[mean].add(
            UnsafeBufferPointer(start: sums[position].pointer + image * channels, count: channels),
            values: node.size / channels)
        }
      }
      progress(piece.upperBound)
    }
    for index in means.indices { means[index].endBatch() }
    return nodes.map { node in
      var range = ranges[node.observed]
      if node.hasBorder { range.join(ValueRange(lower: 0, upper: 0)) }
      return range
    }
  }

  /// The histograms of a batch whose ranges are known, by node.
  private func count(
    _ nodes: [Node], _ dataset: RepresentativeDataset, _ digest: DigestInBackground,
    _ batch: Range<Int>, _ counting: BatchCounting, ranges: [ValueRange]
  ) throws -> [(node: Int, histogram: BatchHistogram)] {
    for (node, range) in zip(nodes, ranges) where !range.isFinite {
      throw QuantizationRequestError.notANumber(node: node.name)
    }
    for (node, range) in zip(nodes, ranges) where !range.hasRoomForBins {
      throw QuantizationRequestError.tooLargeToCount(node: node.name, value: Double(range.lower))
    }
    let loops = executor.loops
    let missed = counting.missed(ranges)
    var found: [Int: BatchHistogram] = [:]
    let most = max(1, countingBudget / HistogramCounters.byteCount(workers: executor.threads))
    for start in stride(from: 0, to: missed.count, by: most) {
      let part = Array(missed[start..<min(start + most, missed.count)])
      let again = HistogramCounters(ranges: part.map { ranges[$0] }, workers: executor.threads)
      for (piece, isFull) in dataset.pieces(of: batch, size: largest, limit: countLimit) {
        if isFull { again.makeRoom() }
        try run(dataset, digest, piece, observing: part.map { nodes[$0].name }) { observation in
          again.count(
            observation.values, node: observation.layer, worker: observation.worker,
            loops: loops)
        }
      }
      let histograms = try executor.machine.perform(iterations: part.count) { position in
        BatchHistogram(again.counts(of: position), range: ranges[part[position]])
      }
      for (node, histogram) in zip(part, histograms) { found[node] = histogram }
    }
    let again = found
    return try executor.machine.perform(iterations: nodes.count) { node in
      if let histogram = again[node] { return (node, histogram) }
      return (
        node,
        BatchHistogram(
          counting.counts(of: node, range: ranges[node], loops: loops), range: ranges[node])
      )
    }
  }

  private func run(
    _ dataset: RepresentativeDataset, _ digest: DigestInBackground, _ piece: Range<Int>,
    observing names: [String], _ observe: @Sendable (FastExecutor.Observation) -> Void
  ) throws {
    let images = dataset.images
    try executor.run(
      images: piece.count, observing: names,
      load: { index, input in
        let image = images[piece.lowerBound + index]
        let bytes = try Image.preprocess(
          contentsOf: image.url, name: image.path, for: dataset.input, into: input)
        try digest.take(bytes, image: piece.lowerBound + index)
      }, observe)
  }
}
