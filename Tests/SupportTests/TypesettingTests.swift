import Support
import Testing

struct TypesettingTests {
  @Test(arguments: [
    (8, "8"), (-1.5, "−1.5"), (0x1p-8, "2⁻⁸"), (-0x1p-8, "−2⁻⁸"), (0x1p67, "2⁶⁷"),
    (1234, "1234"), (10_000, "10,000"), (5_898_240, "5,898,240"), (-12_345, "−12,345"),
    (12_345.5, "12345.5"), (1e12, "1,000,000,000,000"), (1.5e-7, "1.5·10⁻⁷"), (1e20, "10²⁰"),
    (-1e20, "−10²⁰"), (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "nan"),
  ])
  func numbersAreWrittenAsPeopleReadThem(number: Double, text: String) {
    #expect(typeset(number) == text)
  }

  @Test func digitsAndSizesHaveGroups() {
    #expect(typeset(0.1234, digits: 2) == "0.12")
    #expect(grouped(1) == "1" && grouped(5_898_240) == "5,898,240" && grouped(-1234) == "−1,234")
    #expect(grouped(.min) == "−9,223,372,036,854,775,808")
    #expect(counted(1, "image") == "1 image" && counted(1234, "value") == "1,234 values")
  }

  @Test func sharesAndLists() {
    #expect(percent(0) == "0 %" && percent(0.00023) == "0.023 %" && percent(0.5419) == "54.2 %")
    #expect(percent(1e-7) == "under 0.001 %" && percent(0.9999) == "over 99.9 %")
    #expect(percent(1) == "100.0 %")
    #expect(listed([]) == "" && listed(["A"]) == "A" && listed(["A", "B", "C"]) == "A, B and C")
  }
}
