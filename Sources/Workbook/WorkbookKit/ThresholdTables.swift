import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// What a target platform asks of the outputs and kernels of some Keras layers.
///
/// - Parameter layers: The layers' names and those of their operator sets, if they have one.
public func platformTable(
  _ platform: TargetPlatformCapabilities, layers: [(name: String, set: String?)]
) -> Table {
  Table(
    ["layer", "activations", "bits", "kernel", "bits"],
    rows: layers.map { layer in
      let op = platform.quantizationConfig(forOperatorSet: layer.set)
      let kernel = op.weightAttributeConfig(named: "kernel")
      let isOn = op.enableActivationQuantization
      let hasKernel = kernel.enableWeightsQuantization
      let method = kernel.weightsQuantizationMethod.mctName
      return [
        .text(layer.name),
        isOn ? .text(op.activationQuantizationMethod.mctName) : "–",
        isOn ? .integer(op.activationBitWidth) : .none,
        hasKernel ? .text(method + ", per channel") : "–",
        hasKernel ? .integer(kernel.weightsBitWidth) : .none,
      ]
    })
}

/// What every method chose for the output of a node, what that clips, and how the next best candidate
/// did.
public func choiceTable(_ infos: [QuantizationInfo], of node: String) -> Table {
  Table(
    ["method", "threshold", "clipped %", "next best candidate"],
    rows: infos.compactMap { info in
      info[node].map { result in
        [
          .text(result.errorMethod.title), .exact(result.parameters.range.magnitude),
          .percent(info.clippedShare(of: node)), .text(nextBest(result)),
        ]
      }
    })
}

/// The candidate that came second, in a few words, or why there is none.
private func nextBest(_ result: ThresholdSearchResult) -> String {
  guard result.reason != .given, let margin = result.margin, let other = result.runnerUp else {
    return "none: \(result.reason)"
  }
  let t = compact(other.range.magnitude)
  if margin.isFinite { return "t = \(t): error × \(fixed(margin, digits: 2))" }
  return other.error == 0
    ? "t = \(t): error 0 as well" : "t = \(t): error \(compact(other.error)) against 0"
}

/// The outputs of which something lies beyond the grid's upper end.
public func clippedTable(_ info: QuantizationInfo) -> Table {
  Table(
    ["output", "t", "t − Δ", "largest", "clipped %"],
    rows: info.activations.compactMap { search in
      let parameters = search.result.parameters
      guard let node = info.ledger.statistics[search.node],
        node.maximum > parameters.grid.upper
      else { return nil }
      return [
        .text(search.node), .exact(parameters.range.magnitude), .exact(parameters.grid.upper),
        .number(node.maximum, digits: 4), .percent(info.clippedShare(of: search.node)),
      ]
    })
}

extension Table.Cell {
  /// A share in percent.
  static func percent(_ share: Double?) -> Table.Cell {
    share.map { .number($0 * 100, digits: 4) } ?? .none
  }
}
