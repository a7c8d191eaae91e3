import IntegerNetwork
import Support
import Testing

struct FixedPointMultiplierTests {
  @Test func theExampleHolds() {
    #expect(FixedPointMultiplier(0.75).mantissa == 1_610_612_736)
    #expect(FixedPointMultiplier(0.75).exponent == 0)
    #expect(FixedPointMultiplier(0.375).mantissa == 1_610_612_736)
    #expect(FixedPointMultiplier(0.375).exponent == -1)
    #expect(FixedPointMultiplier(0.375)(100) == 38)
  }

  @Test func aFactorIsHeldWith31Bits() {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<1000 {
      let factor = Double(generator.float(in: 1e-6...8))
      let held = FixedPointMultiplier(factor)
      #expect(abs(held.value - factor) <= factor * 0x1p-31)
      #expect(held.mantissa >= 1 << 30)
    }
    // All bits set: rounding up carries into the next power of two.
    let carried = FixedPointMultiplier(1 - 0x1p-40)
    #expect(carried.mantissa == 1 << 30 && carried.exponent == 1 && carried.value == 1)
    #expect(FixedPointMultiplier(0x1p-40)(1_000_000) == 0)
    #expect(FixedPointMultiplier(0).value == 0)
  }

  /// A new threshold that is a power of two leaves the mantissa alone.
  @Test func powersOfTwoChangeTheExponentAlone() {
    let one = FixedPointMultiplier(0.0123)
    for shift in 1...8 {
      let other = FixedPointMultiplier(0.0123 / Double(1 << shift))
      #expect(other.mantissa == one.mantissa && other.exponent == one.exponent - shift)
    }
  }

  /// Both roundings together are off by less than one step, and by more than half a step where they add up.
  @Test func theProductIsRoundedTwice() {
    var generator = SplitMix64(seed: 2)
    var twice = 0
    for _ in 0..<10_000 {
      let factor = Double(generator.float(in: 0.0001...0.9))
      let multiplier = FixedPointMultiplier(factor)
      let x = Int32(generator.float(in: -1e6...1e6))
      let exact = Double(x) * multiplier.value
      let difference = abs(Double(multiplier(x)) - exact)
      // The first rounding leaves a multiple of 2^exponent, at most half of that away; the second adds a half.
      #expect(
        difference <= 0.5 + 0.5 * Double(sign: .plus, exponent: multiplier.exponent, significand: 1)
      )
      if difference > 0.5 { twice += 1 }
    }
    #expect(twice > 0)
    #expect(FixedPointMultiplier(0.5)(-3) == -1 && FixedPointMultiplier(0.5)(3) == 2)
  }
}
