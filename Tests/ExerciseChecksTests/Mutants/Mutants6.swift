import Exercises
import ExerciseSolutions

/// The solutions of chapter 6, to be overridden in one place.
protocol Solved6: Chapter6Exercises {}
extension Solved6 {
  func exportedLayers() throws -> Int { try Solutions6().exportedLayers() }
  func channelThresholds(
    of kernel: [Double], channels: Int, bitWidth: Int
  ) throws -> [Double] {
    try Solutions6().channelThresholds(of: kernel, channels: channels, bitWidth: bitWidth)
  }
  func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]], inputMeans: [Double],
    insideShares: [Double]
  ) throws -> Double {
    try Solutions6().correctedBias(
      bias, kernel: kernel, quantizedKernel: quantizedKernel, inputMeans: inputMeans,
      insideShares: insideShares)
  }
  func bitWidthOfASignedGrid() throws -> Int { try Solutions6().bitWidthOfASignedGrid() }
  func paddingReason() throws -> PaddingReason { try Solutions6().paddingReason() }
}

/// Makes room for negative weights too, where none is needed.
struct RoomOnBothSides: Solved6 {
  func channelThresholds(
    of kernel: [Double], channels: Int, bitWidth: Int
  ) throws -> [Double] {
    try Solutions6().channelThresholds(
      of: kernel.map { abs($0) }, channels: channels, bitWidth: bitWidth)
  }
}

/// Takes the weights of a channel to lie side by side.
struct ChannelsOutermost: Solved6 {
  func channelThresholds(
    of kernel: [Double], channels: Int, bitWidth: Int
  ) throws -> [Double] {
    let size = kernel.count / channels
    return try (0..<channels).flatMap { channel in
      try Solutions6().channelThresholds(
        of: Array(kernel[channel * size..<(channel + 1) * size]), channels: 1, bitWidth: bitWidth)
    }
  }
}

/// Looks at the middle of the window only.
struct MiddleOfTheWindow: Solved6 {
  func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]], inputMeans: [Double],
    insideShares: [Double]
  ) throws -> Double {
    let middle = kernel.count / 2
    return try Solutions6().correctedBias(
      bias, kernel: [kernel[middle]], quantizedKernel: [quantizedKernel[middle]],
      inputMeans: inputMeans, insideShares: [insideShares[middle]])
  }
}

/// Takes the padding for a part of the image, as the chapter's formula does.
struct NoPadding: Solved6 {
  func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]], inputMeans: [Double],
    insideShares: [Double]
  ) throws -> Double {
    try Solutions6().correctedBias(
      bias, kernel: kernel, quantizedKernel: quantizedKernel, inputMeans: inputMeans,
      insideShares: insideShares.map { _ in 1 })
  }
}
