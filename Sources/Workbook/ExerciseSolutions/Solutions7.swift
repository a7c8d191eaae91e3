import Exercises

/// Answers to chapter 7; others may be as good.
public struct Solutions7: Chapter7Exercises {
  public init() {}

  /// 7.1 Predict: the products of largest codes that 32 bits hold.
  public func productsThatFit() throws -> Int {
    2_147_483_647 / (255 * 128)
  }

  /// 7.2 Write: the code of an output, rounded once, halves up.
  public func requantized(
    _ sum: Int, multiplier: Int, shift: Int, zeroPoint: Int
  ) throws -> Int {
    let places = 31 + shift
    // A shift to the right rounds down; half a step more makes it round.
    let rounded = (sum * multiplier + (1 << (places - 1))) >> places
    return min(max(rounded + zeroPoint, -128), 127)
  }

  /// 7.3 Write: the code with which a pixel enters the network.
  public func code(ofPixel pixel: Int) throws -> Int {
    let value = Double(pixel) / 127.5 - 1
    return min(Int((value * 128).rounded()), 127)
  }

  /// 7.4 Change: the shift of the chapter's sum, for t = 32.
  public func shiftForALargerThreshold() throws -> Int {
    11
  }

  /// 7.5 Explain: one of the cases of DifferenceByOneReason.
  public func differenceByOneReason() throws -> DifferenceByOneReason {
    .theyRoundDifferently
  }
}
