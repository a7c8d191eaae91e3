import Graph
import Quantization

// Outputs that are worth a look in any network, chosen by what they are and not by their names.

extension PreparedModel {
  /// The first quantized output behind an activation that ends at a maximum, such as ReLU6, or else the
  /// first one that cannot be negative; `nil` when there is none. The input and outputs with a known range
  /// are no candidates.
  ///
  /// On MobileNetV2: `Conv1_relu`.
  public var firstBoundedOutput: String? {
    let inner = innerOutputs
    return
      (inner.first { $0.layer.operation.usualRange != nil }
      ?? inner.first { !model.canBeNegative($0.name) })?.name
  }

  /// The quantized outputs that can be negative, but for the input, in topological order.
  ///
  /// On MobileNetV2: `expanded_conv_project_bn` is the first of 28.
  public var signedOutputs: [String] {
    innerOutputs.filter { model.canBeNegative($0.name) }.map(\.name)
  }

  private var innerOutputs: [QuantizationNode] {
    quantizedNodes.filter { $0.layer.operation != .input && $0.bounds == nil }
  }

  /// The two outputs that a look into the network starts with: ``firstBoundedOutput`` and the first of the
  /// ``signedOutputs``; the input where there is neither.
  public var typicalOutputs: [String] { typicalOutputs(signed: signedOutputs.first) }

  fileprivate func typicalOutputs(signed: String?) -> [String] {
    let found = [firstBoundedOutput, signed].compactMap { $0 }
    return found.isEmpty ? quantizedNodes.prefix(1).map(\.name) : found
  }
}

extension Calibration {
  /// As ``PreparedModel/typicalOutputs``, but the signed output is the first one for which MSE and NOCLIPPING
  /// choose different thresholds, if there is one.
  ///
  /// - Throws: ``QuantizationError``.
  public func typicalOutputs() throws -> [String] {
    func range(_ node: QuantizationNode, _ method: QuantizationErrorMethod) throws
      -> QuantizationRange
    {
      try search(node, config: QuantizationConfig(activationErrorMethod: method)).parameters.range
    }
    let signed = prepared.signedOutputs
    let parted = try signed.first { name in
      guard let node = prepared[name] else { return false }
      return try range(node, .mse) != range(node, .noClipping)
    }
    return prepared.typicalOutputs(signed: parted ?? signed.first)
  }

  /// The first output behind a bounded activation that MAE alone moves, and clearly: MSE and NOCLIPPING agree
  /// on another threshold, at which MAE's error is at least a third larger. Where none is so clear, the
  /// clearest; `nil` when MAE moves none alone, or one of the three methods is not there.
  ///
  /// On the MobileNetV2 that comes with the workbook: `block_5_expand_relu`.
  public func outputMovedByMAEAlone(_ infos: [QuantizationInfo]) -> String? {
    func info(_ method: QuantizationErrorMethod) -> QuantizationInfo? {
      infos.first { $0.config.activationErrorMethod == method }
    }
    guard let mse = info(.mse), let covering = info(.noClipping), let mae = info(.mae) else {
      return nil
    }
    let moved = prepared.quantizedNodes.compactMap { node -> (name: String, margin: Double)? in
      guard !prepared.model.canBeNegative(node.name),
        let common = mse[node.name]?.parameters.range, let own = mae[node.name],
        covering[node.name]?.parameters.range == common, own.parameters.range != common,
        let chosen = own.chosen, chosen.error > 0,
        let other = own.candidates.first(where: { $0.range == common })
      else { return nil }
      return (node.name, other.error / chosen.error)
    }
    let clear = moved.first { $0.margin >= 4.0 / 3 }
    return (clear ?? moved.max { $0.margin < $1.margin })?.name
  }
}
