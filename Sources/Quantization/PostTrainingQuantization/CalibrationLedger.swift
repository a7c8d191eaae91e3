import Imaging
import Quantization

/// What calibration saw, frozen: the images, their digest, and the statistics of every node.
///
/// All methods that are compared share one ledger, and so the same images: every threshold, table and
/// figure can name the digest it comes from.
public struct CalibrationLedger: Sendable {
  /// The paths of the images, in order.
  public let images: [String]
  /// Images per batch.
  public let batchSize: Int
  /// What the images were made into.
  public let input: ModelInput
  /// SHA-256 over the preprocessing and every image; see ``RepresentativeDataset/digest()``.
  public let digest: String
  /// The statistics by node name.
  public let statistics: [String: NodeStatistics]

  public init(
    images: [String], batchSize: Int, input: ModelInput, digest: String,
    statistics: [String: NodeStatistics]
  ) {
    self.images = images
    self.batchSize = batchSize
    self.input = input
    self.digest = digest
    self.statistics = statistics
  }
}

/// The statistics of one node's output over the representative dataset.
public struct NodeStatistics: Sendable {
  /// The merged histogram of all batches, or `nil` when only the mean was gathered.
  ///
  /// - Complexity: O(bins) every time: it is kept in fewer bytes.
  public var histogram: Histogram? { kept?.histogram }
  private let kept: KeptHistogram?
  /// The mean per channel: the mean of the batches' means, so that batches weigh equally.
  public let channelMeans: [Double]?
  /// The smallest value seen, in activation units.
  public let minimum: Double
  /// The largest value seen, in activation units.
  public let maximum: Double
  /// How many values were seen.
  public let valueCount: Int

  public init(
    histogram: Histogram?, channelMeans: [Double]?, minimum: Double, maximum: Double,
    valueCount: Int
  ) {
    self.init(
      kept: histogram.map(KeptHistogram.init), channelMeans: channelMeans, minimum: minimum,
      maximum: maximum, valueCount: valueCount)
  }

  init(
    kept: KeptHistogram?, channelMeans: [Double]?, minimum: Double, maximum: Double,
    valueCount: Int
  ) {
    self.kept = kept
    self.channelMeans = channelMeans
    self.minimum = minimum
    self.maximum = maximum
    self.valueCount = valueCount
  }
}
