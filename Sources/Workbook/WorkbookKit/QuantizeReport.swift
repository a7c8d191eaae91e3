import KerasModels
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// What `workbook quantize` found, for people and for programs.
public struct QuantizeReport {
  let network: KerasModel
  let ledger: CalibrationLedger
  let results: [QuantizationResult]
  let skipped: [String]

  /// - Parameter results: Of one calibration.
  public init(
    network: KerasModel, ledger: CalibrationLedger, results: [QuantizationResult],
    skipped: [String]
  ) {
    self.network = network
    self.ledger = ledger
    self.results = results
    self.skipped = skipped
  }

  private var infos: [QuantizationInfo] { results.map(\.info) }

  /// What was done, in a line to stand above the table.
  public func headline(on platform: TargetPlatformCapabilities) -> String {
    let model = oneLine(network.model.name)
    return "\(model): thresholds of \(infos.first?.activations.count ?? 0) outputs, "
      + QuantizationSummary(infos, ledger: ledger, platform: platform).text
  }

  /// What the mark in the table means, or `nil` when there is none.
  public var note: String? { RawKL.note(on: infos.map(\.config.activationErrorMethod)) }

  /// One line per output, one column per run.
  public var table: Table {
    let showsBits = Set(infos.compactMap(\.config.activationBitWidth)).count > 1
    var table = Table(
      ["output", "sign"]
        + infos.map { info in
          let bits = info.config.activationBitWidth.map { " \($0) bit" } ?? ""
          return info.config.activationErrorMethod.markedTitle + (showsBits ? bits : "")
        })
    for node in nodes {
      let found = infos.map { $0[node]?.parameters }
      let cells = found.map { parameters -> Table.Cell in
        guard let parameters else { return .none }
        switch parameters.range {
        case .threshold(let threshold, _): return .exact(threshold)
        case .interval:
          let ends = fixed(parameters.grid.lower...parameters.grid.upper, digits: 3)
          return .text("\(ends.lower) … \(ends.upper)")
        }
      }
      let signs = Set(found.compactMap { $0?.range.isSigned })
      let sign = signs.count > 1 ? "both" : signs.contains(true) ? "signed" : "unsigned"
      table.rows.append([.text(node), .text(sign)] + cells)
    }
    return table
  }

  /// The nodes of all runs; one that only some runs have stands behind the node that is before it there.
  private var nodes: [String] {
    var nodes: [String] = []
    for info in infos {
      var end = 0
      for node in info.activations.map(\.node) {
        if let known = nodes.firstIndex(of: node) {
          end = known + 1
        } else {
          nodes.insert(node, at: end)
          end += 1
        }
      }
    }
    return nodes
  }
}
