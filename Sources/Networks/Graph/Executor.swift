import Tensors

/// Something that runs a model.
///
/// There are two: ``ReferenceExecutor``, written to be read, and ``FastExecutor``, written to be fast.
/// The tests hold the second against the first.
public protocol Executor: Sendable {
  /// The model that is run.
  var model: Model { get }

  /// Runs the model and returns the outputs of the layers asked for.
  ///
  /// - Parameters:
  ///   - layers: Names of layers of the model.
  ///   - images: The input, `[n, h, w, c]`.
  /// - Returns: For every name its output, `[n, h, w, c]` or `[n, c]`.
  /// - Throws: ``GraphError`` when a name is unknown or the input has another shape.
  func outputs(of layers: [String], for images: Tensor) throws -> [String: Tensor]
}

extension Executor {
  /// Runs the model and returns its output, `[n, classes]`.
  public func output(for images: Tensor) throws -> Tensor {
    let name = model.outputName
    guard let output = try outputs(of: [name], for: images)[name] else {
      throw GraphError.unknownLayer(name, known: model.layers.map(\.name))
    }
    return output
  }
}

/// What can be wrong with a request to run a model.
public enum GraphError: Error, Equatable, CustomStringConvertible {
  /// The model has no layer of that name.
  case unknownLayer(String, known: [String])
  /// What is behind the layer reads what is before it, or is asked for and stands before it.
  case noBottleneck(String)
  /// The images do not have the shape that the model reads.
  case wrongInputShape(found: Shape, expected: Shape)

  /// What was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .unknownLayer(let name, let known):
      let close = known.filter { $0.lowercased().contains(name.lowercased()) }.prefix(5)
      let hint = close.isEmpty ? known.prefix(5) : close
      return "the model has no layer “\(name)”; it has, among others, "
        + hint.joined(separator: ", ") + " (chapter1 lists them all)"
    case .noBottleneck(let name):
      return
        "“\(name)” is not a layer through which everything flows to what was asked for; start at one of "
        + "the model's bottlenecks"
    case .wrongInputShape(let found, let expected):
      return "the model reads images of shape \(expected), but was given \(found)"
    }
  }
}
