import Foundation
import Graph
import Tensors

/// A Keras MobileNetV2: the model and what it was made from.
public struct MobileNetV2: Sendable {
  /// The widths, the input size and the number of classes.
  public let architecture: Architecture
  /// The layers, named and ordered as in Keras.
  public let model: Model

  /// Builds a network from given weights.
  public init(_ architecture: Architecture, weights: WeightSource) rethrows {
    self.architecture = architecture
    model = try architecture.model(weights: weights)
  }

  /// Reads a Keras `.h5` file, as `save_weights` or `save` writes it.
  ///
  /// Layers are matched by their order, as Keras does, so a file whose last layer is called `Logits`
  /// fits one that calls it `predictions`. The width multiplier and the number of classes follow from
  /// the shapes.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - inputSize: Rows and columns of the input, in pixels; when `nil`, what the file says, or 224.
  /// - Throws: ``KerasModelError``.
  public init(contentsOf url: URL, inputSize: Int? = nil) throws {
    let file = try KerasWeightsFile(url)
    let size = inputSize ?? file.inputSize ?? 224
    guard Architecture.canTake(inputSize: size) else {
      throw inputSize == nil
        ? KerasModelError.describedInputSize(size, path: url.path)
        : KerasModelError.inputSize(size, path: url.path)
    }
    let architecture = try MobileNetV2.architecture(of: file, inputSize: size)
    var next = 0
    try self.init(architecture) { _, _, _ in
      defer { next += 1 }
      return try file.layers[next].weights.map(file.read)
    }
    for layer in model.layers {
      guard case .batchNormalization(let normalization) = layer.operation else { continue }
      if normalization.variance.contains(where: { $0 < 0 }) {
        throw KerasModelError.otherModel(
          path: url.path, reason: "the moving variance of \(layer.name) is negative")
      }
    }
  }

  /// The number of weights, batch-normalization statistics included.
  public var parameterCount: Int {
    architecture.layerShapes.flatMap(\.shapes).reduce(0) { $0 + $1.elementCount }
  }
}

extension Architecture {
  /// Every layer with weights and the shapes of these. They are those of a network of one class, whose
  /// last extent is then put right: the number of classes may be that of a damaged file, and no memory is
  /// taken for it.
  var layerShapes: [(layer: String, shapes: [Shape])] {
    var result: [(layer: String, shapes: [Shape])] = []
    let oneClass = Architecture(alpha: alpha, inputSize: inputSize, classCount: 1)
    _ = oneClass.model { layer, _, shapes in
      result.append((layer, shapes))
      return shapes.map { Tensor(shape: $0) }
    }
    let classifier = result.removeLast()
    result.append(
      (classifier.layer, classifier.shapes.map { Shape($0.dimensions.dropLast() + [classCount]) }))
    return result
  }
}

extension MobileNetV2 {
  /// Keras's widths first, then all others in steps of 0.05.
  private static let alphas =
    Architecture.kerasAlphas
    + (1...60).map { Double($0) / 20 }.filter { !Architecture.kerasAlphas.contains($0) }

  /// The architecture whose shapes are the file's.
  private static func architecture(
    of file: KerasWeightsFile, inputSize: Int
  ) throws -> Architecture {
    let path = file.path
    let shapes = file.layers.map { $0.weights.map(\.shape) }
    guard let first = file.layers.first, let last = file.layers.last else {
      throw KerasModelError.otherModel(path: path, reason: "no layer of it has weights")
    }
    guard shapes[0].count == 1, shapes[0][0].rank == 4,
      shapes[0][0].dimensions.prefix(3) == [3, 3, 3]
    else {
      throw KerasModelError.otherModel(
        path: path,
        reason: "the first layer, \(first.name), has weights of the shapes "
          + "\(describe(shapes[0])), but Conv1 has one of (3, 3, 3, channels)")
    }
    let stem = shapes[0][0][3]
    let classes = shapes[shapes.count - 1].last.map { $0.rank == 1 ? $0[0] : 0 } ?? 0
    let candidates = alphas.map {
      Architecture(alpha: $0, inputSize: inputSize, classCount: max(classes, 1))
    }.filter { $0.stemChannels == stem }
    var closest: (matched: Int, reason: String)?
    for candidate in candidates {
      let expected = candidate.layerShapes
      if let mismatch = expected.indices.first(where: {
        !shapes.indices.contains($0) || shapes[$0] != expected[$0].shapes
      }) {
        if mismatch == expected.count - 1, shapes.count == mismatch {
          throw KerasModelError.noTop(path: path)
        }
        let found =
          shapes.indices.contains(mismatch)
          ? "\(file.layers[mismatch].name) has weights of the shapes \(describe(shapes[mismatch]))"
          : "the file ends"
        let reason =
          "\(mismatch) layers fit, but where \(expected[mismatch].layer) with "
          + "\(describe(expected[mismatch].shapes)) should be, \(found)"
        if mismatch > closest?.matched ?? -1 { closest = (mismatch, reason) }
      } else if shapes.count > expected.count {
        closest = (
          expected.count,
          "\(shapes.count - expected.count) layers are left over, the last one called \(last.name)"
        )
      } else {
        return candidate
      }
    }
    throw KerasModelError.otherModel(
      path: path,
      reason: closest?.reason ?? "no width multiplier gives Conv1 \(stem) channels")
  }

  private static func describe(_ shapes: [Shape]) -> String {
    let shown = shapes.prefix(4).map(\.description).joined(separator: ", ")
    return shapes.count > 4 ? "\(shown) and \(shapes.count - 4) more" : shown
  }
}
