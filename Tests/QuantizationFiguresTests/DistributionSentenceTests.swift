import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

/// Titles of distributions follow from the data: what is clipped, and what that buys.
struct DistributionSentenceTests {
  private func distribution(
    _ values: [Double], _ methods: [QuantizationErrorMethod], bits: Int = 8
  ) throws -> String {
    let ledger = try SampleFigures.ledger(values, name: "n")
    let results = try SampleFigures.results(ledger, name: "n", methods: methods, bits: bits)
    return distributionFigure(node: "n", ledger: ledger, results: results).title
  }

  @Test func distributionTitlesSayWhatClippingBuys() throws {
    let tail = (0..<9999).map { Double($0 % 95) / 100 } + [3.9]
    let ledger = try SampleFigures.ledger(tail, name: "n")
    func title(_ results: [ThresholdSearchResult]) -> String {
      distributionFigure(node: "n", ledger: ledger, results: results).title
    }
    let covering = try SampleFigures.result(.noClipping, chosen: 4, [:])
    let half = try SampleFigures.result(.mse, chosen: 2, [4: 2, 2: 1])
    let quarter = try SampleFigures.result(.mae, chosen: 1, [4: 2, 1: 1])
    #expect(
      title([half, covering])
        == "n: MSE clips 0.010 % of the values and gets half the step of NOCLIPPING")
    #expect(
      title([covering, quarter])
        == "n: MAE clips 0.010 % of the values and gets a quarter of the step of NOCLIPPING")
    #expect(
      title([half, covering, quarter])
        == "n: MAE clips 0.010 % of the values, MSE 0.010 %, NOCLIPPING 0 %")
    #expect(
      try distribution((0..<5000).map { Double($0 % 61) / 10 }, [.mse, .noClipping])
        == "n: MSE and NOCLIPPING choose t = 8 and leave 25 % of the grid unused")
  }

  /// What destroys the values is named last, even if it was asked for first.
  @Test func aMethodThatClipsATenthDoesNotCarryTheTitle() throws {
    let values = (0..<5000).map { Double($0 % 61) / 10 }
    let title = try distribution(values, [.kl(), .mse])
    #expect(title.hasPrefix("n: MSE chooses t = 8") || title.hasPrefix("n: MSE clips"))
  }
}
