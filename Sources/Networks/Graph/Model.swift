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

  public init(name: String, operation: Operation, inputs: [String], outputShape: Shape) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.outputShape = outputShape
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
  private let positions: [String: Int]

  /// - Precondition: Names are unique, the first layer is the input, and every layer stands after the
  ///   layers that it reads.
  public init(name: String, layers: [Layer]) {
    var positions: [String: Int] = [:]
    for (index, layer) in layers.enumerated() {
      precondition(positions[layer.name] == nil, "two layers are called \(layer.name)")
      for input in layer.inputs {
        precondition(
          positions[input] != nil, "\(layer.name) reads \(input), which is not before it")
      }
      positions[layer.name] = index
    }
    precondition(layers.first?.operation == .input, "the first layer of a model is its input")
    self.name = name
    self.layers = layers
    self.positions = positions
  }

  /// The layer of that name, or `nil`.
  public subscript(name: String) -> Layer? { positions[name].map { layers[$0] } }

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
}
