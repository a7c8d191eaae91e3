import FastExecution
import Graph
import Tensors

/// Whether two ways of computing a network may give other numbers, since a sum inside of it is so large that the
/// order of its additions decides what is left of it: 3e38 + 3e38 - 3e38 is infinite or 3e38, and 3e9 + 8 - 3e9 is
/// 0 or 8 in float32. What follows may then be another number, infinite, or no number; neither way is wrong, and
/// Keras has an order of its own.
///
/// It does so only where the first layer that differs can have such a sum: one that may become infinite, or one beside
/// which the difference is as small as rounding makes it. An infinite number that both ways read excuses nothing: all
/// weights are finite.
///
/// - Throws: What computing throws.
func orderOfAdditionsDecides(
  in model: Model, _ images: Tensor, _ slow: ReferenceExecutor, _ fast: FastExecutor
) throws -> Bool {
  let names = model.layers.map(\.name)
  let (expected, found) = (
    try slow.outputs(of: names, for: images), try fast.outputs(of: names, for: images)
  )
  func largestDifference(_ name: String) -> Double {
    zip(expected[name]?.values ?? [], found[name]?.values ?? []).reduce(0) {
      $1.0.isFinite && $1.1.isFinite ? max($0, abs(Double($1.0) - Double($1.1))) : $0
    }
  }
  for layer in model.layers {
    let pairs = Array(zip(expected[layer.name]?.values ?? [], found[layer.name]?.values ?? []))
    let becameInfinite = pairs.contains { $0.isNaN != $1.isNaN || $0.isFinite != $1.isFinite }
    let largest = pairs.reduce(1) { $1.0.isFinite ? max($0, Double(abs($1.0))) : $0 }
    let difference = largestDifference(layer.name)
    guard becameInfinite || difference > tolerance * largest else { continue }
    let inputs = layer.inputs.map { input in
      (expected[input]?.values ?? []).reduce(0) { $1.isFinite ? max($0, Double(abs($1))) : $0 }
    }
    let counts = layer.inputs.map { expected[$0]?.shape.elementCount ?? 0 }
    let sum = largestSum(of: layer.operation, inputs, elements: counts.max() ?? 0)
    if becameInfinite { return sum >= Double(Float.greatestFiniteMagnitude) }
    // An activation adds up nothing, and changes by no more than what it reads does: 3e9 and 3e9 + 8 are nearly
    // equal as logits, and as probabilities they are not.
    if case .activation = layer.operation {
      return difference <= layer.inputs.map(largestDifference).max() ?? 0
    }
    return difference <= tolerance * sum
  }
  return false
}

/// By how much two ways of computing may differ, as a part of the largest number of an output, or of what was added up
/// for it.
private let tolerance = 1e-4

/// A bound of the absolute values that a layer adds up for one number of its output.
///
/// - Parameters:
///   - operation: What the layer computes.
///   - inputs: The largest absolute value of each input.
///   - elements: No more of an input's numbers are added up than it has.
private func largestSum(
  of operation: Operation, _ inputs: [Double], elements: Int
) -> Double {
  let largest = inputs.max() ?? 0
  func absolute(_ values: [Float]) -> [Double] { values.map { Double(abs($0)) } }
  switch operation {
  case .convolution, .depthwiseConvolution, .dense:
    let constants = operation.constants.map { absolute($0) }
    let kernel = constants.first?.reduce(0, +) ?? 0
    return largest * kernel + (constants.dropFirst().first?.max() ?? 0)
  case .batchNormalization(let layer):
    let (gamma, beta, mean) = (absolute(layer.gamma), absolute(layer.beta), absolute(layer.mean))
    return gamma.indices.map { channel in
      let variance = Double(layer.variance[channel]) + Double(layer.epsilon)
      return (largest + mean[channel]) * max(gamma[channel] / variance.squareRoot(), 1)
        + beta[channel]
    }.max() ?? 0
  case .add: return inputs.reduce(0, +)
  case .pooling(let pooling): return largest * Double(pooling.window.size.count)
  case .globalPooling: return largest * Double(elements)
  case .input, .activation, .concatenate, .zeroPadding, .cropping, .reshape, .arithmetic,
    .identity:
    return 0
  }
}
