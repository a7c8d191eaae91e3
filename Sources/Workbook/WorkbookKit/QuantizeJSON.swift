import Foundation
import Graph
import PostTrainingQuantization
import Quantization
import Support
import Tensors

extension QuantizeReport {
  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  ///
  /// - Parameter codes: Whether the kernels' integers are in it.
  public func json(codes: Bool = false) -> OrderedJSON {
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
      ("runs", .array(results.indices.map { run($0, nodes, codes: codes) })),
    ])
  }

  private func run(_ index: Int, _ nodes: LayerNodes?, codes: Bool) -> OrderedJSON {
    func name(_ layer: String?) -> OrderedJSON { layer.map(OrderedJSON.string) ?? .null }
    let result = results[index]
    let info = result.info
    let method =
      info.config.activationQuantizationMethod
      ?? info.activations.first?.result.parameters.method ?? .powerOfTwo
    // Activations do not change kernels, so most runs have those of the first.
    let twin = results[..<index].firstIndex { $0.hasKernels(of: result) }
    return .object(
      [
        ("errorMethod", .string(info.config.activationErrorMethod.name))
      ] + info.config.activationErrorMethod.percentage + [
        ("quantizationMethod", .string(method.rawValue)),
        (
          "activations",
          .array(
            info.activations.map {
              activation(
                $0, layer: name(nodes?.layer(of: $0.node)),
                isOverridden: info.config.overrides[$0.node] != nil)
            })
        ),
        (
          "kernels",
          twin != nil
            ? .null
            : .array(
              info.kernels.map {
                kernel($0, of: result, layer: name(nodes?.kernelLayer(of: $0.node)), codes: codes)
              })
        ),
        ("kernelsOfRun", .integer(twin ?? index)),
      ])
  }

  private func activation(
    _ search: ActivationSearch, layer: OrderedJSON, isOverridden: Bool
  ) -> OrderedJSON {
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
    let grid = parameters.grid
    fields.append(("scale", .number(grid.step)))
    fields.append(("zeroPoint", .integer(Int((-grid.lower / grid.step).rounded()))))
    if isOverridden {
      fields.append(("override", .bool(true)))
      fields.append(("errorMethod", .string(search.result.errorMethod.name)))
      fields.append(("quantizationMethod", .string(parameters.method.rawValue)))
    }
    return .object(fields)
  }

  private func kernel(
    _ kernel: KernelQuantization, of result: QuantizationResult, layer: OrderedJSON, codes: Bool
  ) -> OrderedJSON {
    let parameters = kernel.parameters
    var fields: [(key: String, value: OrderedJSON)] = [
      ("node", .string(kernel.node)), ("layer", layer),
      ("bitWidth", .integer(parameters.bitWidth)),
      ("thresholds", .array(parameters.thresholds.map(OrderedJSON.number))),
      ("channelAxis", parameters.channelAxis.map(OrderedJSON.integer) ?? .null),
      ("scales", .array(parameters.quantizers.map { .number(Double($0.step)) })),
      ("bias", numbers(result.prepared.model[kernel.node]?.operation.weights?.bias)),
      ("correctedBias", numbers(kernel.correctedBias)),
    ]
    if parameters.method == .uniform {
      // Such a grid need not be symmetric around zero.
      let zeros = parameters.quantizers.map { $0.zeroPoint(bitWidth: parameters.bitWidth) }
      fields.append(("zeroPoints", .array(zeros.map(OrderedJSON.integer))))
    }
    if codes, let own = result.model.model[kernel.node]?.operation.weights?.kernel {
      fields.append(("shape", .array(own.shape.dimensions.map(OrderedJSON.integer))))
      fields.append(("codes", .string(kernel.codes(of: own).base64EncodedString())))
    }
    return .object(fields)
  }

  private func numbers(_ values: [Float]?) -> OrderedJSON {
    values.map { .array($0.map { .number(Double($0)) }) } ?? .null
  }
}

extension KernelQuantization {
  /// The integers of a kernel that lies on its grids, `value = scale · (code − zero point)`: int8, or with more than 8
  /// bits int16, the lower byte first. The zero point is 0 unless the grid is a uniform one.
  fileprivate func codes(of kernel: Tensor) -> Data {
    let quantizers = parameters.quantizers
    let isUniform = parameters.method == .uniform
    let zeros = quantizers.map { isUniform ? $0.zeroPoint(bitWidth: parameters.bitWidth) : 0 }
    let inner = parameters.channelAxis.map {
      kernel.shape.dimensions[($0 + 1)...].reduce(1, *)
    }
    var data = Data()
    for (index, value) in kernel.values.enumerated() {
      let place = inner.map { index / $0 % quantizers.count } ?? 0
      // On the grid, and so a whole number of steps.
      let steps = Int((value / quantizers[place].step).rounded())
      let code = Int16(clamping: steps + zeros[place])
      data.append(UInt8(truncatingIfNeeded: code))
      if parameters.bitWidth > 8 { data.append(UInt8(truncatingIfNeeded: code >> 8)) }
    }
    return data
  }
}

extension FakeQuantizer {
  /// The code of zero, where the smallest code of so many bits is the most negative one.
  fileprivate func zeroPoint(bitWidth: Int) -> Int { Int(zeroLevel) - 1 << (bitWidth - 1) }
}

extension QuantizationResult {
  /// Whether the kernels and biases are those of another.
  fileprivate func hasKernels(of other: QuantizationResult) -> Bool {
    info.kernels.count == other.info.kernels.count
      && zip(info.kernels, other.info.kernels).allSatisfy {
        $0.node == $1.node && $0.parameters == $1.parameters
          && $0.correctedBias == $1.correctedBias
          && prepared.model[$0.node]?.operation.weights?.bias
            == other.prepared.model[$1.node]?.operation.weights?.bias
      }
  }
}

extension QuantizationErrorMethod {
  /// The key that only a percentile has.
  fileprivate var percentage: [(key: String, value: OrderedJSON)] {
    if case .percentile(let percentage) = self { [("percentile", .number(percentage))] } else { [] }
  }
}
