/// The mean over height and width, from one grid to another.
///
/// LiteRT divides no sum: the number of pixels, n, goes into the multiplier. Of `s_x / s_y = m · 2^(e − 31)` it makes
/// `⌊m · 2^k / n⌋ · 2^(e − k − 31)`, where `2^k ≤ n` is the largest power of two, and rounds the sum of `q_x − z_x` with it.
///
/// | number | width | bound |
/// |---|---|---|
/// | sum | 32 bits | 255 · n, so n < 2²³ |
/// | m · 2^k | 64 bits | 2⁶², for k ≤ 31 |
/// | quotient | 31 bits | m, because 2^k ≤ n |
///
/// - Source: TensorFlow Lite, `MEAN` of its reference kernels, as measured with LiteRT 2.3.
public struct IntegerMean: Hashable, Sendable {
  /// z_x
  public let inputZeroPoint: Int32
  /// z_y
  public let outputZeroPoint: Int32
  /// From the sum to codes.
  public let requantization: Requantization

  /// - Precondition: `0 < pixels < 2²³`.
  init(from input: IntegerGrid, to output: IntegerGrid, pixels: Int, profile: RuntimeProfile) {
    precondition(pixels > 0 && pixels < 1 << 23, "the mean of \(pixels) pixels")
    inputZeroPoint = input.zeroPoint
    outputZeroPoint = output.zeroPoint
    let factor = Double(input.scale) / Double(output.scale)
    switch profile {
    case .liteRT:
      requantization = .fixedPoint(FixedPointMultiplier(factor).divided(by: pixels))
    case .onnxRuntime:
      requantization = .float(input.scale / (output.scale * Float(pixels)))
    }
  }

  /// Codes `[channels]` for codes `[h, w, channels]` of one picture.
  public func callAsFunction(_ codes: [Int8], channels: Int) -> [Int8] {
    var sums = [Int32](repeating: 0, count: channels)
    for (index, code) in codes.enumerated() {
      sums[index % channels] += Int32(code) - inputZeroPoint
    }
    return sums.map(code(of:))
  }

  /// The code of the mean for a sum of `q_x − z_x`.
  public func code(of sum: Int32) -> Int8 {
    (requantization(sum) + outputZeroPoint).code(in: allCodes)
  }
}

extension FixedPointMultiplier {
  /// The factor divided by a number, its mantissa rounded down.
  func divided(by number: Int) -> FixedPointMultiplier {
    let places = min(Int.bitWidth - 1 - number.leadingZeroBitCount, 32, max(31 + exponent, 0))
    return FixedPointMultiplier(
      mantissa: Int32((Int64(mantissa) << Int64(places)) / Int64(number)),
      exponent: exponent - places)
  }
}
