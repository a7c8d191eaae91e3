import Plotting
import Testing

@testable import QuantizationFigures

struct MethodLookTests {
  @Test func numbersAreWrittenAsPeopleReadThem() {
    #expect(figureNumber(8) == "8" && figureNumber(0x1p-8) == "2⁻⁸" && figureNumber(-1.5) == "−1.5")
    #expect(groupedDigits(1) == "1" && groupedDigits(5_898_240) == "5,898,240")
    #expect(percent(0) == "0 %" && percent(0.00023) == "0.023 %" && percent(0.5419) == "54.2 %")
    #expect(percent(1e-7) == "under 0.001 %")
    #expect(list(["A"]) == "A" && list(["A", "B", "C"]) == "A, B and C")
  }
}
