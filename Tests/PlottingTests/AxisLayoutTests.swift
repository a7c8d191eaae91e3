import Foundation
import Testing

@testable import Plotting

struct AxisLayoutTests {
  @Test func ticksAreRoundNumbersInsideTheRange() {
    let linear = AxisLayout(.init("x", range: -65...67), values: [])
    #expect(linear.ticks(about: 6).map(\.value) == [-50, -25, 0, 25, 50])
    #expect(linear.position(-65) == 0 && linear.position(67) == 1)
    let powers = AxisLayout(.init("t", scale: .log2, range: 0.125...16), values: [])
    #expect(
      powers.ticks(about: 9).map(\.label)
        == ["0.125", "0.25", "0.5", "1", "2", "4", "8", "16"])
    #expect(powers.position(2.0.squareRoot()) == 0.5)
    let one = AxisLayout(.init("x"), values: [3])
    #expect(one.lower < 3 && one.upper > 3)
  }

  /// No number makes an axis without a length, or one that never ends.
  @Test func extremeValuesHaveAnAxis() {
    let (most, least) = (Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude)
    let given: [[Double]] = [
      [1e17], [-1e17], [1e300], [most, -most], [most], [0, least], [least], [.infinity, 1],
      [1e17, (1e17).nextUp],
    ]
    for values in given {
      for scale in [Axis.Scale.linear, .log10, .log2] {
        let axis = AxisLayout(.init("x", scale: scale), values: values)
        #expect(axis.upper.isFinite && axis.lower < axis.upper, "\(values)")
        #expect(axis.ticks(about: 6).count < 40, "\(values)")
        for value in values where axis.shows(value) {
          let position = axis.position(value)
          #expect(position >= 0 && position <= 1, "\(value) of \(values)")
        }
      }
    }
    let endless = AxisLayout(.init("x", range: 0 ... .infinity), values: [])
    #expect(endless.upper.isFinite && endless.ticks(about: 6).count < 40)
  }

  /// Either all numbers of an axis are written out, or none is.
  @Test func oneAxisWritesItsPowersInOneWay() {
    func labels(_ scale: Axis.Scale, _ range: ClosedRange<Double>) -> [String] {
      AxisLayout(.init("", scale: scale, range: range), values: []).ticks(about: 9).map(\.label)
    }
    #expect(labels(.log2, 0.25...4) == ["0.25", "0.5", "1", "2", "4"])
    // As in the tables of thresholds: 0.125 is written out, the next smaller one is not.
    #expect(labels(.log2, 0.0625...2) == ["2⁻⁴", "2⁻³", "2⁻²", "2⁻¹", "2⁰", "2¹"])
    #expect(labels(.log10, 0.01...1000) == ["0.01", "0.1", "1", "10", "100", "1000"])
    #expect(labels(.log10, 1...1e4) == ["10⁰", "10¹", "10²", "10³", "10⁴"])
    for low in -14...4 {
      for high in low + 1...14 {
        for (scale, base) in [(Axis.Scale.log2, 2.0), (.log10, 10)] {
          let all = labels(scale, pow(base, Double(low))...pow(base, Double(high)))
          let raised = all.count { $0.contains { "⁰¹²³⁴⁵⁶⁷⁸⁹".contains($0) } }
          #expect(raised == 0 || raised == all.count, "\(all)")
        }
      }
    }
  }

  @Test func zeroStandsBelowABreakOfALogarithmicAxis() {
    let plain = AxisLayout(.init("", scale: .log10, range: 0.01...1), values: [])
    #expect(!plain.shows(0) && plain.shows(0.01) && !plain.isBroken)
    for hasBars in [false, true] {
      let broken = AxisLayout(
        .init("", scale: .log10, range: 0.01...1, showsZero: true), values: [], hasBars: hasBars)
      #expect(broken.isBroken && broken.shows(0) && !broken.shows(-1))
      #expect(broken.position(0) < broken.breakPosition)
      #expect(broken.breakPosition < broken.position(1e-9))
      #expect(broken.position(1e-9) == broken.position(0.01) && broken.position(1) == 1)
      #expect(broken.ticks(about: 9).first == Axis.Tick(0, "0"))
      #expect((broken.position(0) == 0) == hasBars)
    }
    let linear = AxisLayout(.init("", range: 0...1, showsZero: true), values: [])
    #expect(!linear.isBroken && linear.position(0.5) == 0.5)
  }
}
