import Testing

@testable import Plotting

struct AxisLayoutTests {
  @Test func ticksAreRoundNumbersInsideTheRange() {
    let linear = AxisLayout(.init("x", range: -65...67), values: [])
    #expect(linear.ticks(about: 6).map(\.value) == [-50, -25, 0, 25, 50])
    #expect(linear.position(-65) == 0 && linear.position(67) == 1)
    let powers = AxisLayout(.init("t", scale: .log2, range: 0.125...16), values: [])
    #expect(
      powers.ticks(about: 9).map(\.label) == ["2⁻³", "0.25", "0.5", "1", "2", "4", "8", "16"])
    #expect(powers.position(2.0.squareRoot()) == 0.5)
    let one = AxisLayout(.init("x"), values: [3])
    #expect(one.lower < 3 && one.upper > 3)
  }
}
