import Evaluation
import Graph
import PostTrainingQuantization
import Quantization
import Support

/// All that the page knows: the histograms of a network's outputs, and what was measured.
public struct ExplorerData: Sendable {
  /// One output of the network.
  public struct Output: Sendable {
    /// The node.
    public let node: String
    /// What the search sees: the calibration's histogram without what the z-threshold drops.
    public let histogram: Histogram
    /// What calibration saw.
    public let statistics: NodeStatistics
    /// The bit width of its activations, in bits.
    public let bitWidth: Int
    /// Whether its grid is signed.
    public let isSigned: Bool
    /// Whether its range is known, so that no search is needed.
    public let isBounded: Bool
    /// What the methods choose, with power-of-two thresholds.
    public let results: [ThresholdSearchResult]
  }

  /// The network's name.
  public let network: String
  /// What calibration saw.
  public let ledger: CalibrationLedger
  /// The outputs, in topological order.
  public let outputs: [Output]
  /// The node that the page begins with.
  public let first: String
  /// What was measured.
  public let measurement: ExplorerMeasurement
  /// Bins further from the mean than this many standard deviations were dropped.
  public let zThreshold: Double

  /// The smallest threshold that a search gives.
  static let minimumThreshold = QuantizationConfig().minimumThreshold

  /// Data that is known.
  init(
    network: String, ledger: CalibrationLedger, outputs: [Output], first: String,
    measurement: ExplorerMeasurement, zThreshold: Double = .infinity
  ) {
    self.network = network
    self.ledger = ledger
    self.outputs = outputs
    self.first = first
    self.measurement = measurement
    self.zThreshold = zThreshold
  }

  /// How many outputs one guesses at in a round.
  static let roundLength = 10

  /// - Parameters:
  ///   - network: The network's name.
  ///   - calibration: What calibration saw.
  ///   - bitWidth: The bit width of the activations, in bits; what the platform says when `nil`.
  ///   - zThreshold: See ``QuantizationConfig/zThreshold``.
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public init(
    network: String, calibration: Calibration, bitWidth: Int? = nil,
    zThreshold: Double = .infinity, measurement: ExplorerMeasurement
  ) throws {
    let nodes = calibration.prepared.quantizedNodes.filter {
      calibration.ledger.statistics[$0.name]?.histogram != nil
    }
    let outputs = try calibration.machine.perform(iterations: nodes.count) { index in
      let node = nodes[index]
      guard let statistics = calibration.ledger.statistics[node.name],
        let seen = statistics.histogram
      else { preconditionFailure("no histogram of \(node.name) was gathered") }
      let histogram = seen.removingOutliers(zThreshold: zThreshold)
      let bits = bitWidth ?? node.activationBitWidth
      return Output(
        node: node.name, histogram: histogram, statistics: statistics, bitWidth: bits,
        isSigned: node.isSigned ?? histogram.isSigned, isBounded: node.bounds != nil,
        results: try ExplorerMeasurement.methods.map {
          try ThresholdSearch(
            method: .powerOfTwo, errorMethod: $0, bitWidth: bits, isSigned: node.isSigned,
            on: calibration.machine
          ).search(histogram)
        })
    }
    let typical = try calibration.typicalOutputs()
    // The output where MSE and NOCLIPPING part shows more than one where all agree.
    self.init(
      network: network, ledger: calibration.ledger, outputs: outputs,
      first: typical.last ?? outputs.first?.node ?? "", measurement: measurement,
      zThreshold: zThreshold)
  }

  /// The outputs of a round: as many as ten, evenly spread over those whose range is not known.
  var round: [Int] {
    let open = outputs.indices.filter { !outputs[$0].isBounded }
    let count = min(Self.roundLength, open.count)
    return (0..<count).map { open[(2 * $0 + 1) * open.count / (2 * count)] }
  }

  /// The position of the output that the page begins with.
  var firstIndex: Int { outputs.firstIndex { $0.node == first } ?? 0 }

  /// The data as the page's script reads it.
  var json: OrderedJSON {
    let runs = Dictionary(uniqueKeysWithValues: measurement.alone.map { ($0.node, $0.runs) })
    return .object([
      ("network", .string(network)),
      ("images", .integer(ledger.images.count)),
      ("digest", .string(ledger.digest)),
      ("zThreshold", .number(zThreshold)),
      ("minimumThreshold", .number(Self.minimumThreshold)),
      ("first", .integer(firstIndex)),
      ("round", .array(round.map { .integer($0) })),
      ("factors", .array(ExplorerMeasurement.factors.map { .number($0) })),
      ("measured", measured),
      (
        "outputs",
        .array(
          outputs.map { output in
            .object(
              [
                ("name", .string(output.node)), ("bits", .integer(output.bitWidth)),
                ("signed", .bool(output.isSigned)), ("bounded", .bool(output.isBounded)),
                ("minimum", .number(output.statistics.minimum)),
                ("maximum", .number(output.statistics.maximum)),
                ("values", .integer(output.statistics.valueCount)),
                ("kept", .array((runs[output.node] ?? []).map { .integer($0.kept) })),
                ("noise", .array((runs[output.node] ?? []).map { .number($0.decibels) })),
              ] + PackedHistogram(output.histogram).members)
          })
      ),
    ])
  }

  private var measured: OrderedJSON {
    func numbers(_ proportion: Proportion) -> OrderedJSON {
      .array([
        .integer(proportion.count), .number(proportion.interval.lowerBound),
        .number(proportion.interval.upperBound),
      ])
    }
    return .object([
      ("images", .integer(measurement.float.total)),
      ("few", .integer(measurement.aloneImageCount)),
      ("float", numbers(measurement.float)),
      (
        "together",
        .array(
          measurement.together.map {
            .object([
              ("method", .string($0.method.name)), ("bits", .integer($0.bitWidth)),
              ("top1", numbers($0.top1)), ("agreement", numbers($0.agreement)),
            ])
          })
      ),
    ])
  }
}
