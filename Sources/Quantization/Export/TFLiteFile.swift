import Foundation
import Graph
import IntegerNetwork
import Tensors

/// A network in 8-bit integers as a TensorFlow Lite file, which LiteRT runs.
///
/// Every layer's codes are a tensor with the layer's name. Dense layers are convolutions with a window of one
/// pixel, since the format's own have one scale for all outputs; tensors without height and width have a pixel.
///
/// - Parameters:
///   - network: In the profile `liteRT`.
///   - numbers: What goes in and comes out.
///   - description: What made it.
/// - Throws: ``ExportError`` for a layer that the format does not have.
/// - Source: TensorFlow Lite, `schema.fbs` and “LiteRT 8-bit quantization specification”.
public func tfliteFile(
  of network: IntegerNetwork, numbers: NumberType, description: String
) throws -> Data {
  precondition(network.profile == .liteRT, "a network by the rules of \(network.profile)")
  var writer = TFLiteWriter()
  let input = writer.addInput(network.layers[0], numbers)
  for layer in network.layers.dropFirst() { try writer.add(layer) }
  let last = network.layers[network.layers.count - 1]
  let output = writer.addOutput(last, numbers)
  return writer.graph.file(
    name: network.name, description: description, input: ("input", input),
    output: ("output", output))
}

private struct TFLiteWriter {
  var graph = TFLiteGraph()
  private var tensors: [String: Int32] = [:]
  private var layers: [String: IntegerLayer] = [:]

  // MARK: what goes in and comes out

  mutating func addInput(_ layer: IntegerLayer, _ numbers: NumberType) -> Int32 {
    let codes = addTensor(of: layer)
    guard let outside = addOutside(layer, numbers, shape: layer.shape) else { return codes }
    graph.add(.quantize, [outside], codes)
    return outside
  }

  mutating func addOutput(_ layer: IntegerLayer, _ numbers: NumberType) -> Int32 {
    var codes = tensors[layer.name] ?? 0
    if layer.shape.rank < 3 {
      let shape = [1] + layer.shape.dimensions
      let flat = graph.tensor(layer.name + "/flat", .int8, shape, quantization(layer.grid))
      addReshape(from: codes, to: flat, name: layer.name + "/flat", shape: shape)
      codes = flat
    }
    guard let outside = addOutside(layer, numbers, shape: layer.shape) else { return codes }
    graph.add(numbers == .float ? .dequantize : .quantize, [codes], outside)
    return outside
  }

  /// The tensor of an end of the network, or `nil` when the codes are it.
  private mutating func addOutside(
    _ layer: IntegerLayer, _ numbers: NumberType, shape: Shape
  ) -> Int32? {
    let shape = [1] + shape.dimensions
    switch numbers {
    case .int8: return nil
    case .float: return graph.tensor(layer.name + "/float", .float32, shape)
    case .uint8:
      var unsigned = quantization(layer.grid)
      unsigned.zeroPoints[0] += 128
      return graph.tensor(layer.name + "/uint8", .uint8, shape, unsigned)
    }
  }

  // MARK: layers

  private func quantization(_ grid: IntegerGrid) -> TFLiteGraph.Quantization {
    TFLiteGraph.Quantization(scales: [grid.scale], zeroPoints: [Int64(grid.zeroPoint)])
  }

  private mutating func addTensor(of layer: IntegerLayer) -> Int32 {
    let tensor = graph.tensor(
      layer.name, .int8, [1] + layer.shape.asPicture.dimensions, quantization(layer.grid))
    tensors[layer.name] = tensor
    layers[layer.name] = layer
    return tensor
  }

  /// - Parameter shape: With 1 for the batch. In the file stands −1, however many there are: a runtime can then resize the
  ///   input for several pictures.
  private mutating func addReshape(from: Int32, to: Int32, name: String, shape: [Int]) {
    let anyBatch = [-1] + shape.dropFirst()
    let extents = graph.integers(name + "/shape", anyBatch, shape: [shape.count])
    graph.add(
      .reshape, [from, extents], to, options: [0: .int32s(anyBatch.map(Int32.init))])
  }

  mutating func add(_ layer: IntegerLayer) throws {
    let inputs = layer.inputs.compactMap { tensors[$0] }
    let output = addTensor(of: layer)
    switch layer.operation {
    case .input: break
    case .convolution(let convolution):
      try add(convolution, layer, inputs[0], output)
    case .addition(let addition):
      let activation = try fused(addition.reLUMaximum, addition.outputCodes, layer)
      graph.add(.add, inputs, output, options: [0: .int8(activation.rawValue)])
    case .rescaling(let rescaling):
      switch try fused(rescaling.reLUMaximum, rescaling.outputCodes, layer) {
      case .none: graph.add(.quantize, inputs, output)
      case .reLU: graph.add(.reLU, inputs, output)
      case .reLU6: graph.add(.reLU6, inputs, output)
      }
    case .padding(let border):
      let amounts = [0, 0, border.top, border.bottom, border.left, border.right, 0, 0]
      let paddings = graph.integers(layer.name + "/paddings", amounts, shape: [4, 2])
      graph.add(.pad, inputs + [paddings], output)
    case .cropping(let border):
      let begin = graph.integers(
        layer.name + "/begin", [0, border.top, border.left, 0], shape: [4])
      let size = graph.integers(
        layer.name + "/size", [-1] + layer.shape.asPicture.dimensions, shape: [4])
      graph.add(.slice, inputs + [begin, size], output)
    case .pooling(let pooling): add(pooling, inputs, output)
    case .mean:
      let axes = graph.integers(layer.name + "/axes", [1, 2], shape: [2])
      graph.add(.mean, inputs + [axes], output, options: [0: .bool(true)])
    case .concatenation: graph.add(.concatenation, inputs, output, options: [0: .int32(3)])
    case .reshaping:
      addReshape(
        from: inputs[0], to: output, name: layer.name,
        shape: [1] + layer.shape.asPicture.dimensions)
    case .softmax: graph.add(.softmax, inputs, output, options: [0: .float(1)])
    }
  }

  private mutating func add(_ pooling: Pooling, _ inputs: [Int32], _ output: Int32) {
    let window = pooling.window
    graph.add(
      pooling.kind == .maximum ? .maxPool : .averagePool, inputs, output,
      options: [
        0: padding(window.padding), 1: .int32(Int32(window.strides.width)),
        2: .int32(Int32(window.strides.height)), 3: .int32(Int32(window.size.width)),
        4: .int32(Int32(window.size.height)),
      ])
  }

  private func padding(_ padding: Padding) -> FlatValue { .int8(padding == .same ? 0 : 1) }

  private mutating func add(
    _ convolution: IntegerConvolution, _ layer: IntegerLayer, _ input: Int32, _ output: Int32
  ) throws {
    let activation = try fused(convolution.reLUMaximum, convolution.outputCodes, layer)
    let shape = convolution.kernelShape
    let outputs = shape[3]
    let zeros = [Int64](repeating: 0, count: outputs)
    // The format has a kernel's outputs first, and those of a depthwise one last.
    let kernel: (shape: [Int], codes: [Int8], axis: Int32) =
      convolution.isDepthwise
      ? ([1, shape[0], shape[1], outputs], convolution.kernel, 3)
      : ([outputs, shape[0], shape[1], shape[2]], outputsFirst(convolution), 0)
    let weights = graph.tensor(
      layer.name + "/kernel", .int8, kernel.shape,
      .init(scales: convolution.kernelScales, zeroPoints: zeros, axis: kernel.axis),
      data: kernel.codes.map(UInt8.init(bitPattern:)))
    let inputScale = layers[layer.inputs[0]]?.grid.scale ?? 1
    let bias = graph.tensor(
      layer.name + "/bias", .int32, [outputs],
      .init(scales: convolution.kernelScales.map { inputScale * $0 }, zeroPoints: zeros),
      data: littleEndianBytes(convolution.bias))
    let window = convolution.window
    let strides: [FlatValue] = [
      .int32(Int32(window.strides.width)), .int32(Int32(window.strides.height)),
    ]
    let dilation: [FlatValue] = [
      .int32(Int32(window.dilation.width)), .int32(Int32(window.dilation.height)),
    ]
    let fusedActivation = FlatValue.int8(activation.rawValue)
    if convolution.isDepthwise {
      graph.add(
        .depthwiseConvolution, [input, weights, bias], output,
        options: [
          0: padding(window.padding), 1: strides[0], 2: strides[1],
          3: .int32(Int32(outputs / convolution.groups)), 4: fusedActivation, 5: dilation[0],
          6: dilation[1],
        ])
    } else {
      graph.add(
        .convolution, [input, weights, bias], output,
        options: [
          0: padding(window.padding), 1: strides[0], 2: strides[1], 3: fusedActivation,
          4: dilation[0], 5: dilation[1],
        ])
    }
  }

  /// The kernel's codes as `[outputs, kh, kw, inputs]`.
  private func outputsFirst(_ convolution: IntegerConvolution) -> [Int8] {
    let outputs = convolution.kernelShape[3]
    let others = convolution.kernel.count / outputs
    return (0..<outputs).flatMap { output in
      (0..<others).map { convolution.kernel[$0 * outputs + output] }
    }
  }

  /// The format's word for a ReLU that lets these codes pass.
  private func fused(
    _ maximum: Float?, _ codes: ClosedRange<Int32>, _ layer: IntegerLayer
  ) throws -> TFLite.FusedActivation {
    guard let maximum else { return .none }
    if codes == layer.grid.codes(upTo: .infinity) { return .reLU }
    if codes == layer.grid.codes(upTo: 6) { return .reLU6 }
    throw ExportError.notInFormat(
      layer: layer.name, why: "it has a ReLU that ends at \(maximum), and the format one at 6",
      format: "TensorFlow Lite")
  }
}
