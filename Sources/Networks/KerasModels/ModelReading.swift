import Graph
import Tensors

/// Gives the weights of a layer.
///
/// - Parameters:
///   - names: What they are called, such as `kernel`, in Keras's order.
///   - shapes: The shapes that they must have.
typealias WeightReading = (
  _ layer: KerasLayer, _ names: [String], _ shapes: [Shape]
) throws -> [Tensor]

/// Makes a model of the layers that Keras describes.
struct ModelReading {
  private var layers: [Layer] = []
  /// From a Keras layer's name to the name of the layer that gives its output.
  var outputs: [String: String] = [:]
  private var shapes: [String: Shape] = [:]
  /// From the name of a layer that passes its input on to the name of the layer whose numbers those are.
  private var origins: [String: String] = [:]
  let weights: WeightReading

  /// - Parameters:
  ///   - inputShape: `[h, w, c]`.
  ///   - weights: Called for every layer that has some, in order.
  /// - Throws: ``KerasModelError/Finding``, or what `weights` throws.
  static func model(
    _ description: KerasDescription, inputShape: Shape, weights: @escaping WeightReading
  ) throws -> Model {
    var reading = ModelReading(weights: weights)
    for layer in description.layers {
      if layer.className == "InputLayer" {
        reading.append(layer, layer.name, .input, inputShape)
        reading.outputs[layer.name] = layer.name
      } else {
        try reading.add(layer)
      }
    }
    for input in description.innerInputs { try reading.check(input) }
    let read = Set(reading.layers.flatMap(\.inputs))
    let output = reading.outputs[description.output]
    if let other = reading.layers.last(where: { !read.contains($0.name) && $0.name != output }) {
      throw KerasModelError.Finding.severalOutputs([description.output, other.name])
    }
    guard output == reading.layers.last?.name else {
      throw KerasModelError.Finding.severalOutputs([
        description.output, description.layers[description.layers.count - 1].name,
      ])
    }
    let model = Model(name: description.name, layers: reading.layers)
    try checkNames(of: model)
    try model.checkFormats(
      of: description.innerInputs, format: description.integerInput, outputs: reading.outputs)
    return model
  }

  /// Looks for a layer that the workbook does not know, without weights.
  ///
  /// - Parameter limit: The most weights that there can be; the look ends there.
  /// - Throws: ``KerasModelError/Finding``.
  static func checkLayers(
    of description: KerasDescription, inputShape: Shape, limit: Int
  ) throws {
    struct TooMany: Error {}
    var left = limit
    do {
      _ = try model(description, inputShape: inputShape) { _, _, shapes in
        try shapes.map { shape in
          let count = shape.dimensions.reduce(1) {
            let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
            return overflow ? .max : product
          }
          guard count <= left else { throw TooMany() }
          left -= count
          return Tensor(shape: shape)
        }
      }
    } catch is TooMany {}
  }

  private init(weights: @escaping WeightReading) { self.weights = weights }

  // MARK: adding layers

  private mutating func append(
    _ keras: KerasLayer, _ name: String, _ operation: Operation, _ shape: Shape,
    inputs: [String] = [], className: String? = nil
  ) {
    shapes[name] = shape
    layers.append(
      Layer(
        name: name, operation: operation, inputs: inputs, outputShape: shape,
        kerasClassName: className, kerasName: keras.name))
  }

  /// Adds an operation that reads what the layer reads.
  mutating func add(
    _ keras: KerasLayer, _ operation: Operation, name: String? = nil,
    reading inputs: [String]? = nil,
    className: String? = nil
  ) throws {
    let sources =
      try inputs
      ?? keras.inputs.map { input in
        guard let source = outputs[input] else {
          throw KerasModelError.Finding.unknownInput(layer: keras.name, input: input)
        }
        return source
      }
    let shapes = sources.compactMap { self.shapes[$0] }
    let takesNumbers = if case .arithmetic = operation { true } else { false }
    guard keras.constants.isEmpty || takesNumbers else {
      throw KerasModelError.Finding.unsupported(
        layer: keras.name, className: "\(keras.className) of a layer and numbers")
    }
    guard let shape = operation.outputShape(of: shapes), operation.fits(shapes) else {
      throw unfit(keras, shapes)
    }
    guard operation.hasModestBorder(on: shapes[0]) else {
      throw KerasModelError.Finding.tooWide(layer: keras.name, input: shapes[0])
    }
    guard shape.boundedElementCount != nil else {
      throw KerasModelError.Finding.tooLarge(layer: keras.name)
    }
    let given = Set(sources.map { origins[$0] ?? $0 }).reduce(0) { count, source in
      count + (self.shapes[source]?.elementCount ?? 0)
    }
    guard operation.growsModestly(to: shape, from: given, picture: layers[0].outputShape) else {
      throw KerasModelError.Finding.growsTooLarge(layer: keras.name)
    }
    let name = name ?? keras.name
    guard self.shapes[name] == nil else { throw KerasModelError.Finding.twice(name: name) }
    append(keras, name, operation, shape, inputs: sources, className: className ?? keras.className)
    if operation.passesItsInputOn, let source = sources.first {
      origins[name] = origins[source] ?? source
    }
    outputs[keras.name] = name
  }

  /// The shape of what the layer reads.
  func inputShape(_ keras: KerasLayer) throws -> Shape {
    guard let input = keras.inputs.first, let source = outputs[input],
      let shape = shapes[source]
    else { throw KerasModelError.Finding.unknownInput(layer: keras.name, input: "nothing") }
    return shape
  }

  /// Refuses what Keras would give another shape on its way into a nested model: it adds and drops axes of one.
  ///
  /// Rows and columns may differ: Keras 2 warns of them and computes, as the layers inside allow.
  private func check(_ input: KerasDescription.InnerInput) throws {
    guard let extents = input.extents, let source = outputs[input.source],
      let given = shapes[source]
    else { return }
    let isSame =
      extents.count == given.rank && (extents.last.flatMap { $0 } ?? given[-1]) == given[-1]
    guard !isSame else { return }
    let text = extents.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
    throw KerasModelError.Finding.innerInput(name: input.name, shape: "(\(text))", given: given)
  }

  /// What to say of a layer that cannot read these shapes.
  func unfit(_ keras: KerasLayer, _ shapes: [Shape]) -> KerasModelError.Finding {
    // No size of pictures mends a layer that reads nothing.
    shapes.isEmpty
      ? .unknownInput(layer: keras.name, input: "nothing")
      : .doesNotFit(layer: keras.name, className: keras.className, shapes: shapes)
  }
}
