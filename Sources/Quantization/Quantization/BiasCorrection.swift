import Tensors

/// How a kernel's elements meet the input's channels.
public enum KernelLayout: Sendable, Hashable {
  /// `[kh, kw, inputs, outputs]`
  case convolution
  /// `[kh, kw, channels, 1]`
  case depthwise
  /// `[inputs, outputs]`
  case dense
}

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
  let (inputs, outputs) =
    switch layout {
    case .convolution: (kernel.shape[2], kernel.shape[3])
    case .depthwise: (kernel.shape[2], 1)
    case .dense: (kernel.shape[0], kernel.shape[1])
    }
  precondition(inputMeans.count == inputs, "\(inputMeans.count) means for \(inputs) inputs")
  var sums = [Double](repeating: 0, count: inputs * outputs)
  for index in error.indices { sums[index % sums.count] += error[index] }
  if layout == .depthwise { return zip(sums, inputMeans).map { $0 * $1 } }
  var correction = [Double](repeating: 0, count: outputs)
  for i in 0..<inputs {
    for o in 0..<outputs { correction[o] += sums[i * outputs + o] * inputMeans[i] }
  }
  return correction
}
