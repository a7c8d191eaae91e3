import Quantization

/// How the thresholds of one quantization lie to those of another, counted in outputs.
public struct ThresholdComparison: Sendable, Hashable {
  /// Outputs with a threshold of the same size.
  public let same: Int
  /// Outputs with a smaller threshold than the other's.
  public let smaller: Int
  /// Outputs with a larger threshold than the other's.
  public let larger: Int
  /// Outputs with another threshold, or range, that the other gave a signed grid.
  public let movedSigned: Int
  /// Outputs with another threshold, or range, that the other gave an unsigned grid.
  public let movedUnsigned: Int

  /// Outputs with another threshold, or range.
  public var moved: Int { movedSigned + movedUnsigned }

  /// Compares output by output.
  ///
  /// - Precondition: Both are of the same outputs, in the same order.
  public init(of searches: [ActivationSearch], with reference: [ActivationSearch]) {
    precondition(searches.map(\.node) == reference.map(\.node), "different outputs")
    let pairs = zip(searches, reference).map {
      ($0.result.parameters.range, $1.result.parameters.range)
    }
    same = pairs.count { $0.magnitude == $1.magnitude }
    smaller = pairs.count { $0.magnitude < $1.magnitude }
    larger = pairs.count { $0.magnitude > $1.magnitude }
    // snippet.moved
    // Which kind of output is it that this method moves?
    let moved = pairs.filter { own, other in own != other }
    movedSigned = moved.count { _, other in other.isSigned }
    movedUnsigned = moved.count - movedSigned
    // snippet.end
  }
}

extension Calibration {
  /// Of how many outputs a method chooses another threshold than in another calibration of the same model.
  /// Outputs with a known range never move.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func moved(
    from other: Calibration, by method: QuantizationErrorMethod
  ) throws -> Int {
    let config = QuantizationConfig(activationErrorMethod: method)
    return ThresholdComparison(
      of: try searches(by: config), with: try other.searches(by: config)
    ).moved
  }
}

extension QuantizationInfo {
  /// How the thresholds lie to those of another quantization of the same calibration.
  public func compared(with reference: QuantizationInfo) -> ThresholdComparison {
    ThresholdComparison(of: commonActivations, with: reference.commonActivations)
  }

  /// On how many outputs this method's own error is smaller at its threshold than at the other's.
  ///
  /// - Throws: ``QuantizationError``.
  public func smallerErrors(than other: QuantizationInfo) throws -> Int {
    // snippet.smaller
    // This method's error, at its own threshold and at the other's.
    try zip(commonActivations, other.commonActivations).count { own, other in
      guard let histogram = ledger.statistics[own.node]?.histogram
      else { return false }
      let search = try ThresholdSearch(
        method: own.result.parameters.method,
        errorMethod: config.activationErrorMethod,
        bitWidth: own.result.parameters.bitWidth)
      let errors = [own, other].map {
        search.error(of: $0.result.parameters.range, on: histogram)
      }
      return errors[0] < errors[1]
    }
    // snippet.end
  }
}
