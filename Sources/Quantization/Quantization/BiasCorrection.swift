import Tensors

/// The shift of a layer's mean output that rounding its kernel causes:
/// `corrₒ = Σᵢ (Σ_hw (W_q − W)[h, w, i, o]) · μᵢ`. The new bias is the old one less this.
///
/// ```swift
/// // The first weight became a quarter larger, and its input is 2 on average.
/// let shift = biasCorrection(
///   kernel: Tensor(shape: [2, 1], values: [0.75, 0.5]), quantizedKernel: [1, 0.5],
///   layout: .dense, inputMeans: [2, 10])
/// shift  // [0.5]
/// ```
///
/// - Parameters:
///   - kernel: The float kernel.
///   - quantizedKernel: The kernel on its grid, as the search sees it.
///   - inputMeans: μ, the mean of every input channel of the float model, zero paddings included.
/// - Returns: One value per output channel, float64.
/// - Precondition: The number of means fits the kernel.
/// - Complexity: O(elements of the kernel).
/// - Source: MCT, `compute_bias_correction_of_graph.py`.
/// - Explained in: chapter 6.
public func biasCorrection(
  kernel: Tensor, quantizedKernel: [Double], layout: KernelLayout, inputMeans: [Double]
) -> [Double] {
  let error = kernel.values.indices.map { quantizedKernel[$0] - Double(kernel.values[$0]) }
  var sums = [Double](repeating: 0, count: kernel.shape[-2] * kernel.shape[-1])
  for index in error.indices { sums[index % sums.count] += error[index] }
  let outputs = kernel.shape[-1]
  switch layout {
  case .depthwise:
    precondition(
      inputMeans.count == kernel.shape[2], "\(inputMeans.count) means for \(kernel.shape)")
    return sums.indices.map { sums[$0] * inputMeans[$0 / outputs] }
  case .dense: return corrections(sums, outputs: outputs, groups: 1, inputMeans)
  case .convolution(let groups):
    return corrections(sums, outputs: outputs, groups: groups, inputMeans)
  }
}

/// `corrₒ = Σᵢ sums[i, o] · μᵢ` over the inputs of the output's group.
private func corrections(
  _ sums: [Double], outputs: Int, groups: Int, _ means: [Double]
) -> [Double] {
  let inputs = sums.count / outputs
  precondition(means.count == inputs * groups, "\(means.count) means for \(inputs * groups) inputs")
  var correction = [Double](repeating: 0, count: outputs)
  for i in 0..<inputs {
    for o in 0..<outputs {
      correction[o] += sums[i * outputs + o] * means[o / (outputs / groups) * inputs + i]
    }
  }
  return correction
}
