import Exercises
import PostTrainingQuantization

// Every answer of these is wrong, in a way that is common.

/// A grid that ends at t, levels without clipping, a search that compares nothing.
struct WrongAnswers0: Chapter0Exercises {
  func predictedValue() -> Double { 4 }
  func valuesOfLevel(
    _ level: Int, threshold: Double, bitWidth: Int
  ) -> ClosedRange<Double> {
    let step = threshold / Double(1 << bitWidth)
    return Double(level) * step - step / 2...Double(level) * step + step / 2
  }
  func bitWidthNeeded(for values: [Double], error: Double) -> Int { 8 }
  func largestValueKept() -> Double { 5.25 }
  func outlierReason() -> OutlierReason { .mseSinceItSquares }
}

/// Only what is trained counts; every convolution is an ordinary one without a bias.
struct WrongAnswers1: Chapter1Exercises {
  func normalizationParameters() -> Int { 2 * 16 }
  func parameterCount(
    inputs: Int, outputs: Int, window: Int, isDepthwise: Bool, hasBias: Bool
  ) -> Int { window * window * inputs * outputs }
  func folded(
    normalizations: [ChannelNormalization], kernel: [Double], bias: Double
  ) -> FoldedChannel {
    FoldedChannel(kernel: zip(kernel, normalizations).map { $0 * $1.gamma }, bias: bias)
  }
  func widerLayer() -> String { "block_3_expand_relu" }
  func boundReason() -> BoundReason { .thePixelsAreSmall }
}

/// Counts images, loses the largest value, gives bins what lies nearest.
struct WrongAnswers2: Chapter2Exercises {
  func valuesSeen() -> Int { 100 }
  func histogram(of values: [Double], binCount: Int) -> [Int] {
    guard let lower = values.min(), let upper = values.max(), lower < upper else { return [] }
    var counts = [Int](repeating: 0, count: binCount)
    for value in values where value < upper {
      counts[Int((value - lower) / (upper - lower) * Double(binCount))] += 1
    }
    return counts
  }
  func spread(_ counts: [Double], edges: [Double], over newEdges: [Double]) -> [Double] { counts }
  func movedByBatchSize() -> Set<LedgerEntry> { [.digest, .range] }
  func datasetReason() -> DatasetReason { .asManyAsPossible }
}

/// Forgets zero, the last step, and that a power of two covers itself.
struct WrongAnswers3: Chapter3Exercises {
  func reachableValues() -> Int { 192 }
  func gridRange(threshold: Double, isSigned: Bool, bitWidth: Int) -> ClosedRange<Double> {
    (isSigned ? -threshold : 0)...threshold
  }
  func noClippingThreshold(for magnitude: Double) -> Double {
    var threshold = 1.0
    while threshold <= magnitude { threshold *= 2 }
    return threshold
  }
  func changed(_ config: QuantizationConfig) -> QuantizationConfig { config }
  func lastNodeReason() -> LastNodeReason { .thePlatformSaysSo }
}

/// Clips at t, takes the smallest error of all.
struct WrongAnswers4: Chapter4Exercises {
  func thresholdWithFewBits() -> Double { 16 }
  func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
  ) -> ErrorParts {
    let step = threshold / Double(1 << (isSigned ? bitWidth - 1 : bitWidth))
    let lower = isSigned ? -threshold : 0
    var (clipping, rounding) = (0.0, 0.0)
    for x in values {
      let clipped = min(max(x, lower), threshold - step)
      let error = step * (clipped / step).rounded(.toNearestOrEven) - x
      if lower...threshold ~= x { rounding += error * error } else { clipping += error * error }
    }
    let count = Double(values.count)
    return ErrorParts(clipping: clipping / count, rounding: rounding / count)
  }
  func guardedMinimum(of errors: [Double], comparing bins: [Int], levels: Int) -> Int {
    errors.firstIndex(of: errors.min() ?? 0) ?? 0
  }
  func exponentThatKeepsTheTail() -> Double { 1 }
  func smallKLReason() -> SmallKLReason { .mostValuesAreSmall }
}

/// Ten times the images, a tenth of the width; certainty at the ends; one side only.
struct WrongAnswers5: Chapter5Exercises {
  func intervalRatio() -> Double { 10 }
  func wilsonInterval(correct: Int, total: Int) -> ClosedRange<Double> {
    let p = Double(correct) / Double(total)
    let spread = 1.96 * (p * (1 - p) / Double(total)).squareRoot()
    return max(0, p - spread)...min(1, p + spread)
  }
  func pairedPValue(first: [Bool], second: [Bool]) -> Double {
    let (a, b) = (first.count { $0 }, second.count { $0 })
    return a == b ? 1 : 0.5
  }
  func imagesToTellApart() -> Int { 1000 }
  func smallDifferenceReason() -> SmallDifferenceReason { .theOneWithMoreIsBetter }
}

/// No holders, no room for the last step, the shift added in place of taken back.
struct WrongAnswers6: Chapter6Exercises {
  func exportedLayers() -> Int { 105 }
  func channelThresholds(of kernel: [Double], channels: Int, bitWidth: Int) -> [Double] {
    (0..<channels).map { channel in
      stride(from: channel, to: kernel.count, by: channels).map { abs(kernel[$0]) }.max() ?? 0
    }
  }
  func correctedBias(
    _ bias: Double, kernel: [[Double]], quantizedKernel: [[Double]], inputMeans: [Double],
    insideShares: [Double]
  ) -> Double {
    var shift = 0.0
    for (weights, rounded) in zip(kernel, quantizedKernel) {
      for i in inputMeans.indices { shift += (rounded[i] - weights[i]) * inputMeans[i] }
    }
    return bias + shift
  }
  func bitWidthOfASignedGrid() -> Int { 8 }
  func paddingReason() -> PaddingReason { .theyAreFused }
}

/// One product too many, a multiplier without its shift, the first bit turned.
struct WrongAnswers7: Chapter7Exercises {
  func productsThatFit() -> Int { 65_536 }
  func requantized(_ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int) -> Int {
    min(max((sum * multiplier) >> 31 + zeroPoint, -128), 127)
  }
  func code(ofPixel pixel: Int) -> Int { pixel - 128 }
  func shiftForALargerThreshold() -> Int { 3 }
  func differenceByOneReason() -> DifferenceByOneReason { .theyAddInAnotherOrder }
}

/// A quarter less counted as a quarter of a decibel, squares forgotten, bits bought, a neighbour's threshold.
struct WrongAnswers8: Chapter8Exercises {
  func gainWithoutAQuarter() -> Double { 6 }
  func signalToNoise(exact: [[Double]], rounded: [[Double]]) -> Double { 20 }
  func remedy(_ tried: [(noise: Double, needsMoreBits: Bool)], before: Double) -> Int? {
    tried.isEmpty ? nil : tried.count - 1
  }
  func thresholdWithEightBits() -> Double { 4 }
  func unseenPicturesReason() -> UnseenPicturesReason { .theyAreHarder }
}

/// A coin for each picture, halves that overlap, the own errors compared, a range that ends at the largest pixel.
struct WrongAnswers9: Chapter9Exercises {
  func chanceOfTheLargest() -> Double { 0.5 }
  func halves(of order: [Int]) -> [[Int]] {
    [order[...(order.count / 2)].sorted(), order[(order.count / 2)...].sorted()]
  }
  func margin(first: [Double], second: [Double]) -> Double {
    let (a, b) = (first.min() ?? 1, second.min() ?? 1)
    return max(a / b, b / a)
  }
  func inputThresholdWithoutPreprocessing() -> Double { 255 }
  func agreeingHalvesReason() -> AgreeingHalvesReason { .thereWereTooFewDraws }
}

/// The largest value, a threshold below the percentile, a grid without 0, the percentile of a power of two.
struct WrongAnswers10: Chapter10Exercises {
  func upperEndAfterThreePictures() -> Double { 28 }
  func threshold(keeping percentage: Double, of values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[Int(percentage / 100 * Double(values.count - 1))]
  }
  func gridWithZeroPoint(
    from lower: Double, to upper: Double, bitWidth: Int
  ) -> (step: Double, zeroPoint: Int) {
    let step = (upper - lower) / Double(1 << bitWidth)
    return (step, Int((-lower / step).rounded()))
  }
  func symmetricPercentile() -> Double { 8 }
  func entropyReason() -> EntropyReason { .theWholeRangeIsBest }
}
