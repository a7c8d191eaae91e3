import IntegerLoops
import IntegerNetwork

extension ShiftedSum {
  /// An addition by LiteRT's rules whose multipliers are all powers of two; `nil` for another one.
  ///
  /// LiteRT multiplies codes, 20 bits to the left, by `2^(−places)` each, adds, and multiplies the sum by
  /// `2^(−last)`. The first two steps are exact while no bit leaves on the right, and the third one rounds halves away
  /// from zero.
  init?(_ addition: IntegerAddition) {
    guard addition.profile == .liteRT,
      addition.inputs.allSatisfy({ $0.scale.significand == 1 }),
      addition.output.scale.significand == 1
    else { return nil }
    let scales = addition.inputs.map { Int($0.scale.exponent) }
    let finest = min(scales[0], scales[1])
    let (shifts, right) = (scales.map { $0 - finest }, Int(addition.output.scale.exponent) - finest)
    // Twenty bits on the left hold what the coarser input is shifted by; and an output that is finer than both
    // inputs would need a shift to the left.
    guard shifts.allSatisfy({ $0 < 19 }), (0...30).contains(right) else { return nil }
    self.init(
      a_zero: addition.inputs[0].zeroPoint + 128, b_zero: addition.inputs[1].zeroPoint + 128,
      a_shift: Int32(shifts[0]), b_shift: Int32(shifts[1]), right: Int32(right),
      zero: addition.output.zeroPoint + 128, lower: addition.outputCodes.lowerBound + 128,
      upper: addition.outputCodes.upperBound + 128)
  }
}
