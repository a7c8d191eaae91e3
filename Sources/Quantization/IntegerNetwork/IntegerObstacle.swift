import Graph
import PostTrainingQuantization

extension IntegerNetwork {
  /// What keeps 8-bit integers from computing a model, as far as that is known before calibration: a layer
  /// without rules here, or other than 8 bits. `nil` when nothing is known.
  ///
  /// ```swift
  /// IntegerNetwork.obstacle(in: prepared)?.description
  /// // "the layer dense cannot be computed in 8-bit integers: they have no rule for its sigmoid …"
  /// ```
  ///
  /// - Parameter prepared: The model as it would be quantized.
  public static func obstacle(in prepared: PreparedModel) -> IntegerNetworkError? {
    for node in prepared.nodes {
      let layer = node.layer
      if let why = layer.integerObstacle {
        return .unsupported(layer: layer.kerasName, why: why)
      }
      if node.mode == .quantized, node.activationBitWidth != 8 {
        return .bitWidth(layer: layer.kerasName, bits: node.activationBitWidth)
      }
    }
    return nil
  }
}

extension Layer {
  /// Why 8-bit integers cannot compute it, whatever its grids; `nil` where they can.
  var integerObstacle: String? {
    // Height, width and channels are told by their places, here and in the runtimes.
    guard outputShape.rank <= 3 else {
      return "its output has \(outputShape.rank) axes for one picture, and they know three at most"
    }
    return switch operation {
    case .add where inputs.count != 2: "the sum of \(inputs.count) tensors instead of two"
    case .activation(let activation): activation.integerObstacle
    default: operation.weights?.activation.integerObstacle
    }
  }
}

extension Activation {
  fileprivate var integerObstacle: String? {
    switch self {
    case .linear, .softmax: nil
    case .sigmoid:
      "they have no rule for its sigmoid, only for ReLU without a slope and softmax; if it is the last one, save the "
        + "model without it: the second class is meant where the output is above 0"
    case .tanh, .reLU:
      clamp == nil
        ? "they have no rule for its \(self == .tanh ? "tanh" : "slope or threshold"), only for ReLU without a slope "
          + "and softmax; train it with one of these" : nil
    }
  }
}
