import Tensors

/// Runs a model one layer after another with plain loops.
///
/// Nothing here is clever: each function is its layer's formula. The chapters explain these lines, and
/// the tests hold the fast executor against them.
///
/// ```swift
/// let model = Model(
///   name: "small",
///   layers: [
///     Layer(name: "in", operation: .input, inputs: [], outputShape: [1, 3, 1]),
///     Layer(name: "relu", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [1, 3, 1]),
///   ])
/// let images = Tensor(shape: [1, 1, 3, 1], values: [-1, 2.6, 7])
/// try ReferenceExecutor(model: model).output(for: images).values  // [0, 2.6, 6]
/// let grid = ActivationGrid(lower: 0, upper: 3, step: 1, zeroLevel: 0)
/// let rounding = ReferenceExecutor(model: model, grids: ["relu": grid])
/// try rounding.output(for: images).values  // [0, 3, 3]
/// ```
///
/// - Complexity: O(multiply-adds), of which ``Model/multiplyAdds`` says the number, on one thread.
public struct ReferenceExecutor: Executor {
  /// The model that is run.
  public let model: Model
  /// The values that the outputs of some layers are rounded to, by layer name.
  public let grids: [String: ActivationGrid]

  public init(model: Model, grids: [String: ActivationGrid] = [:]) {
    self.model = model
    self.grids = grids
  }

  /// Runs the model and returns the outputs of the layers asked for.
  public func outputs(of names: [String], for images: Tensor) throws -> [String: Tensor] {
    try model.check(names: names, images: images)
    var values: [Tensor] = []
    for (index, layer) in model.layers.enumerated() {
      let inputs = model.inputPositions[index].map { values[$0] }
      var output = apply(layer.operation, to: inputs, images: images)
      if let grid = grids[layer.name] {
        for index in output.values.indices { output.values[index] = grid(output.values[index]) }
      }
      values.append(output)
    }
    let asked = zip(model.layers, values).filter { names.contains($0.0.name) }
    return Dictionary(uniqueKeysWithValues: asked.map { ($0.name, $1) })
  }
}

extension ReferenceExecutor {
  /// The output for these inputs, all `[n, h, w, c]` or `[n, c]`.
  private func apply(_ operation: Operation, to inputs: [Tensor], images: Tensor) -> Tensor {
    switch operation {
    case .input: images
    case .convolution(let layer): activate(convolve(inputs[0], with: layer), layer.activation)
    case .depthwiseConvolution(let layer):
      activate(convolve(inputs[0], with: layer), layer.activation)
    case .dense(let layer): activate(multiply(inputs[0], with: layer), layer.activation)
    case .batchNormalization(let layer): normalize(inputs[0], with: layer)
    case .activation(let activation): activate(inputs[0], activation)
    case .add: inputs.dropFirst().reduce(inputs[0]) { sum($0, $1) }
    case .concatenate: concatenate(inputs)
    case .zeroPadding(let border): pad(inputs[0], with: border)
    case .cropping(let border): crop(inputs[0], by: border)
    case .pooling(let pooling): pool(inputs[0], pooling)
    case .globalPooling(.maximum): globalMaximum(inputs[0])
    case .globalPooling(.average): average(inputs[0])
    case .reshape(let shape): inputs[0].reshaped(to: shape.prepending(inputs[0].shape[0]))
    case .arithmetic(let arithmetic): compute(inputs[0], arithmetic)
    case .identity: inputs[0]
    }
  }
}

extension Model {
  /// - Throws: ``GraphError`` when a name is unknown or the images do not fit.
  package func check(names: [String], images: Tensor) throws {
    try check(names: names)
    guard images.shape.rank == 4, images.shape.droppingFirst() == inputShape else {
      throw GraphError.wrongInputShape(
        found: images.shape, expected: inputShape.prepending(images.shape[0]))
    }
  }

  /// - Throws: ``GraphError`` for a name that no layer has.
  package func check(names: [String]) throws {
    for name in names where self[name] == nil {
      throw GraphError.unknownLayer(name, known: layers.map(\.name))
    }
  }
}
