import PostTrainingQuantization
import Quantization

/// What calibration saw of an output, where that is one thing for several quantizations of it; `nil` where it is not.
///
/// The values of a ReLU with a slope are shifted by a constant that depends on the threshold, and those behind it with
/// them. So methods with other thresholds can have other values at one output, which no one histogram shows.
///
/// - Parameters:
///   - node: The node's name.
///   - infos: Quantizations of one calibration.
public func sharedLedger(of node: String, _ infos: [QuantizationInfo]) -> CalibrationLedger? {
  guard let first = infos.first?.ledger else { return nil }
  let histogram = first.statistics[node]?.histogram
  let areEqual = infos.dropFirst().allSatisfy { info in
    info.ledger.statistics[node]?.histogram == histogram
  }
  return areEqual ? first : nil
}
