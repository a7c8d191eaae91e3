import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization
import Tensors

/// How far the tensors inside a quantized model are from those of the float model: for every node the
/// ``signalToNoise(signal:noise:)`` in decibels, x in the float model and y in the quantized one.
///
/// - Parameters:
///   - float: The folded float model.
///   - quantized: Quantized versions of it.
///   - nodes: The nodes to compare.
///   - images: The images to compare on.
///   - input: What they are made into.
///   - machine: How pictures are read; the executors say how they compute.
///   - progress: Called with the images done.
/// - Returns: One list per quantized model, in the order of the nodes.
/// - Throws: ``ImageError``, or ``GraphError`` for a node that the model does not have.
public func tensorSignalToNoise(
  float: any Executor, quantized: [any Executor], nodes: [String], images: [LabelledImage],
  as input: ModelInput, on machine: Machine = Machine(), progress: (_ done: Int) -> Void = { _ in }
) throws -> [[Double]] {
  var signal = [Double](repeating: 0, count: nodes.count)
  var noise = quantized.map { _ in [Double](repeating: 0, count: nodes.count) }
  // All tensors of a batch are in memory at once, so batches are small.
  let batchSize = 4
  for start in stride(from: 0, to: images.count, by: batchSize) {
    let part = images[start..<min(start + batchSize, images.count)]
    let batch = try preprocessedImages(part, for: input, on: machine)
    let reference = try float.outputs(of: nodes, for: batch)
    for (index, node) in nodes.enumerated() {
      guard let x = reference[node] else { continue }
      signal[index] += sum(of: x) { x, _ in x * x }
    }
    for (position, executor) in quantized.enumerated() {
      let outputs = try executor.outputs(of: nodes, for: batch)
      for (index, node) in nodes.enumerated() {
        guard let x = reference[node], let y = outputs[node] else { continue }
        noise[position][index] += sum(of: x, y) { ($0 - $1) * ($0 - $1) }
      }
    }
    progress(start + part.count)
  }
  return noise.map { own in zip(signal, own).map { signalToNoise(signal: $0, noise: $1) } }
}

/// The sum over the elements of two tensors, in double precision, in order.
@inline(__always)
private func sum(
  of x: Tensor, _ y: Tensor? = nil, _ term: (Double, Double) -> Double
) -> Double {
  var total = 0.0
  x.withUnsafeBufferPointer { x in
    guard let y else {
      for value in x { total += term(Double(value), 0) }
      return
    }
    y.withUnsafeBufferPointer { y in
      for index in x.indices { total += term(Double(x[index]), Double(y[index])) }
    }
  }
  return total
}
