import Foundation
import Plotting
import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

/// What the figures plot, against where it comes from.
struct FigureValueTests {
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
    let mark = try #require(figure.panels[0].marks.first { $0.name.hasPrefix("cut off") })
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

  /// The curves of a separable error add up, and its minimum over the powers of two is the one chosen.
  @Test func partsAddUpToTheError() throws {
    let ledger = try SampleFigures.calibration.get().ledger
    let node = "expanded_conv_project_bn"
    let histogram = try #require(ledger.statistics[node]?.histogram)
    let results = try SampleFigures.infos([.mse, .mae]).compactMap { $0[node] }
    let figure = try errorCurveFigure(
      name: node, subtitle: "", histogram: histogram, results: results)
    #expect(figure.panels.count == 2)
    for (panel, result) in zip(figure.panels, results) {
      var lines: [String: [Double: Double]] = [:]
      for mark in panel.marks {
        guard case .line(let points) = mark.shape else { continue }
        for point in points { lines[mark.name, default: [:]][point.x] = point.y }
      }
      var compared = 0
      for (x, total) in lines[""] ?? [:] {
        guard let clipping = lines["clipping part"]?[x], let rounding = lines["rounding part"]?[x]
        else { continue }
        #expect(abs(clipping + rounding - total) <= 1e-9 * total)
        compared += 1
      }
      #expect(compared > 5)
      let chosen = try #require(result.chosen)
      #expect(result.candidates.allSatisfy { $0.error >= chosen.error })
    }
  }

  @Test func theStripHasAColumnPerTensorAndSaysWhereMethodsPart() throws {
    let infos = try SampleFigures.infos([.mse, .noClipping, .mae])
    let all = thresholdStripFigure(infos, showing: .all)
    func cells(_ figure: Figure) -> [Mark.Cell] {
      figure.panels[0].marks.flatMap { mark -> [Mark.Cell] in
        if case .cells(let cells, _) = mark.shape { cells } else { [] }
      }
    }
    #expect(cells(all).count == 66 * 3)
    let parted = zip(infos[0].activations, infos[1].activations).count {
      $0.result.parameters.range != $1.result.parameters.range
    }
    let differing = thresholdStripFigure(infos, showing: .differing)
    #expect(parted > 5 && cells(differing).count == parted * 3)
    #expect(differing.title.contains("part on \(parted) of 66 tensors"))
  }

  @Test func numbersAreWrittenAsPeopleReadThem() {
    #expect(figureNumber(8) == "8" && figureNumber(0x1p-8) == "2⁻⁸" && figureNumber(-1.5) == "−1.5")
    #expect(groupedDigits(1) == "1" && groupedDigits(5_898_240) == "5,898,240")
    #expect(percent(0) == "0 %" && percent(0.00023) == "0.023 %" && percent(0.5419) == "54.2 %")
    #expect(percent(1e-7) == "under 0.001 %")
    #expect(list(["A"]) == "A" && list(["A", "B", "C"]) == "A, B and C")
  }

  @Test func theFigureOfTheWholeNetworkIsQuick() throws {
    let infos = try SampleFigures.infos(QuantizationErrorMethod.mctMethods)
    let data = try thresholdStripFigure(infos, showing: .all).fileData()
    #expect(data.count > 10_000)
  }
}
