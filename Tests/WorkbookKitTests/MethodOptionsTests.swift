import ArgumentParser
import Quantization
import Testing
import WorkbookKit

struct MethodOptionsTests {
  private func methods(_ arguments: String...) throws -> [QuantizationErrorMethod] {
    try MethodOptions.parse(arguments).errorMethods()
  }

  @Test func withoutAWordTheyAreMCTsFive() throws {
    #expect(try methods() == [.mse, .noClipping, .mae, .kl(), .lp(p: 2)])
    #expect(try methods("--error-method", "all") == methods())
    #expect(try methods("--lp-p", "3").last == .lp(p: 3))
  }

  @Test func namesAreTakenOnceWhateverTheirCase() throws {
    #expect(
      try methods(
        "--error-method", "KL", "--error-method", "klGuarded", "--error-method", "kl",
        "--error-method", "lp") == [.kl(), .kl(guard: .entropyCalibration), .lp(p: 2)])
  }

  @Test func percentileIsOursAndHasToBeAskedFor() throws {
    #expect(try methods("--error-method", "percentile") == [.percentile(99.99)])
    #expect(
      try methods("--error-method", "PERCENTILE", "--percentile", "100") == [.percentile(100)])
    #expect(try methods("--percentile", "99") == methods())
    #expect(!QuantizationErrorMethod.mctMethods.contains { $0.name == "percentile" })
  }

  @Test(arguments: [
    ["--error-method", "best"], ["--lp-p", "0"], ["--lp-p", "nan"], ["--percentile", "0"],
    ["--percentile", "100.01"],
  ])
  func whatMakesNoSenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try MethodOptions.parse(arguments) }
  }
}
