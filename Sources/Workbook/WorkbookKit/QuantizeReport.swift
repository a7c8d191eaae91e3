import KerasModels
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// What `workbook quantize` found, for people and for programs.
public struct QuantizeReport {
  let network: KerasModel
  let ledger: CalibrationLedger
  let infos: [QuantizationInfo]
  let skipped: [String]

  public init(
    network: KerasModel, ledger: CalibrationLedger, infos: [QuantizationInfo], skipped: [String]
  ) {
    self.network = network
    self.ledger = ledger
    self.infos = infos
    self.skipped = skipped
  }

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    let nodes = LayerNodes(of: network.model)
    return .object([
      ("schema", .integer(1)),
      (
        "model", .object(network.jsonFields)
      ),
      (
        "calibration",
        .object([
          ("images", .integer(ledger.images.count)), ("batchSize", .integer(ledger.batchSize)),
          ("preprocessing", .string(ledger.input.preprocessing.rawValue)),
          ("resizing", .string(ledger.input.resizing.rawValue)),
          ("digest", .string(ledger.digest)), ("skipped", .integer(skipped.count)),
        ])
      ),
      ("runs", .array(infos.map { run($0, nodes) })),
    ])
  }

  private func run(_ info: QuantizationInfo, _ nodes: LayerNodes?) -> OrderedJSON {
    func name(_ layer: String?) -> OrderedJSON { layer.map(OrderedJSON.string) ?? .null }
    let method =
      info.config.activationQuantizationMethod
      ?? info.activations.first?.result.parameters.method ?? .powerOfTwo
    return .object([
      ("errorMethod", .string(info.config.activationErrorMethod.name)),
      ("quantizationMethod", .string(method.rawValue)),
      (
        "activations",
        .array(info.activations.map { activation($0, layer: name(nodes?.layer(of: $0.node))) })
      ),
      (
        "kernels",
        .array(
          info.kernels.map { kernel in
            .object([
              ("node", .string(kernel.node)),
              ("layer", name(nodes?.kernelLayer(of: kernel.node))),
              ("bitWidth", .integer(kernel.parameters.bitWidth)),
              ("thresholds", .array(kernel.parameters.thresholds.map(OrderedJSON.number))),
            ])
          })
      ),
    ])
  }

  private func activation(_ search: ActivationSearch, layer: OrderedJSON) -> OrderedJSON {
    let parameters = search.result.parameters
    var fields: [(key: String, value: OrderedJSON)] = [
      ("node", .string(search.node)), ("layer", layer),
      ("signed", .bool(parameters.range.isSigned)),
      ("bitWidth", .integer(parameters.bitWidth)),
    ]
    switch parameters.range {
    case .threshold(let threshold, _):
      fields.append(("threshold", .number(threshold)))
    case .interval:
      // As the finished quantizer holds it: moved so that zero is on the grid.
      fields.append(("minRange", .number(parameters.grid.lower)))
      fields.append(("maxRange", .number(parameters.grid.upper)))
    }
    return .object(fields)
  }

  /// What was done, in a line to stand above the table.
  public func headline(on platform: TargetPlatformCapabilities) -> String {
    let model = network.model.name
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
