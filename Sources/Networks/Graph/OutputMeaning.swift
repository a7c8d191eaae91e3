import Foundation
import Tensors

/// What the outputs of a classifier are.
public enum OutputMeaning: String, Sendable {
  /// One number per class, 0 ... 1, as softmax or a sigmoid per class gives them.
  case probabilities
  /// One number per class, of which softmax makes probabilities: `Dense(n)` at the end.
  case logits
  /// One number for two classes, the probability of the second one: `Dense(1, activation="sigmoid")`.
  case probability
  /// One number for two classes, of which the logistic function makes that probability: `Dense(1)`.
  case logit
}

extension Operation {
  /// Whether the values of the output are those of the input.
  fileprivate var onlyMoves: Bool {
    switch self {
    case .reshape, .identity, .activation(.linear): true
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .add,
      .concatenate, .zeroPadding, .cropping, .pooling, .globalPooling, .arithmetic:
      false
    }
  }
}

extension Model {
  /// What the outputs are, judged by the last layer that computes something.
  public var outputMeaning: OutputMeaning {
    var layer = layers[layers.count - 1]
    while layer.operation.onlyMoves, let source = layer.inputs.first.flatMap({ self[$0] }) {
      layer = source
    }
    let last: Activation
    if case .activation(let activation) = layer.operation {
      last = activation
    } else {
      last = layer.operation.weights?.activation ?? .linear
    }
    let isSingle = outputShape.elementCount == 1
    switch last {
    case .softmax: return .probabilities
    case .sigmoid: return isSingle ? .probability : .probabilities
    case .linear, .reLU, .tanh: return isSingle ? .logit : .logits
    }
  }

  /// The layer whose output the last softmax or sigmoid reads, or the last layer where there is none, or where the
  /// activation is inside of it.
  ///
  /// On the prepared MobileNetV2: `predictions`, before `predictions_post_activation`.
  public var logitsName: String {
    var layer = layers[layers.count - 1]
    while layer.operation.onlyMoves, let source = layer.inputs.first.flatMap({ self[$0] }) {
      layer = source
    }
    switch layer.operation {
    case .activation(.softmax), .activation(.sigmoid): return layer.inputs[0]
    default: return outputName
    }
  }

  /// How many classes the outputs tell apart; two where there is one output.
  public var classCount: Int { max(outputShape.elementCount, 2) }

  /// The probabilities of the classes.
  ///
  /// - Parameter outputs: One image's outputs.
  /// - Returns: ``classCount`` numbers.
  public func probabilities(_ outputs: ArraySlice<Float>) -> [Float] {
    switch outputMeaning {
    case .probabilities: return Array(outputs)
    case .logits:
      let largest = outputs.max() ?? 0
      let powers = outputs.map { exp(Double($0) - Double(largest)) }
      let sum = powers.reduce(0, +)
      return powers.map { Float($0 / sum) }
    case .probability:
      let second = outputs.first ?? 0
      return [1 - second, second]
    case .logit:
      let second = 1 / (1 + exp(-Double(outputs.first ?? 0)))
      return [Float(1 - second), Float(second)]
    }
  }
}
