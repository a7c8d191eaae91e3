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

  /// One line per node, one column per run.
  public var table: Table {
    let showsBits = Set(infos.compactMap(\.config.activationBitWidth)).count > 1
    var table = Table(
      ["node", "sign"]
        + infos.map { info in
          let bits = info.config.activationBitWidth.map { " \($0) bit" } ?? ""
          return info.config.activationErrorMethod.title + (showsBits ? bits : "")
        })
    for (index, search) in (infos.first?.activations ?? []).enumerated() {
      let cells = infos.map { info -> Table.Cell in
        let parameters = info.activations[index].result.parameters
        switch parameters.range {
        case .threshold(let threshold, _): return .exact(threshold)
        case .interval:
          let ends = fixed(parameters.grid.lower...parameters.grid.upper, digits: 3)
          return .text("\(ends.lower) … \(ends.upper)")
        }
      }
      table.rows.append(
        [.text(search.node), search.result.parameters.range.isSigned ? "signed" : "unsigned"]
          + cells)
    }
    return table
  }
}
