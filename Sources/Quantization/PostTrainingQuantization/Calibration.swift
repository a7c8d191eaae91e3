import Graph
import Parallelism
import Quantization
import TargetPlatform

/// A model, what its platform asks, and what calibration saw: everything that quantization starts from.
///
/// Making one runs the representative dataset through the model; quantizing with another method, bit
/// width or error afterwards only repeats the search.
public struct Calibration: Sendable {
  /// The folded model and what happens to its nodes.
  public let prepared: PreparedModel
  /// The images and statistics.
  public let ledger: CalibrationLedger
  /// How to compute.
  public let machine: Machine

  /// Gathers the statistics of a model on a representative dataset.
  ///
  /// - Parameters:
  ///   - model: A Keras model, batch normalizations and all.
  ///   - representativeDataset: The images.
  ///   - targetPlatformCapabilities: What the hardware can do.
  ///   - machine: How to compute.
  ///   - progress: Called with the images done and the images to do.
  /// - Throws: ``QuantizationRequestError``, or ``ImageError`` for an image that cannot be read.
  public init(
    of model: Model, representativeDataset: RepresentativeDataset,
    targetPlatformCapabilities: TargetPlatformCapabilities = .mctDefault,
    on machine: Machine = Machine(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    prepared = try PreparedModel(
      model, targetPlatformCapabilities: targetPlatformCapabilities)
    ledger = try StatisticsCollector(prepared, on: machine)
      .collect(representativeDataset, progress: progress)
    self.machine = machine
  }

  /// Uses statistics that were gathered before.
  init(prepared: PreparedModel, ledger: CalibrationLedger, on machine: Machine) {
    self.prepared = prepared
    self.ledger = ledger
    self.machine = machine
  }

  /// Quantizes the kernels; the result serves every way of judging activations.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func quantizedWeights(_ config: QuantizationConfig = .init()) throws -> QuantizedWeights {
    try config.check()
    return try QuantizedWeights(prepared, ledger: ledger, config: config, on: machine)
  }

  /// Searches the thresholds of all activations, in topological order.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func searches(by config: QuantizationConfig) throws -> [ActivationSearch] {
    try config.check()
    let nodes = prepared.quantizedNodes
    if let unknown = config.overrides.keys.sorted().first(where: { name in
      !nodes.contains { $0.name == name }
    }) {
      throw QuantizationRequestError.notQuantized(node: unknown, known: nodes.map(\.name))
    }
    return try machine.perform(iterations: nodes.count) {
      ActivationSearch(node: nodes[$0].name, result: try search(nodes[$0], config: config))
    }
  }

  /// Searches the threshold of one activation.
  ///
  /// - Parameters:
  ///   - node: A node of ``prepared`` whose output is quantized.
  ///   - config: How activations are judged.
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func search(
    _ node: QuantizationNode, config: QuantizationConfig
  ) throws -> ThresholdSearchResult {
    let own = config.overrides[node.name] ?? ActivationOverride()
    let asked = own.bitWidth ?? config.activationBitWidth
    let bits = asked ?? node.activationBitWidth
    guard supportedBitWidths.contains(bits) else {
      throw asked == nil
        ? QuantizationRequestError.platformBitWidth(bits, of: "output", layer: node.name)
        : QuantizationRequestError.bitWidthOutOfRange(bits)
    }
    let method =
      own.quantizationMethod ?? config.activationQuantizationMethod ?? node.activationMethod
    let search = try ThresholdSearch(
      method: method, errorMethod: own.errorMethod ?? config.activationErrorMethod,
      bitWidth: bits, isSigned: node.isSigned, zThreshold: config.zThreshold,
      minimumThreshold: config.minimumThreshold, on: machine)
    let found = try result(of: search, for: node)
    guard
      let range = try own.range(
        on: method, isSigned: found.parameters.range.isSigned, node: node.name)
    else { return found }
    return ThresholdSearchResult(
      parameters: ActivationQuantizationParameters(method: method, bitWidth: bits, range: range),
      errorMethod: found.errorMethod, candidates: found.candidates, reason: .given)
  }

  private func result(
    of search: ThresholdSearch, for node: QuantizationNode
  ) throws -> ThresholdSearchResult {
    if let bounds = node.bounds { return search.search(boundedBy: bounds) }
    guard let histogram = ledger.statistics[node.name]?.histogram else {
      preconditionFailure("no histogram of \(node.name) was gathered")
    }
    return try search.search(histogram)
  }
}

extension QuantizationConfig {
  /// - Throws: ``QuantizationRequestError`` for a choice that this workbook cannot serve.
  func check() throws {
    if let asked = substitutions.sorted(by: { $0.rawValue < $1.rawValue }).first {
      throw QuantizationRequestError.substitutionNotBuilt(asked)
    }
    if let bits = activationBitWidth, !supportedBitWidths.contains(bits) {
      throw QuantizationRequestError.bitWidthOutOfRange(bits)
    }
    if !(zThreshold > 0) { throw QuantizationRequestError.invalidZThreshold(zThreshold) }
  }
}
