import PostTrainingQuantization

/// What made a network that is exported, as its file says.
public struct ExportProvenance: Sendable {
  /// The program.
  public let producer = ExportReport.producer
  /// The method and the bit width.
  public let method: String
  /// The digest of what calibration saw.
  public let calibration: String
  /// The digest of the weights.
  public let weights: String

  /// - Parameter weightsDigest: Of the network that was quantized.
  public init(of result: QuantizationResult, weightsDigest: String) {
    method = result.title
    calibration = result.info.ledger.digest
    weights = weightsDigest
  }

  /// All of it in a line.
  public var text: String {
    "\(producer), \(method), calibration \(calibration), weights \(weights)"
  }
}
