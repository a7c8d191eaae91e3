import Imaging
import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Testing

/// Of no values no share is clipped, and none is told.
struct VisualHistogramTests {
  private func ledger() -> CalibrationLedger {
    let statistics = NodeStatistics(
      histogram: nil, channelMeans: [0.5], minimum: 0, maximum: 1, valueCount: 12)
    return CalibrationLedger(
      images: ["a.png"], batchSize: 1, input: ModelInput(size: 8), digest: "",
      statistics: ["n": statistics])
  }

  @Test func nothingIsSaidOfShares() throws {
    let ledger = ledger()
    let result = try ThresholdSearch(errorMethod: .mse, bitWidth: 8).search(boundedBy: 0...1)
    let figures = [
      distributionFigure(node: "n", ledger: ledger, results: [result]),
      tutorialFigure(node: "n", ledger: ledger, results: [result]),
      staircaseFigure(node: "n", parameters: result.parameters, ledger: ledger),
    ]
    #expect(figures[0].title == "n: MSE chooses t = 1")
    #expect(figures[1].title == "n as the tutorial draws it: no values were counted")
    #expect(figures[2].title == "n, t = 1, 8 bits: the grid ends at 0.996094")
    for figure in figures {
      let rules = figure.panels.flatMap(\.rules).flatMap(\.details)
      let words = [figure.title, figure.subtitle, figure.altText] + rules
      #expect(!words.contains { $0.contains("nan") || $0.contains(" %") }, "\(words)")
      #expect(try figure.drawing(size: FigureSize.all[0]).plots.count == figure.panels.count)
    }
  }
}
