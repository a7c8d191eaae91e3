import Support
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (5.9765625, 2, "5.98"), (-0.004, 2, "0.00"), (-0.25, 1, "-0.3"), (0.5, 0, "1"), (0, 3, "0.000"),
    (1e30, 2, "1e+30"), (-1e30, 2, "-1e+30"), (.infinity, 2, "∞"), (-.infinity, 0, "-∞"),
    (.nan, 1, "nan"), (0x1p53, 0, "9007199254740992"), (123456.789, 1, "123456.8"),
  ])
  func aFixedNumberOfDigits(number: Double, digits: Int, text: String) {
    #expect(fixed(number, digits: digits) == text)
  }

  @Test func aSmallRangeShowsItsDigits() {
    #expect(fixed(0...5.9765625, digits: 3) == ("0.000", "5.977"))
    #expect(fixed(-0.0004...0.000125, digits: 3) == ("-0.000400", "0.000125"))
    #expect(fixed(-0.00001...6, digits: 3) == ("0.000", "6.000"))
    #expect(fixed(0...3e-30, digits: 3) == ("0", "3e-30"))
    #expect(fixed(0...0, digits: 1) == ("0.0", "0.0"))
    #expect(fixed(0...0x1p70, digits: 1) == ("0.0", "1.1805916207174113e+21"))
  }

  @Test(arguments: [
    (8, 6, "8"), (-8, 6, "-8"), (0, 6, "0"), (-0.0, 6, "0"), (0.5, 6, "0.5"), (0.125, 6, "0.125"),
    (5.9765625, 6, "5.976563"), (5.9765625, 2, "5.98"), (5.001, 2, "5"), (100.5, 6, "100.5"),
    (0x1p-4, 6, "2^-4"), (0x1p-8, 6, "2^-8"), (-0x1p-8, 6, "-2^-8"), (0x1p-1074, 6, "2^-1074"),
    // Zeros of whole numbers and of exponents are no zeros behind a point.
    (0x1p30, 6, "1073741824"), (1_000_000, 6, "1000000"), (1.5e10, 6, "15000000000"),
    (0x1p67, 6, "2^67"), (1e20, 6, "1e+20"), (1.5e300, 6, "1.5e+300"), (-3e20, 6, "-3e+20"),
    (123_456_789_012.5, 6, "123456789012.5"),
    // What the places would not show keeps its digits.
    (0.0004, 3, "0.0004"), (0.00000123, 6, "1.23e-06"), (-1.23456e-9, 3, "-1.23e-09"),
    (0.0123, 3, "0.012"), (.nan, 6, "nan"), (-.infinity, 6, "-∞"),
  ])
  func fewDigits(number: Double, digits: Int, text: String) {
    #expect(compact(number, digits: digits) == text)
  }

  @Test(arguments: [
    (5.9765625, 3, "5.98"), (1_234_567, 3, "1234567"), (0.00001234, 3, "1.23e-05"),
    (0.1, 7, "0.1"), (-2.5, 7, "-2.5"), (1e300, 7, "1e+300"), (.nan, 3, "nan"),
  ])
  func significantDigits(number: Double, digits: Int, text: String) {
    #expect(significant(number, digits: digits) == text)
  }

  @Test(arguments: [
    (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"), (8, "8"), (-0.0, "0"),
    (0x1p67, "1.4757395258967641e+20"), (0x1p53, "9007199254740992"),
    (.leastNonzeroMagnitude, "5e-324"),
  ])
  func theShortestTextReadsAsTheNumber(number: Double, text: String) {
    #expect(shortest(number) == text)
    #expect(Double(text) == number)
  }

  @Test func bytesInHexadecimal() {
    #expect(hexadecimal([0x89, 0x0A, 0xFF]) == "890aff")
    #expect(hexadecimal([0, 16], separator: " ") == "00 10")
  }

  @Test func allPowersOfTwoReadAsThemselves() throws {
    for exponent in -1074...1023 {
      let text = compact(Double(sign: .plus, exponent: exponent, significand: 1))
      let parts = text.split(separator: "^")
      let read =
        parts.count == 2
        ? Int(parts[1]).map { Double(sign: .plus, exponent: $0, significand: 1) } : Double(text)
      #expect(read == Double(sign: .plus, exponent: exponent, significand: 1), "\(text)")
    }
  }
}
