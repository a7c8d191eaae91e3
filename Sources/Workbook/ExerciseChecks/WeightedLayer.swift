import Exercises
import Graph

/// The sizes of a layer with a kernel, as exercise 1.2 asks for them.
struct WeightedLayer {
  let inputs: Int
  let outputs: Int
  let window: Int
  let isDepthwise: Bool
  let hasBias: Bool
  /// The elements of the kernel and the bias.
  let parameters: Int

  /// The sizes, or `nil` when the operation has no kernel.
  init?(_ operation: Operation) {
    switch operation {
    case .convolution(let layer):
      let shape = layer.kernel.shape
      (inputs, outputs, window, isDepthwise) = (shape[2], shape[3], shape[0], false)
      hasBias = layer.bias != nil
      parameters = layer.kernel.values.count + (layer.bias?.count ?? 0)
    case .depthwiseConvolution(let layer):
      let shape = layer.kernel.shape
      (inputs, outputs, window, isDepthwise) = (shape[2], shape[2], shape[0], true)
      hasBias = layer.bias != nil
      parameters = layer.kernel.values.count + (layer.bias?.count ?? 0)
    case .dense(let layer):
      let shape = layer.kernel.shape
      (inputs, outputs, window, isDepthwise) = (shape[0], shape[1], 1, false)
      hasBias = layer.bias != nil
      parameters = layer.kernel.values.count + (layer.bias?.count ?? 0)
    default:
      return nil
    }
  }

  /// `48 to 8 channels, window 1 × 1, no bias`
  var text: String {
    "\(inputs) to \(outputs) channels, window \(window) × \(window)"
      + (isDepthwise ? ", depthwise" : "") + (hasBias ? ", with a bias" : ", no bias")
  }
}

extension ChannelNormalization {
  /// One channel of a layer.
  init(_ layer: BatchNormalization, channel: Int) {
    self.init(
      gamma: Double(layer.gamma[channel]), beta: Double(layer.beta[channel]),
      mean: Double(layer.mean[channel]), variance: Double(layer.variance[channel]),
      epsilon: Double(layer.epsilon))
  }
}
