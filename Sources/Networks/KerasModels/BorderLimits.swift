import Graph
import Tensors

extension Operation {
  /// Whether a window is not so much larger than its input that it sees little but the border, and memory for
  /// that border would be asked for.
  func fits(_ inputs: [Shape]) -> Bool {
    let window: Window? =
      switch self {
      case .convolution(let layer): layer.window
      case .depthwiseConvolution(let layer): layer.window
      case .pooling(let pooling): pooling.window
      case .input, .dense, .batchNormalization, .activation, .add, .concatenate, .zeroPadding,
        .cropping, .globalPooling, .reshape, .arithmetic, .identity:
        nil
      }
    guard let window, let input = inputs.first else { return true }
    return window.extent.height <= max(256, 2 * input[0])
      && window.extent.width <= max(256, 2 * input[1])
  }

  /// Whether a padding adds at most as much on each side as there is between them, or 256 pixels: a small file
  /// could ask for any memory otherwise.
  func hasModestBorder(on input: Shape) -> Bool {
    guard case .zeroPadding(let border) = self else { return true }
    return max(border.top, border.bottom) <= max(256, input[0])
      && max(border.left, border.right) <= max(256, input[1])
  }
}
