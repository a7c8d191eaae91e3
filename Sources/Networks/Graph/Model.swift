import Tensors

/// One layer of a model: a named operation on the outputs of earlier layers.
public struct Layer: Equatable, Sendable {
  /// The layer's name, unique in its model; Keras's own for a Keras model.
  public let name: String
  /// What it computes.
  public let operation: Operation
  /// The names of the layers it reads, in order.
  public let inputs: [String]
  /// The shape of its output without the batch axis: `[h, w, c]` or `[c]`.
  public let outputShape: Shape
  /// The name of its Keras class.
  public let kerasClassName: String
  /// The name of the Keras layer that gives this output: its own name, unless it was folded, split or made
  /// of a part of one.
  public let kerasName: String

  /// - Parameters:
  ///   - kerasClassName: The operation's own when `nil`.
  ///   - kerasName: The layer's own name when `nil`.
  public init(
    name: String, operation: Operation, inputs: [String], outputShape: Shape,
    kerasClassName: String? = nil, kerasName: String? = nil
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.outputShape = outputShape
    self.kerasClassName = kerasClassName ?? operation.kerasClassName
    self.kerasName = kerasName ?? name
  }

  /// The name of the operator set that MCT puts it into, or `nil` where it is in none.
  public var operatorSet: String? { operation.operatorSet(of: kerasClassName) }

  /// The same layer with another operation, which gives an output of the same shape.
  public func with(_ operation: Operation) -> Layer {
    Layer(
      name: name, operation: operation, inputs: inputs, outputShape: outputShape,
      kerasClassName: kerasClassName, kerasName: kerasName)
  }
}

/// A network: layers in topological order, one input and one output.
///
/// ```swift
/// let model = Model(
///   name: "small",
///   layers: [
///     Layer(name: "in", operation: .input, inputs: [], outputShape: [4, 4, 2]),
///     Layer(name: "relu", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [4, 4, 2]),
///     Layer(name: "sum", operation: .add, inputs: ["in", "relu"], outputShape: [4, 4, 2]),
///   ])
/// model["relu"]?.operation  // .reLU(maximum: 6)
/// model.consumers(of: "in")  // ["relu", "sum"]
/// model.inputShape  // [4, 4, 2]
/// model.outputName  // "sum"
/// ```
public struct Model: Equatable, Sendable {
  /// The model's name, as Keras prints it.
  public let name: String
  /// The layers; every layer stands after those it reads.
  public let layers: [Layer]
  /// For every layer the positions of those that it reads, in order.
  public let inputPositions: [[Int]]
  private let positions: [String: Int]
  /// For every layer whether its output can be negative.
  private let signs: [Bool]

  /// - Precondition: Names are unique, the first layer is the only input, every layer stands after the
  ///   layers that it reads, and its shape is what its operation gives.
  public init(name: String, layers: [Layer]) {
    var positions: [String: Int] = [:]
    var inputPositions: [[Int]] = []
    // Layer by layer. Path by path, n sums behind one another would take 2ⁿ steps.
    var signs: [Bool] = []
    for (index, layer) in layers.enumerated() {
      precondition(positions[layer.name] == nil, "two layers are called \(layer.name)")
      let inputs = layer.inputs.map { input in
        guard let position = positions[input] else {
          preconditionFailure("\(layer.name) reads \(input), which is not before it")
        }
        return position
      }
      precondition(
        (layer.operation == .input) == (index == 0),
        "the first layer of a model is its only input, not \(layer.name)")
      if index > 0 {
        let shape = layer.operation.outputShape(of: inputs.map { layers[$0].outputShape })
        precondition(
          shape == layer.outputShape,
          "\(layer.name) gives \(shape?.description ?? "nothing"), not \(layer.outputShape)")
      }
      inputPositions.append(inputs)
      signs.append(layer.operation.canBeNegative(inputs.map { signs[$0] }))
      positions[layer.name] = index
    }
    self.name = name
    self.layers = layers
    self.inputPositions = inputPositions
    self.positions = positions
    self.signs = signs
  }

  /// The layer of that name, or `nil`.
  public subscript(name: String) -> Layer? { positions[name].map { layers[$0] } }

  /// The layer of that name whatever case its letters have, or else the last layer that was made of the Keras
  /// layer of that name; `nil` when there is none.
  public func layer(called name: String) -> Layer? {
    let wanted = name.lowercased()
    return layers.first { $0.name.lowercased() == wanted }
      ?? layers.last { $0.kerasName.lowercased() == wanted }
  }

  /// The position of the layer of that name, or `nil`.
  public func position(of name: String) -> Int? { positions[name] }

  /// The names of the layers that read the layer of that name.
  ///
  /// - Complexity: O(layers); the layer itself is found in O(1).
  public func consumers(of name: String) -> [String] {
    layers.filter { $0.inputs.contains(name) }.map(\.name)
  }

  /// The shape of one image, `[h, w, c]`.
  public var inputShape: Shape { layers[0].outputShape }

  /// The name of the last layer, whose output is the model's.
  public var outputName: String { layers[layers.count - 1].name }

  /// The shape of the output for one image.
  public var outputShape: Shape { layers[layers.count - 1].outputShape }

  /// Whether a layer's output can hold values below zero, as far as its operation and those before it tell.
  public func canBeNegative(_ name: String) -> Bool { positions[name].map { signs[$0] } ?? true }

  /// The layers through which everything flows: nothing behind them reads what is before them. To go on from
  /// there, a layer's output is all that is needed.
  ///
  /// Of the layers in the example above, `in` and `sum`; not `relu`, since `sum` reads `in` too.
  ///
  /// - Complexity: O(layers).
  public var bottlenecks: [String] {
    var lastReader = Array(layers.indices)
    for (index, inputs) in inputPositions.enumerated() {
      for input in inputs { lastReader[input] = index }
    }
    var (names, furthest) = ([String](), 0)
    for index in layers.indices {
      // The furthest reader of all layers before this one.
      if furthest <= index { names.append(layers[index].name) }
      furthest = max(furthest, lastReader[index])
    }
    return names
  }

  /// Products that are added up for one image: those of the convolutions and of the dense layers.
  ///
  /// A multiply-add counts as two floating-point operations.
  public var multiplyAdds: Int {
    layers.reduce(0) { $0 + $1.operation.multiplyAdds(output: $1.outputShape) }
  }
}
