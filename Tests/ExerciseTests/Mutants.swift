import ExerciseKit
import ExerciseSolutions

// Solutions with one mistake each that is easily made. A check that lets one pass is too kind.

/// The solutions of chapter 0, to be overridden in one place.
protocol Solved0: Chapter0Exercises {}
extension Solved0 {
  func predictedValue() throws -> Double { try Solutions0().predictedValue() }
  func quantize(_ x: Double, threshold: Double, bitWidth: Int) throws -> Double {
    try Solutions0().quantize(x, threshold: threshold, bitWidth: bitWidth)
  }
  func bestThreshold(for values: [Double], bitWidth: Int) throws -> Double {
    try Solutions0().bestThreshold(for: values, bitWidth: bitWidth)
  }
  func largestValueKept() throws -> Double { try Solutions0().largestValueKept() }
  func outlierReason() throws -> OutlierReason { try Solutions0().outlierReason() }
}

/// Rounds halves up.
struct HalvesUp: Solved0 {
  func quantize(_ x: Double, threshold: Double, bitWidth: Int) throws -> Double {
    let step = threshold / Double(1 << bitWidth)
    return step * (min(max(x, 0), threshold - step) / step + 0.5).rounded(.down)
  }
}

/// Does not clip at 0.
struct NoLowerEnd: Solved0 {
  func quantize(_ x: Double, threshold: Double, bitWidth: Int) throws -> Double {
    let step = threshold / Double(1 << bitWidth)
    return step * (min(x, threshold - step) / step).rounded(.toNearestOrEven)
  }
}

/// Lets the last of equal errors win.
struct LastOfEqualErrors: Solved0 {
  func bestThreshold(for values: [Double], bitWidth: Int) throws -> Double {
    var threshold = 2.0
    while threshold / 2 < values.max() ?? 0 { threshold *= 2 }
    var (best, smallest) = (threshold, Double.infinity)
    for _ in 0..<20 {
      let error = try values.reduce(0) { sum, x in
        let difference = try quantize(x, threshold: threshold, bitWidth: bitWidth) - x
        return sum + difference * difference
      }
      if error <= smallest { (best, smallest) = (threshold, error) }
      threshold /= 2
    }
    return best
  }
}

/// Throws an error of its own.
struct Fails: Solved0 {
  struct Mistake: Error {}
  func predictedValue() throws -> Double { throw Mistake() }
}

/// Returns what is not a number.
struct NotANumber: Solved0 {
  func predictedValue() throws -> Double { .nan }
}

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

/// The solutions of chapter 4, to be overridden in one place.
protocol Solved4: Chapter4Exercises {}
extension Solved4 {
  func thresholdWithFewBits() throws -> Double { try Solutions4().thresholdWithFewBits() }
  func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ErrorParts {
    try Solutions4().errorParts(
      of: values, threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
  }
  func firstLocalMinimum(of errors: [Double]) throws -> Int {
    try Solutions4().firstLocalMinimum(of: errors)
  }
  func exponentThatKeepsTheTail() throws -> Double { try Solutions4().exponentThatKeepsTheTail() }
  func smallKLReason() throws -> SmallKLReason { try Solutions4().smallKLReason() }
}

/// Stops on level ground.
struct StopsAtEqualErrors: Solved4 {
  func firstLocalMinimum(of errors: [Double]) throws -> Int {
    var position = 0
    while position + 1 < errors.count, errors[position + 1] < errors[position] { position += 1 }
    return position
  }
}

/// Divides each part by the number of its own values.
struct MeansOfTheirOwn: Solved4 {
  func errorParts(
    of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ErrorParts {
    let parts = try Solutions4().errorParts(
      of: values, threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
    let clipped = values.count { $0 > threshold || (!isSigned && $0 < 0) }
    let share = Double(values.count) / Double(max(clipped, 1))
    return ErrorParts(clipping: parts.clipping * share, rounding: parts.rounding)
  }
}

/// Takes an exponent beyond what the exercise allows.
struct HugeExponent: Solved4 {
  func exponentThatKeepsTheTail() throws -> Double { 1e6 }
}
