import FastExecution
import Graph
import Tensors

/// Whether two ways of computing a network may give other numbers, since a sum inside of it is so large that the
/// order of its additions decides whether it becomes infinite: 3e38 + 3e38 - 3e38 is infinite or 3e38. What follows
/// may then be infinite, or no number, one way alone; neither way is wrong, and Keras has an order of its own.
///
/// It does so only where the first layer of which one way makes infinite what the other does not can have such a
/// sum. An infinite number that both ways read excuses nothing: all weights are finite.
///
/// - Throws: What computing throws.
func orderOfAdditionsDecides(
  in model: Model, _ images: Tensor, _ slow: ReferenceExecutor, _ fast: FastExecutor
) throws -> Bool {
  let names = model.layers.map(\.name)
  let (expected, found) = (
    try slow.outputs(of: names, for: images), try fast.outputs(of: names, for: images)
  )
  let first = model.layers.first { layer in
    let pairs = zip(expected[layer.name]?.values ?? [], found[layer.name]?.values ?? [])
    return pairs.contains { $0.isNaN != $1.isNaN || $0.isFinite != $1.isFinite }
  }
  guard let first else { return false }
  let inputs = first.inputs.map { input in
    (expected[input]?.values ?? []).reduce(0) { $1.isFinite ? max($0, Double(abs($1))) : $0 }
  }
  let counts = first.inputs.map { expected[$0]?.shape.elementCount ?? 0 }
  let sum = largestSum(of: first.operation, inputs, elements: counts.max() ?? 0)
  return sum >= Double(Float.greatestFiniteMagnitude)
}

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
