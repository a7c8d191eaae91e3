import Graph
import Imaging
import IntegerNetwork
import KerasModels
import PostTrainingQuantization
import Support
import TargetPlatform

/// What was understood of a model, for people and for programs.
public struct DescribeReport {
  let network: KerasModel
  let prepared: PreparedModel?
  /// Why the model cannot be quantized.
  let obstacle: String?

  /// - Parameters:
  ///   - network: The model.
  ///   - platform: What the hardware can do.
  /// - Throws: ``QuantizationRequestError`` when the platform contradicts itself. A model that cannot be
  ///   quantized is no error here: the report says why.
  public init(network: KerasModel, platform: TargetPlatformCapabilities) throws {
    self.network = network
    do {
      prepared = try PreparedModel(network.model, targetPlatformCapabilities: platform)
      obstacle = nil
    } catch let error as QuantizationRequestError {
      if case .preservingAndQuantizing = error { throw error }
      prepared = nil
      obstacle = error.description
    }
  }

  private var model: Model { network.model }

  // MARK: layers

  /// What became of a layer's output.
  private enum Fate {
    case node(QuantizationNode)
    /// The layer is inside of a node that another layer behind it gives its output to.
    case folded(into: String)
    case unknown

    var name: String? {
      switch self {
      case .node(let node): node.name
      case .folded(let node): node
      case .unknown: nil
      }
    }

    var output: String? {
      switch self {
      case .node(let node): node.mode == .float ? "none" : node.mode.rawValue
      case .folded: "folded"
      case .unknown: nil
      }
    }

    var bits: Int? {
      guard case .node(let node) = self, node.mode == .quantized else { return nil }
      return node.activationBitWidth
    }
  }

  private struct Row {
    let layer: String
    let className: String
    let shape: [Int]
    let parameters: Int
    let fate: Fate
    /// Of the kernel, or `nil` where there is none or it stays float.
    let kernelBits: Int?
  }

  /// One row for every layer, in the model's order; two for a layer that becomes two nodes.
  private var rows: [Row] {
    guard let prepared else {
      return model.layers.map { row($0, className: $0.kerasClassName, .unknown, kernelBits: nil) }
    }
    return LayerNodes(of: model, in: prepared.model).entries.flatMap { entry -> [Row] in
      let layer = entry.layer
      let hasKernel = layer.operation.weights != nil
      let own = entry.own.compactMap { prepared[$0] }
      guard let first = own.first else {
        let node = entry.node.flatMap { prepared[$0] }
        return [
          row(
            layer, className: layer.kerasClassName, node.map { .folded(into: $0.name) } ?? .unknown,
            kernelBits: hasKernel ? node?.kernelConfig?.weightsBitWidth : nil)
        ]
      }
      return [
        row(
          layer, className: layer.kerasClassName, .node(first),
          kernelBits: hasKernel ? first.kernelConfig?.weightsBitWidth : nil)
      ]
        + own.dropFirst().map { node in
          Row(
            layer: layer.kerasName, className: node.layer.kerasClassName,
            shape: node.layer.outputShape.dimensions, parameters: 0, fate: .node(node),
            kernelBits: node.kernelConfig?.weightsBitWidth)
        }
    }
  }

  private func row(_ layer: Layer, className: String, _ fate: Fate, kernelBits: Int?) -> Row {
    // Two layers may have been made of one: then each counts its own kernel.
    let parameters =
      layer.operation.weights.map { $0.kernel.values.count + ($0.bias?.count ?? 0) }
      ?? network.parameterCounts[layer.kerasName] ?? 0
    return Row(
      layer: layer.kerasName, className: className, shape: layer.outputShape.dimensions,
      parameters: parameters, fate: fate, kernelBits: kernelBits)
  }

  /// Why 8-bit integers cannot compute the model, as far as that is known before calibration.
  private var exportObstacle: String? { prepared.flatMap(IntegerNetwork.obstacle)?.description }

  // MARK: for people

  /// What was understood, then one line per layer.
  public var text: String {
    var facts: [(String, String)] = [
      ("model", "\(oneLine(model.name)), \(model.layers.count) layers"), ("file", file),
      ("input", input),
      ("pixels", pixels), ("output", model.outputText),
      (
        "size",
        "\(grouped(network.parameterCount)) parameters, \(grouped(model.multiplyAdds)) multiply-adds a picture"
      ),
    ]
    if let prepared {
      let kernels = prepared.kernelNodes.count
      facts.append(
        (
          "quantize",
          "\(prepared.quantizedNodes.count) of \(prepared.nodes.count) nodes have quantized outputs, "
            + "\(kernels) \(kernels == 1 ? "kernel is" : "kernels are") quantized"
        ))
      if let exportObstacle { facts.append(("export", "not possible: \(exportObstacle)")) }
    } else if let obstacle {
      facts.append(("quantize", "not possible: \(obstacle)"))
    }
    let lines = facts.map { name, fact in
      name + String(repeating: " ", count: 10 - name.count) + fact
    }
    return lines.joined(separator: "\n") + "\n\n" + table.text
  }

  private var table: Table {
    Table(
      ["layer", "class", "output shape", "parameters", "node", "output", "bits", "kernel bits"],
      rows: rows.map { row in
        [
          .text(row.layer), .text(row.className),
          .text(row.shape.map(String.init).joined(separator: " × ")), .integer(row.parameters),
          row.fate.name.map(Table.Cell.text) ?? .none,
          row.fate.output.map(Table.Cell.text) ?? .none,
          row.fate.bits.map(Table.Cell.integer) ?? .none,
          row.kernelBits.map(Table.Cell.integer) ?? .none,
        ]
      })
  }

  private var file: String {
    guard let origin = network.origin else { return "none" }
    let description =
      switch origin.description {
      case .file: ""
      case .architecture: "; the layers come from --architecture"
      case .shapes: "; nothing describes the layers, the shapes are a MobileNetV2's"
      }
    return "\(origin.path): \(origin.format.rawValue)"
      + (origin.kerasVersion.map { " of Keras \(oneLine($0))" } ?? "") + description
      + (network.precision.map { "; Keras computes in \($0), the workbook in float32" } ?? "")
  }

  private var input: String {
    let shape = model.inputShape
    let source =
      switch network.sizeSource {
      case .file:
        network.origin?.description == .architecture ? "--architecture says so" : "the file says so"
      case .asked:
        "--input-size"
          + (network.describedSize.map { "; the file says \($0)" } ?? "")
      case .assumed: "assumed: nothing in the file tells; give --input-size"
      }
    return
      "\(shape[0]) × \(shape[1]) pixels, \(shape[2]) \(shape[2] == 1 ? "channel" : "channels") (\(source))"
  }

  private var pixels: String {
    let applied = network.usualPreprocessing
    guard let own = network.preprocessing else {
      return
        "no preprocessing of its own; \(applied.rawValue) (\(applied.formula)) comes before it, or what "
        + "--preprocessing says"
    }
    return
      "its own preprocessing, which begins with \(own.kerasName) (\(own.kerasClassName)), on 0 to 255"
  }

  // MARK: for programs

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    .object([
      ("schema", .integer(1)),
      (
        "file",
        .object([
          ("path", string(network.origin?.path)),
          ("format", string(network.origin?.format.rawValue)),
          ("kerasVersion", string(network.origin?.kerasVersion)),
          ("description", string(network.origin?.description.rawValue)),
          ("precision", string(network.precision)),
        ])
      ),
      (
        "model",
        .object(
          network.jsonFields + [
            ("sizeSource", .string(network.sizeSource.rawValue)),
            ("outputs", .integer(model.outputShape.elementCount)),
            ("outputMeaning", .string(model.outputMeaning.rawValue)),
            ("parameters", .integer(network.parameterCount)),
            ("multiplyAdds", .integer(model.multiplyAdds)),
          ])
      ),
      (
        "preprocessing",
        .object([
          ("own", string(network.preprocessing?.kerasName)),
          ("ownClass", string(network.preprocessing?.kerasClassName)),
          ("applied", .string(network.usualPreprocessing.rawValue)),
        ])
      ),
      (
        "quantization",
        .object([
          ("isPossible", .bool(prepared != nil)), ("obstacle", string(obstacle)),
          ("activations", integer(prepared?.quantizedNodes.count)),
          ("kernels", integer(prepared?.kernelNodes.count)),
        ])
      ),
      ("export", .object([("obstacle", string(exportObstacle))])),
      ("layers", .array(rows.map(json))),
    ])
  }

  private func json(_ row: Row) -> OrderedJSON {
    .object([
      ("layer", .string(row.layer)), ("class", .string(row.className)),
      ("outputShape", .array(row.shape.map(OrderedJSON.integer))),
      ("parameters", .integer(row.parameters)), ("node", string(row.fate.name)),
      ("output", string(row.fate.output)), ("bitWidth", integer(row.fate.bits)),
      ("kernelBitWidth", integer(row.kernelBits)),
    ])
  }

  private func string(_ text: String?) -> OrderedJSON { text.map(OrderedJSON.string) ?? .null }
  private func integer(_ number: Int?) -> OrderedJSON { number.map(OrderedJSON.integer) ?? .null }
}

extension KerasModel {
  /// What becomes of pixels unless something was asked for: nothing where the model begins with its own
  /// preprocessing, and MobileNetV2's for others.
  var usualPreprocessing: Preprocessing { preprocessing == nil ? .minusOneToOne : .none }

  /// What every report says of a model.
  public var jsonFields: [(key: String, value: OrderedJSON)] {
    let shape = model.inputShape
    return [
      ("name", .string(model.name)),
      ("alpha", architecture.map { .number($0.alpha) } ?? .null),
      ("inputSize", shape[0] == shape[1] ? .integer(shape[0]) : .null),
      ("inputShape", .array(shape.dimensions.map(OrderedJSON.integer))),
      ("classes", .integer(model.classCount)),
      ("weightsDigest", .string(weightsDigest)),
    ]
  }
}
