import Foundation
import Plotting
import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

/// What the distribution's figures plot, against where it comes from.
struct DistributionFigureTests {
  private func bars(_ figure: Figure) throws -> (edges: [Double], heights: [Double]) {
    for mark in figure.panels[0].marks {
      if case .bars(let edges, let heights) = mark.shape { return (edges, heights) }
    }
    throw NoBars()
  }

  private struct NoBars: Error {}

  /// Bars add up to the number of values, for bar counts that divide the bins and for others.
  @Test func barsAddUpToTheNumberOfValues() throws {
    let ledger = try SampleFigures.calibration.get().ledger
    let infos = try SampleFigures.infos([.mse])
    for (node, statistics) in ledger.statistics where statistics.histogram != nil {
      let results = infos.compactMap { $0[node] }
      for figure in [
        distributionFigure(node: node, ledger: ledger, results: results),
        tutorialFigure(node: node, ledger: ledger, results: results),
      ] {
        let sum = try bars(figure).heights.reduce(0, +)
        let count = Double(statistics.valueCount)
        #expect(abs(sum - count) <= 1e-6 * count, "\(node): \(sum) of \(count)")
      }
    }
  }

  /// The coloured bars are the clipped share that the label says.
  @Test func colouredBarsAreTheClippedShare() throws {
    let ledger = try SampleFigures.calibration.get().ledger
    let node = "expanded_conv_project_bn"
    let results = try SampleFigures.infos([.mse], bits: 4).compactMap { $0[node] }
    let figure = distributionFigure(node: node, ledger: ledger, results: results)
    let histogram = try #require(ledger.statistics[node]?.histogram)
    let share = ThresholdSearch.clippedShare(of: results[0].parameters, on: histogram)
    let mark = try #require(figure.panels[0].marks.first { $0.name.hasPrefix("clipped by") })
    guard case .bars(_, let heights) = mark.shape else { throw NoBars() }
    #expect(share > 0)
    #expect(abs(heights.reduce(0, +) / histogram.total - share) < 1e-9)
  }

  @Test func equalThresholdsShareALabel() throws {
    let ledger = try SampleFigures.ledger((0..<500).map { abs(6 * sin(Double($0))) }, name: "n")
    let results = try SampleFigures.results(
      ledger, name: "n", methods: [.mse, .noClipping, .lp()])
    let rules = distributionFigure(node: "n", ledger: ledger, results: results).panels[0].rules
    #expect(rules.count == 1)
    #expect(rules[0].names.map(\.text) == ["MSE", "NOCLIPPING", "LP"])
    #expect(rules[0].names.map(\.look) == [Look.series(0), .series(1), .series(4)])
  }

  @Test func signedTensorsShowBothThresholds() throws {
    let ledger = try SampleFigures.ledger([-3, -1, 0, 1, 2.5], name: "n")
    let results = try SampleFigures.results(ledger, name: "n", methods: [.noClipping])
    let rule = distributionFigure(node: "n", ledger: ledger, results: results).panels[0].rules[0]
    #expect(rule.x == 4 && rule.mirror == -4)
  }
}
