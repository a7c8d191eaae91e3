import Foundation
import Graph
import IntegerNetwork
import Tensors

/// A network in 8-bit integers as an ONNX file, which ONNX Runtime runs.
///
/// The operations are those of floats; between `DequantizeLinear` and `QuantizeLinear` every tensor is one of codes.
/// A runtime that knows integers makes one operation of the three, another computes with floats on grids. All codes
/// are 0 … 255, since ONNX Runtime fuses a convolution only when its input and output are of one type: those of
/// ``IntegerNetwork`` plus 128.
///
/// | here | in the file |
/// |---|---|
/// | the codes of a layer | a tensor with the layer's name, `[N, c, h, w]` |
/// | its operation | a node with the layer's name |
/// | a kernel | int8 `[outputs, inputs / groups, kh, kw]`, a scale per output |
/// | a bias | int32, in steps of `s_x · s_w` |
/// | a ReLU | `Clip` or `Relu` where codes lie beyond its ends, nothing where the grid has its ends |
///
/// What goes in and comes out has the order of Keras, `[N, h, w, c]`; a transposition stands at either end. Dense layers
/// are convolutions with a window of one pixel; tensors without height and width have a pixel.
///
/// - Parameters:
///   - network: In the profile `onnxRuntime`.
///   - numbers: What goes in and comes out.
///   - producer: The program that writes the file.
///   - metadata: What else is to be known about it; the order of the axes is added.
/// - Source: ONNX, `onnx.proto` and “Operator Schemas”.
public func onnxFile(
  of network: IntegerNetwork, numbers: NumberType, producer: String, description: String,
  metadata: KeyValuePairs<String, String> = [:]
) -> Data {
  precondition(network.profile == .onnxRuntime, "a network by the rules of \(network.profile)")
  var writer = ONNXWriter(network)
  writer.addInput(network.layers[0], numbers)
  for layer in network.layers.dropFirst() { writer.add(layer) }
  writer.addOutput(network.layers[network.layers.count - 1], numbers)
  return writer.graph.file(
    name: network.name, producer: producer, description: description,
    metadata: metadata.map { ($0.key, $0.value) } + [
      ("layout", "input and output NHWC, as in Keras; NCHW inside")
    ])
}

struct ONNXWriter {
  var graph = ONNXGraph()
  /// The values of a layer's codes, by its name.
  private var values: [String: String] = [:]
  private let layers: [String: IntegerLayer]
  private var grids: [IntegerGrid: GridConstants] = [:]

  /// The scale and the zero point of codes 0 … 255.
  private struct GridConstants {
    let scale: String
    let zeroPoint: String
  }

  init(_ network: IntegerNetwork) {
    layers = Dictionary(uniqueKeysWithValues: network.layers.map { ($0.name, $0) })
    // A layer's codes have its name, whatever else there is.
    for layer in network.layers { _ = graph.unused(layer.name) }
  }

  // MARK: grids

  /// The constants of a grid, which stand in the file once.
  private mutating func constants(_ grid: IntegerGrid) -> [String] {
    let known =
      grids[grid]
      ?? GridConstants(
        scale: graph.floats("grid_\(grids.count)/scale", [grid.scale], shape: []),
        zeroPoint: graph.constant(
          "grid_\(grids.count)/zero_point", .uint8, shape: [],
          data: [UInt8(grid.zeroPoint + 128)]))
    grids[grid] = known
    return [known.scale, known.zeroPoint]
  }

  /// The values of codes.
  mutating func dequantize(_ codes: String, _ grid: IntegerGrid) -> String {
    let values = graph.unused(codes + "/values")
    graph.add(
      "DequantizeLinear", named: codes + "/dequantize", [codes] + constants(grid), to: values)
    return values
  }

  /// The codes of values.
  mutating func quantize(_ values: String, to codes: String, _ grid: IntegerGrid) {
    graph.add("QuantizeLinear", named: codes + "/quantize", [values] + constants(grid), to: codes)
  }

  /// Says what a layer's codes are, and makes their values for the layers that read them.
  private mutating func finish(_ layer: IntegerLayer) {
    graph.describe(layer.name, .uint8, layer.channelsFirst)
    values[layer.name] = dequantize(layer.name, layer.grid)
  }

  // MARK: what goes in and comes out

  mutating func addInput(_ layer: IntegerLayer, _ numbers: NumberType) {
    let input = graph.unused("input")
    graph.addInput(input, numbers.onnx, layer.shape.dimensions)
    let transposition: KeyValuePairs<String, ONNXGraph.Attribute> = [
      "perm": .integers([0, 3, 1, 2])
    ]
    switch numbers {
    case .uint8:
      graph.add("Transpose", named: layer.name, [input], to: layer.name, transposition)
    case .float, .int8:
      let channelsFirst = graph.unused(input + "/channels_first")
      graph.add("Transpose", named: layer.name, [input], to: channelsFirst, transposition)
      var entering = channelsFirst
      if numbers == .int8 {
        entering = graph.unused(input + "/values")
        graph.add(
          "DequantizeLinear", named: input + "/dequantize",
          [channelsFirst] + signedConstants(layer.grid, named: input), to: entering)
      }
      quantize(entering, to: layer.name, layer.grid)
    }
    finish(layer)
  }

  /// The scale and the zero point of codes −128 … 127.
  private mutating func signedConstants(_ grid: IntegerGrid, named name: String) -> [String] {
    let code = UInt8(bitPattern: Int8(truncatingIfNeeded: grid.zeroPoint))
    return [
      constants(grid)[0], graph.constant(name + "/zero_point", .int8, shape: [], data: [code]),
    ]
  }

  mutating func addOutput(_ layer: IntegerLayer, _ numbers: NumberType) {
    let output = graph.unused("output")
    let inner = numbers == .float ? output : graph.unused(output + "/values")
    var values = values[layer.name] ?? layer.name
    let picture = layer.shape.asPicture
    if layer.shape.rank == 3 || picture[0] * picture[1] > 1 {
      let transposed = layer.shape.rank == 3 ? inner : graph.unused(output + "/pixels")
      graph.add(
        "Transpose", named: output + "/channels_last", [values], to: transposed,
        ["perm": .integers([0, 2, 3, 1])])
      values = transposed
    }
    if layer.shape.rank < 3 {
      let extents = graph.integers(output + "/shape", [0] + layer.shape.dimensions)
      graph.add("Reshape", named: output + "/flat", [values, extents], to: inner)
    }
    switch numbers {
    case .float: break
    case .uint8: quantize(inner, to: output, layer.grid)
    case .int8:
      graph.add(
        "QuantizeLinear", named: output + "/quantize",
        [inner] + signedConstants(layer.grid, named: output), to: output)
    }
    graph.addOutput(output, numbers.onnx, layer.shape.dimensions)
  }

  // MARK: layers

  mutating func add(_ layer: IntegerLayer) {
    let inputs = layer.inputs.compactMap { values[$0] }
    let shape = layer.inputs.first.flatMap { layers[$0]?.shape } ?? layer.shape
    switch layer.operation {
    case .input: return
    case .convolution(let convolution):
      add(convolution, layer, inputs[0], shape: shape.asPicture)
    case .addition(let addition):
      add("Add", inputs, layer, reLUMaximum: addition.reLUMaximum, codes: addition.outputCodes)
    case .rescaling(let rescaling):
      addRescaling(rescaling, inputs[0], layer)
    case .padding(let border):
      let amounts = [0, 0, border.top, border.left, 0, 0, border.bottom, border.right]
      let pads = graph.integers(layer.name + "/pads", amounts)
      add("Pad", inputs + [pads], layer)
    case .cropping(let border):
      let ends = [shape[0] - border.bottom, shape[1] - border.right]
      let places = [
        graph.integers(layer.name + "/starts", [border.top, border.left]),
        graph.integers(layer.name + "/ends", ends),
        graph.integers(layer.name + "/axes", [2, 3]),
      ]
      add("Slice", inputs + places, layer)
    case .pooling(let pooling):
      let size = pooling.window.size
      let attributes: KeyValuePairs<String, ONNXGraph.Attribute> = [
        "kernel_shape": .integers([size.height, size.width]),
        "pads": .integers(pooling.window.pads(of: shape)),
        "strides": .integers([pooling.window.strides.height, pooling.window.strides.width]),
      ]
      add(pooling.kind == .maximum ? "MaxPool" : "AveragePool", inputs, layer, attributes)
    case .mean: add("GlobalAveragePool", inputs, layer)
    case .concatenation: add("Concat", inputs, layer, ["axis": .integer(1)])
    case .reshaping: addReshaping(layer, inputs[0], from: shape)
    case .softmax: add("Softmax", inputs, layer, ["axis": .integer(1)])
    }
    finish(layer)
  }

  /// An operation, the ReLU behind it, and its codes.
  private mutating func add(
    _ operation: String, _ inputs: [String], _ layer: IntegerLayer,
    _ attributes: KeyValuePairs<String, ONNXGraph.Attribute> = [:], reLUMaximum: Float? = nil,
    codes: ClosedRange<Int32> = -128...127
  ) {
    let result = graph.unused(layer.name + "/result")
    graph.add(operation, named: layer.name, inputs, to: result, attributes)
    guard let reLUMaximum, codes != -128...127 else {
      quantize(result, to: layer.name, layer.grid)
      return
    }
    // ONNX Runtime fuses what is quantized at once, so the ReLU has to wait.
    let sum = graph.unused(layer.name + "/sum")
    quantize(result, to: sum, layer.grid)
    addReLU(reLUMaximum, dequantize(sum, layer.grid), named: layer.name + "/relu", layer)
  }

  private mutating func addReLU(
    _ maximum: Float, _ input: String, named name: String, _ layer: IntegerLayer
  ) {
    let clipped = graph.unused(layer.name + "/clipped")
    if maximum.isFinite {
      let ends = [
        graph.floats(layer.name + "/minimum", [0], shape: []),
        graph.floats(layer.name + "/maximum", [maximum], shape: []),
      ]
      graph.add("Clip", named: name, [input] + ends, to: clipped)
    } else {
      graph.add("Relu", named: name, [input], to: clipped)
    }
    quantize(clipped, to: layer.name, layer.grid)
  }

  private mutating func addRescaling(
    _ rescaling: IntegerRescaling, _ input: String, _ layer: IntegerLayer
  ) {
    if let maximum = rescaling.reLUMaximum {
      addReLU(maximum, input, named: layer.name, layer)
    } else {
      // ONNX Runtime makes one grid of two in a row, unless there is an operation between them.
      addReshaping(layer, input, from: layer.shape)
    }
  }

  private mutating func add(
    _ convolution: IntegerConvolution, _ layer: IntegerLayer, _ input: String, shape: Shape
  ) {
    let extents = convolution.kernelShape
    let outputs = extents[3]
    let inputScale = layers[layer.inputs[0]]?.grid.scale ?? 1
    let kernel = dequantize(
      constant: layer.name + "/kernel", .int8, [outputs, extents[2], extents[0], extents[1]],
      convolution.outputsAndInputsFirst.map(UInt8.init(bitPattern:)), convolution.kernelScales)
    let bias = dequantize(
      constant: layer.name + "/bias", .int32, [outputs], littleEndianBytes(convolution.bias),
      convolution.kernelScales.map { inputScale * $0 })
    let window = convolution.window
    add(
      "Conv", [input, kernel, bias], layer,
      [
        "dilations": .integers([window.dilation.height, window.dilation.width]),
        "group": .integer(convolution.groups),
        "kernel_shape": .integers([extents[0], extents[1]]),
        "pads": .integers(window.pads(of: shape)),
        "strides": .integers([window.strides.height, window.strides.width]),
      ], reLUMaximum: convolution.reLUMaximum, codes: convolution.outputCodes)
  }

  /// The values of constant codes, whose zero point is 0, with a scale for every entry of the first axis.
  private mutating func dequantize(
    constant name: String, _ numbers: ONNX.Numbers, _ shape: [Int], _ data: [UInt8],
    _ scales: [Float]
  ) -> String {
    let bytes = numbers == .int32 ? 4 : 1
    let codes = graph.constant(name, numbers, shape: shape, data: data)
    let scale = graph.floats(name + "/scales", scales, shape: [scales.count])
    let zeros = graph.constant(
      name + "/zero_points", numbers, shape: [scales.count],
      data: [UInt8](repeating: 0, count: scales.count * bytes))
    let values = graph.unused(name + "/values")
    graph.add(
      "DequantizeLinear", named: name + "/dequantize", [codes, scale, zeros], to: values,
      ["axis": .integer(0)])
    return values
  }

  /// Keras counts through the channels of a pixel first, so this is done with the channels last.
  private mutating func addReshaping(_ layer: IntegerLayer, _ input: String, from shape: Shape) {
    let (before, after) = (shape.asPicture, layer.shape.asPicture)
    var input = input
    if before != after, before[0] * before[1] > 1, before[2] > 1 {
      input = addStep(
        "Transpose", [input], "channels_last", layer, ["perm": .integers([0, 2, 3, 1])])
    }
    let isTransposed = before != after && after[0] * after[1] > 1 && after[2] > 1
    let extents =
      isTransposed ? [0, after[0], after[1], after[2]] : [0, after[2], after[0], after[1]]
    let target = graph.integers(layer.name + "/shape", extents)
    guard isTransposed else { return add("Reshape", [input, target], layer) }
    let reshaped = addStep("Reshape", [input, target], "reshaped", layer)
    add("Transpose", [reshaped], layer, ["perm": .integers([0, 3, 1, 2])])
  }

  /// A step on the way to a layer's codes, on their grid.
  ///
  /// - Returns: The values.
  private mutating func addStep(
    _ operation: String, _ inputs: [String], _ title: String, _ layer: IntegerLayer,
    _ attributes: KeyValuePairs<String, ONNXGraph.Attribute> = [:]
  ) -> String {
    let result = graph.unused("\(layer.name)/\(title)/result")
    graph.add(operation, named: "\(layer.name)/\(title)", inputs, to: result, attributes)
    let codes = graph.unused("\(layer.name)/\(title)")
    quantize(result, to: codes, layer.grid)
    return dequantize(codes, layer.grid)
  }
}

extension NumberType {
  fileprivate var onnx: ONNX.Numbers {
    switch self {
    case .float: .float32
    case .uint8: .uint8
    case .int8: .int8
    }
  }
}

extension IntegerLayer {
  /// The extents of its codes in the file.
  fileprivate var channelsFirst: [Int] {
    let picture = shape.asPicture
    return [picture[2], picture[0], picture[1]]
  }
}

extension IntegerConvolution {
  /// The kernel's codes as `[outputs, inputs / groups, kh, kw]`.
  fileprivate var outputsAndInputsFirst: [Int8] {
    let (pixels, inputs, outputs) = (
      kernelShape[0] * kernelShape[1], kernelShape[2], kernelShape[3]
    )
    return (0..<outputs).flatMap { output in
      (0..<inputs).flatMap { input in
        (0..<pixels).map { kernel[($0 * inputs + input) * outputs + output] }
      }
    }
  }
}

extension Window {
  /// Zeros above, left, below and right of an input `[h, w, c]`.
  fileprivate func pads(of input: Shape) -> [Int] {
    let rows = padding.amounts(input: input[0], window: extent.height, stride: strides.height)
    let columns = padding.amounts(input: input[1], window: extent.width, stride: strides.width)
    return [rows.before, columns.before, rows.after, columns.after]
  }
}
