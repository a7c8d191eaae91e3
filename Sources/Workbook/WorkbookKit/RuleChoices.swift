import CalibrationRules
import Evaluation
import FastExecution
import Imaging
import PostTrainingQuantization
import Quantization

/// A quantization with a name, for tables that set rules beside methods.
public typealias NamedQuantization = (name: String, quantization: QuantizationResult)

extension Workbook {
  /// What the rules of other toolkits ask for of every output whose range is not known beforehand: the
  /// images of the calibration are run once more.
  ///
  /// - Throws: ``ImageError``.
  public func observedOutputs(of calibration: Calibration) throws -> [String: ObservedOutput] {
    let progress = ProgressBar("second look")
    let details = try calibration.secondLook(
      at: representativeDataset(), progress: { progress.update(done: $0, total: $1) })
    progress.finish()
    var observed: [String: ObservedOutput] = [:]
    for node in calibration.prepared.quantizedNodes where node.bounds == nil {
      guard let statistics = calibration.ledger.statistics[node.name],
        let histogram = statistics.histogram, let own = details[node.name]
      else { continue }
      observed[node.name] = ObservedOutput(
        histogram: histogram, magnitudes: own.magnitudes, minimum: statistics.minimum,
        maximum: statistics.maximum, parts: own.imageRanges)
    }
    return observed
  }
}

extension QuantizationResult {
  /// The same kernels with the ranges of a rule, at the bit widths that the outputs have. An output whose
  /// range is known beforehand keeps it, and so does one whose values are shifted.
  ///
  /// - Throws: ``QuantizationError``.
  public func replacing(
    by rule: any CalibrationRule, for observed: [String: ObservedOutput]
  ) throws -> QuantizationResult {
    var parameters: [String: ActivationQuantizationParameters] = [:]
    for activation in info.activations {
      guard let output = observed[activation.node],
        info.ledger.statistics[activation.node]?.minimum == output.minimum
      else { continue }
      parameters[activation.node] = rule.parameters(
        of: output, bitWidth: activation.result.parameters.bitWidth)
    }
    return try replacing(parameters)
  }
}

extension Calibration {
  /// MCT's five methods and the rules of other toolkits at a bit width, the methods first.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func choices(
    bitWidth: Int, rules: [any CalibrationRule], for observed: [String: ObservedOutput],
    weights: QuantizedWeights
  ) throws -> [NamedQuantization] {
    // snippet.choices
    // MCT's five methods, then every rule in place of the first.
    let methods = try quantized(
      by: QuantizationErrorMethod.mctMethods, bitWidths: [bitWidth],
      weights: weights)
    let others = try machine.perform(iterations: rules.count) {
      try methods[0].replacing(by: rules[$0], for: observed)
    }
    return methods.map { ($0.method.title, $0) }
      + zip(rules, others).map { ($0.title, $1) }
    // snippet.end
  }

  /// Ways to drop values: NOCLIPPING and MSE with some z-thresholds, and some percentiles.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  public func dropping(
    zThresholds: [Double], percentiles: [Double], bitWidth: Int, weights: QuantizedWeights
  ) throws -> [NamedQuantization] {
    func made(_ method: QuantizationErrorMethod, _ z: Double) throws -> QuantizationResult {
      try quantized(
        by: QuantizationConfig(
          activationErrorMethod: method, zThreshold: z, activationBitWidth: bitWidth),
        weights: weights)
    }
    let methods: [QuantizationErrorMethod] = [.noClipping, .mse]
    return try methods.flatMap { method in
      try zThresholds.map { z in
        (method.title + (z.isFinite ? ", z = \(Int(z))" : ""), try made(method, z))
      }
    }
      + percentiles.map { percentage in
        let method = QuantizationErrorMethod.percentile(percentage)
        return (method.title, try made(method, .infinity))
      }
  }
}

extension Workbook {
  /// Runs the float model and groups of quantizations of it over the images.
  ///
  /// - Parameter images: Labelled images.
  /// - Returns: The float model's result, and in every group a result for each of its quantizations.
  /// - Throws: ``ImageError``, ``EvaluationError``.
  public func evaluated(
    _ groups: [[NamedQuantization]], on images: [LabelledImage]
  ) throws -> (float: EvaluationResult, groups: [[EvaluationResult]]) {
    let progress = ProgressBar("evaluating")
    let results = try evaluate(
      float: FastExecutor(model: network().model, on: machine),
      quantized: groups.joined().map { ($0.name, $0.quantization.model) }, images: images,
      as: input(), on: machine, progress: { progress.update(done: $0, total: images.count) })
    progress.finish()
    var rest = results.dropFirst()
    let parts = groups.map { group in
      defer { rest = rest.dropFirst(group.count) }
      return Array(rest.prefix(group.count))
    }
    return (results[0], parts)
  }
}

/// The same choices with another range behind one output each: the one whose grid reaches least far. There, the
/// first choice's range takes its place.
///
/// - Throws: ``QuantizationError``.
public func mended(_ choices: [NamedQuantization]) throws -> [NamedQuantization] {
  try choices.map { choice in
    guard let node = choice.quantization.shortestReach?.node,
      let parameters = choices[0].quantization.info[node]?.parameters
    else { return choice }
    return (choice.name, try choice.quantization.replacing([node: parameters]))
  }
}
