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
  let (inputs, outputs, groups) =
    switch layout {
    case .convolution(let groups): (kernel.shape[2], kernel.shape[3], groups)
    // Every channel is a group of its own.
    case .depthwise: (1, kernel.shape[2] * kernel.shape[3], kernel.shape[2])
    case .dense: (kernel.shape[0], kernel.shape[1], 1)
    }
  precondition(
    inputMeans.count == inputs * groups, "\(inputMeans.count) means for \(inputs * groups) inputs")
  // snippet.shift
  // E of every input and output channel, summed over the window.
  var errors = [Double](repeating: 0, count: inputs * outputs)
  for (index, weight) in kernel.values.enumerated() {
    let error = quantizedKernel[index] - Double(weight)
    errors[index % errors.count] += error
  }
  // Each error times the mean of its input, added up per output.
  var shift = [Double](repeating: 0, count: outputs)
  for input in 0..<inputs {
    for output in 0..<outputs {
      let group = output / (outputs / groups)
      let mean = inputMeans[group * inputs + input]
      shift[output] += errors[input * outputs + output] * mean
    }
  }
  return shift
  // snippet.end
}
