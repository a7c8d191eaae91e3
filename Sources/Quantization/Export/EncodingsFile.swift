import Foundation
import PostTrainingQuantization
import Quantization
import Support

/// The grids of a quantized model as JSON, for programs that quantize by grids that they are given.
///
/// `min` and `max` are the ends of a grid: the smallest and the largest value on it. They are not the threshold, which
/// lies one step above the largest: whoever takes t for `max` gets steps that are too large by one part in 255.
///
/// | key | what |
/// |---|---|
/// | `activations` | per node: `signed`, `bitWidth`, `scale`, `zeroPoint` (the level of 0, counted from `min`), `min`, `max` |
/// | `kernels` | per node: `bitWidth`, `channelAxis` in Keras's layout, `scales`, `bias` before correction and `correctedBias` |
public func encodingsFile(of result: QuantizationResult) -> Data {
  let activations = result.info.activations.map { search -> OrderedJSON in
    let parameters = search.result.parameters
    let quantizer = result.model.activationQuantizers[search.node]?.fakeQuantizer
    return .object([
      ("node", .string(search.node)), ("signed", .bool(parameters.range.isSigned)),
      ("bitWidth", .integer(parameters.bitWidth)), ("scale", number(quantizer?.step)),
      ("zeroPoint", number(quantizer?.zeroLevel)), ("min", number(quantizer?.lower)),
      ("max", number(quantizer?.upper)),
    ])
  }
  let kernels = result.info.kernels.map { kernel -> OrderedJSON in
    let parameters = kernel.parameters
    let quantizers = parameters.quantizers
    let bias = result.prepared.model[kernel.node]?.operation.weights?.bias
    return .object([
      ("node", .string(kernel.node)), ("kernel", .string(kernel.attribute)),
      ("bitWidth", .integer(parameters.bitWidth)),
      ("channelAxis", parameters.channelAxis.map(OrderedJSON.integer) ?? .null),
      ("scales", .array(quantizers.map { number($0.step) })),
      ("min", .array(quantizers.map { number($0.lower) })),
      ("max", .array(quantizers.map { number($0.upper) })),
      ("bias", numbers(bias)), ("correctedBias", numbers(kernel.correctedBias)),
    ])
  }
  let file = OrderedJSON.object([
    ("schema", .integer(1)), ("method", .string(result.title)),
    ("calibration", .string(result.info.ledger.digest)), ("activations", .array(activations)),
    ("kernels", .array(kernels)),
  ])
  return Data((file.text(indent: 1) + "\n").utf8)
}

private func number(_ value: Float?) -> OrderedJSON { value.map { .number(Double($0)) } ?? .null }

private func numbers(_ values: [Float]?) -> OrderedJSON {
  values.map { .array($0.map { .number(Double($0)) }) } ?? .null
}
