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
    normalizations: [ChannelNormalization], kernel: [Double], bias: Double
  ) throws -> FoldedChannel {
    try Solutions1().folded(normalizations: normalizations, kernel: kernel, bias: bias)
  }
  func widerLayer() throws -> String { try Solutions1().widerLayer() }
  func boundReason() throws -> BoundReason { try Solutions1().boundReason() }
}

/// Folds as if the normalization came behind: what it adds is not multiplied by the weights.
struct FoldsBackwards: Solved1 {
  func folded(
    normalizations: [ChannelNormalization], kernel: [Double], bias: Double
  ) throws -> FoldedChannel {
    let ones = [Double](repeating: 1, count: kernel.count)
    return FoldedChannel(
      kernel: try Solutions1().folded(normalizations: normalizations, kernel: kernel, bias: bias)
        .kernel,
      bias: try Solutions1().folded(normalizations: normalizations, kernel: ones, bias: bias).bias)
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
