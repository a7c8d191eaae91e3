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

  /// The most numbers that a layer without weights may make of fewer: 128 MiB.
  static var mostPutTogether: Int { 1 << 25 }

  /// Whether its output is the numbers that it reads, in their order.
  var passesItsInputOn: Bool {
    switch self {
    case .identity, .reshape, .activation(.linear): true
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .add, .concatenate, .zeroPadding, .cropping, .pooling, .globalPooling, .arithmetic:
      false
    }
  }

  /// Whether it does not make much of little, for which a file needs no weights: a padding that makes a tensor larger
  /// than the picture, and a concatenation that repeats what it reads.
  ///
  /// - Parameters:
  ///   - output: The shape of its output.
  ///   - given: How many numbers it reads, those that it reads twice counted once.
  ///   - picture: The shape of the model's input.
  func growsModestly(to output: Shape, from given: Int, picture: Shape) -> Bool {
    switch self {
    case .zeroPadding where output[0] <= picture[0] && output[1] <= picture[1]: true
    case .zeroPadding: output.elementCount <= Self.mostPutTogether
    case .concatenate: output.elementCount <= max(Self.mostPutTogether, given)
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .add, .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      true
    }
  }
}
