/// What a search found, and everything that it looked at on the way.
public struct ThresholdSearchResult: Sendable {
  /// One threshold or range that was tried, and its error.
  public struct Candidate: Sendable, Hashable {
    /// The threshold or range.
    public let range: QuantizationRange
    /// ERR(t) in the unit of the method.
    public let error: Double

    public init(range: QuantizationRange, error: Double) {
      self.range = range
      self.error = error
    }
  }

  /// Why the result is what it is.
  public enum Reason: Sendable, Hashable, CustomStringConvertible {
    /// The candidate with the smallest error.
    case smallestError
    /// The smallest threshold allowed that is not below the largest value; nothing was compared.
    case coversAllValues
    /// A percentage of all values lies within; nothing was compared.
    case coversPercentage(Double)
    /// The output's range is known beforehand; nothing was compared.
    case boundedOutput
    /// The floor on thresholds.
    case minimumThreshold
    /// The user said so; nothing was compared.
    case given
    /// The threshold of the layer before, whose values this one shifts so that none is negative.
    case shifted

    /// The reason in a few words, for tables.
    public var description: String {
      switch self {
      case .smallestError: "the smallest error"
      case .coversAllValues: "nothing is compared"
      case .coversPercentage: "nothing is compared"
      case .boundedOutput: "the output's range is known"
      case .minimumThreshold: "the smallest threshold allowed"
      case .given: "the user's own"
      case .shifted: "that of the values before the shift"
      }
    }
  }

  /// The quantizer that was chosen.
  public let parameters: ActivationQuantizationParameters
  /// How candidates were judged.
  public let errorMethod: QuantizationErrorMethod
  /// Every candidate in the order of evaluation; empty when nothing was compared.
  public let candidates: [Candidate]
  /// Why the result is what it is.
  public let reason: Reason
  /// The bit width at which the candidates were judged, in bits. A grid can get more bits afterwards, as that of a
  /// ReLU does whose negative values are shifted behind it.
  public let candidateBitWidth: Int

  /// - Parameter candidateBitWidth: That of the parameters when `nil`.
  public init(
    parameters: ActivationQuantizationParameters, errorMethod: QuantizationErrorMethod,
    candidates: [Candidate], reason: Reason, candidateBitWidth: Int? = nil
  ) {
    self.parameters = parameters
    self.errorMethod = errorMethod
    self.candidates = candidates
    self.reason = reason
    self.candidateBitWidth = candidateBitWidth ?? parameters.bitWidth
  }

  /// The candidate that was chosen, or `nil` when nothing was compared.
  public var chosen: Candidate? { candidates.first(where: isChosen) }

  /// The best candidate but for the chosen one, or `nil` when there is none.
  public var runnerUp: Candidate? {
    candidates.filter { !isChosen($0) }.min { $0.error < $1.error }
  }

  /// Whether a candidate has the range of the quantizer. Values that are shifted after the search lose their sign,
  /// and keep their threshold.
  private func isChosen(_ candidate: Candidate) -> Bool {
    guard let threshold = candidate.range.threshold else {
      return candidate.range == parameters.range
    }
    return threshold == parameters.range.threshold
  }

  /// The runner-up's error over that of the chosen candidate: how clear the choice was. Infinite when
  /// the chosen error is 0, `nil` when nothing was compared.
  public var margin: Double? {
    guard let chosen, let runnerUp else { return nil }
    return chosen.error == 0 ? .infinity : runnerUp.error / chosen.error
  }
}
