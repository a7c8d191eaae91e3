import Quantization

/// An output whose threshold, or range, is another one if calibration sees other pictures.
public struct ThresholdMove: Sendable, Hashable {
  /// The node's name.
  public let node: String
  /// What the first pictures give.
  public let first: QuantizationRange
  /// What the second pictures give.
  public let second: QuantizationRange
  /// How clear the difference is, 1 or more: near 1 the two thresholds are almost equally good, and which of
  /// them wins is the toss of a coin.
  ///
  /// Where errors were compared, it is the error of the other pictures' threshold over the error of the own one;
  /// of the two sets of pictures, the one with the larger factor counts. Where the largest value or a percentile
  /// decides, it is the larger of the two over the smaller one; of the two ends of a range, the one with the larger
  /// factor counts. Infinite when something is divided by 0.
  public let margin: Double

  public init(
    node: String, first: QuantizationRange, second: QuantizationRange, margin: Double
  ) {
    self.node = node
    self.first = first
    self.second = second
    self.margin = margin
  }

  /// Up to which ``margin`` a difference is called the toss of a coin: a tenth more error.
  public static let coinTossLimit = 1.1

  /// Whether the two thresholds are almost equally good.
  public var isCoinToss: Bool { margin <= ThresholdMove.coinTossLimit }

  /// Whether the second threshold is larger than the first.
  public var isUpward: Bool { second.magnitude > first.magnitude }

  /// Whether the second threshold is smaller than the first.
  public var isDownward: Bool { second.magnitude < first.magnitude }

  /// Whether only one of the grids has values below zero.
  public var changesSign: Bool { first.isSigned != second.isSigned }
}

extension QuantizationInfo {
  /// The outputs for which this quantization and another one have different thresholds, in topological order;
  /// this one's are the first.
  ///
  /// - Parameter other: Of the same model by the same method, after calibration on other pictures.
  /// - Throws: ``QuantizationError``.
  /// - Precondition: Both are of the same outputs.
  public func moves(to other: QuantizationInfo) throws -> [ThresholdMove] {
    let (own, others) = (commonActivations, other.commonActivations)
    precondition(own.map(\.node) == others.map(\.node), "different outputs")
    return try zip(own, others).compactMap { own, theirs in
      let ranges = (own.result.parameters.range, theirs.result.parameters.range)
      guard ranges.0 != ranges.1 else { return nil }
      let margin =
        if let first = decisiveValues(of: own), let second = other.decisiveValues(of: theirs),
          first.count == second.count
        {
          zip(first, second).map { ratio(of: $0, and: $1) }.max() ?? 1
        } else {
          max(try excess(of: ranges.1, at: own), try other.excess(of: ranges.0, at: theirs))
        }
      return ThresholdMove(node: own.node, first: ranges.0, second: ranges.1, margin: margin)
    }
  }

  /// What decides the range of an output where no errors are compared, as magnitudes: the largest value or a percentile,
  /// or both ends of a range; else `nil`.
  private func decisiveValues(of own: ActivationSearch) -> [Double]? {
    let parameters = own.result.parameters
    switch own.result.reason {
    case .coversAllValues:
      if parameters.range.threshold == nil { return parameters.ends }
      return [ledger.statistics[own.node].map { max(abs($0.minimum), abs($0.maximum)) } ?? 0]
    case .coversPercentage(let percentage):
      // A power of two hides how far the percentile is from the next one.
      guard parameters.method == .powerOfTwo else { return parameters.ends }
      let histogram = ledger.statistics[own.node]?.histogram?
        .removingOutliers(zThreshold: config.zThreshold)
      return histogram.map { [$0.magnitude(atPercentile: percentage)] }
    // A floor stands for what lies below it.
    case .minimumThreshold:
      guard case .percentile = own.result.errorMethod else { return nil }
      return parameters.ends
    case .smallestError, .boundedOutput, .given, .shifted: return nil
    }
  }

  /// The error of a range on this quantization's values, over the one of the range that it has.
  private func excess(of range: QuantizationRange, at own: ActivationSearch) throws -> Double {
    guard let histogram = ledger.statistics[own.node]?.histogram else { return 1 }
    let parameters = own.result.parameters
    let search = try ThresholdSearch(
      method: parameters.method, errorMethod: config.activationErrorMethod,
      bitWidth: parameters.bitWidth, zThreshold: config.zThreshold)
    return ratio(
      of: search.error(of: range, on: histogram),
      and: search.error(of: parameters.range, on: histogram))
  }
}

/// The larger of two numbers over the smaller one, and 1 when both are 0.
private func ratio(of a: Double, and b: Double) -> Double {
  let (smaller, larger) = (min(a, b), max(a, b))
  if larger == 0 { return 1 }
  return smaller == 0 ? .infinity : larger / smaller
}

extension ActivationQuantizationParameters {
  /// The magnitudes of what was chosen: of a threshold, or of both ends of a range as they lie on its grid.
  ///
  /// An end that is nearer to 0 than a step counts as a step: whether it is at 0 or beside it says little.
  fileprivate var ends: [Double] {
    switch range {
    case .threshold(let threshold, _): [threshold]
    case .interval: [max(-grid.lower, grid.step), max(grid.upper, grid.step)]
    }
  }
}
