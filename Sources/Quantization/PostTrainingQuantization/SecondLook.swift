import FastExecution
import Imaging
import Parallelism
import Quantization
import VectorLoops

/// What rules of other toolkits ask for, and MCT's calibration does not gather.
public struct OutputDetails: Sendable {
  /// How many bins ``magnitudes`` has.
  public static let binCount = 4096
  /// |x| of all values, in bins from 0 to the largest one.
  public let magnitudes: Histogram
  /// The smallest and the largest value of every image, in the order of the images.
  public let imageRanges: [ClosedRange<Double>]
}

extension Calibration {
  /// Runs the images of a calibration once more: now that the range of every output is known, |x| is counted
  /// in bins over all of it, and the range of every single image is kept. A value within a thousandth of a bin
  /// of an edge may be counted beside it.
  ///
  /// - Parameters:
  ///   - dataset: The images that this calibration saw.
  ///   - progress: Called with the images done and the images to do.
  /// - Returns: The details of every output that is quantized, by node.
  /// - Throws: ``ImageError`` for an image that cannot be read.
  /// - Complexity: About the time of a calibration; the memory does not grow with the images, but for two
  ///   numbers per image and output.
  public func secondLook(
    at dataset: RepresentativeDataset, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [String: OutputDetails] {
    try secondLook(at: dataset, countLimit: Int(UInt32.max), progress: progress)
  }

  /// - Parameter countLimit: The most values of one output that are counted in 32 bits before there must be room again.
  func secondLook(
    at dataset: RepresentativeDataset, countLimit: Int,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> [String: OutputDetails] {
    precondition(
      dataset.images.map(\.path) == ledger.images, "these are not the images of the calibration")
    let names = prepared.quantizedNodes.map(\.name)
    let executor = FastExecutor(model: prepared.model, on: machine)
    let reaches = names.map { name in
      let statistics = ledger.statistics[name]
      return Float(max(abs(statistics?.minimum ?? 0), abs(statistics?.maximum ?? 0)))
    }
    // Symmetric around 0, so that bins of x and of −x can be put together.
    let counters = HistogramCounters(
      ranges: reaches.map { ValueRange(lower: -$0, upper: $0) }, workers: executor.threads,
      binCount: 2 * OutputDetails.binCount)
    let ranges = SharedMemory(
      repeating: ValueRange(), count: dataset.images.count * names.count)
    let loops = executor.loops
    let largest = prepared.quantizedNodes.map(\.layer.outputShape.elementCount).max() ?? 1
    for (piece, isFull) in dataset.pieces(
      of: dataset.images.indices, size: largest, limit: countLimit)
    {
      if isFull { counters.makeRoom() }
      try executor.run(
        images: piece.count, observing: names,
        load: { index, input in
          let image = dataset.images[piece.lowerBound + index]
          _ = try Image.preprocess(
            contentsOf: image.url, name: image.path, for: dataset.input, into: input)
        },
        { observation in
          let image = piece.lowerBound + observation.image
          ranges[image * names.count + observation.layer].join(
            counters.count(
              observation.values, node: observation.layer, worker: observation.worker, loops: loops)
          )
        })
      progress(piece.upperBound, dataset.images.count)
    }
    var details: [String: OutputDetails] = [:]
    for (node, name) in names.enumerated() {
      details[name] = OutputDetails(
        magnitudes: counters.magnitudes(of: node, reach: Double(reaches[node])),
        imageRanges: dataset.images.indices.map { image in
          let range = ranges[image * names.count + node]
          return Double(range.lower)...Double(range.upper)
        })
    }
    return details
  }
}

extension HistogramCounters {
  /// The bins of x and of −x, put together.
  fileprivate func magnitudes(of node: Int, reach: Double) -> Histogram {
    let counts = counts(of: node)
    let half = counts.count / 2
    return Histogram(
      edges: Histogram.edges(from: 0, to: max(reach, .leastNormalMagnitude), binCount: half),
      counts: (0..<half).map { counts[half + $0] + counts[half - 1 - $0] })
  }
}
