import Exercises

/// Answers to chapter 6; others may be as good.
public struct Solutions6: Chapter6Exercises {
  public init() {}

  /// 6.1 Predict: the layers of the exported model, with holders.
  public func exportedLayers() throws -> Int {
    105 + 66
  }

  /// 6.2 Write: a threshold per channel that clips no weight.
  public func channelThresholds(
    of kernel: [Double], channels: Int, bitWidth: Int
  ) throws -> [Double] {
    let half = Double(1 << (bitWidth - 1))
    return (0..<channels).map { channel in
      let weights = stride(from: channel, to: kernel.count, by: channels).map { kernel[$0] }
      return weights.map { $0 < 0 ? -$0 : $0 * half / (half - 1) }.max() ?? 0
    }
  }

  /// 6.3 Write: the bias that takes the shift of the mean back, in a
  /// padded image.
  public func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]],
    inputMeans: [Double], insideShares: [Double]
  ) throws -> Double {
    var shift = 0.0
    for (position, share) in insideShares.enumerated() {
      let (weights, rounded) = (kernel[position], quantizedKernel[position])
      for input in inputMeans.indices {
        // On the padding the input is 0, and so is its part of the mean.
        shift += (rounded[input] - weights[input]) * share * inputMeans[input]
      }
    }
    return bias - shift
  }

  /// 6.4 Change: the bit width of a signed grid. The chapter's is 8.
  public func bitWidthOfASignedGrid() throws -> Int {
    9
  }

  /// 6.5 Explain: one of the cases of PaddingReason.
  public func paddingReason() throws -> PaddingReason {
    .theirValuesAreOnTheGridAlready
  }
}
