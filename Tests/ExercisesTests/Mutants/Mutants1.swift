import Exercises
import ExerciseSolutions

/// The solutions of chapter 1, to be overridden in one place.
protocol Solved1: Chapter1Exercises {}
extension Solved1 {
  func normalizationParameters() throws -> Int { try Solutions1().normalizationParameters() }
  func parameterCount(
    inputs: Int, outputs: Int, window: Int, isDepthwise: Bool, hasBias: Bool
  ) throws -> Int {
    try Solutions1().parameterCount(
      inputs: inputs, outputs: outputs, window: window, isDepthwise: isDepthwise, hasBias: hasBias)
  }
  func folded(
    kernel: [Double], bias: Double, normalization: ChannelNormalization
  ) throws -> FoldedChannel {
    try Solutions1().folded(kernel: kernel, bias: bias, normalization: normalization)
  }
  func widerLayer() throws -> String { try Solutions1().widerLayer() }
  func boundReason() throws -> BoundReason { try Solutions1().boundReason() }
}

/// Leaves the convolution's own bias out.
struct BiasForgotten: Solved1 {
  func folded(
    kernel: [Double], bias: Double, normalization: ChannelNormalization
  ) throws -> FoldedChannel {
    try Solutions1().folded(kernel: kernel, bias: 0, normalization: normalization)
  }
}

/// Forgets biases.
struct NoBiases: Solved1 {
  func parameterCount(
    inputs: Int, outputs: Int, window: Int, isDepthwise: Bool, hasBias: Bool
  ) throws -> Int { window * window * (isDepthwise ? 1 : inputs) * outputs }
}

/// Asks for a layer that the network does not have.
struct NoSuchLayer: Solved1 {
  func widerLayer() throws -> String { "Conv2_relu" }
}
