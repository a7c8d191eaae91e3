import Plotting
import PostTrainingQuantization
import QuantizationFigures
import Testing

struct ErrorCurveFigureTests {
  /// The curves of a separable error add up, and its minimum over the powers of two is the one chosen.
  @Test func partsAddUpToTheError() throws {
    let ledger = try SampleFigures.calibration.get().ledger
    let node = "expanded_conv_project_bn"
    let histogram = try #require(ledger.statistics[node]?.histogram)
    let results = try SampleFigures.infos([.mse, .mae]).compactMap { $0[node] }
    let figure = try errorCurveFigure(
      name: node, subtitle: "", histogram: histogram, results: results)
    #expect(figure.panels.count == 2)
    let plain = try errorCurveFigure(
      name: node, subtitle: "", histogram: histogram, results: results, marksValley: false)
    for (marked, panel) in zip(figure.panels, plain.panels) {
      let band = "error within 1 % of the lowest point"
      #expect(panel.marks == marked.marks.filter { $0.name != band })
      #expect(panel.marks.count == marked.marks.count - 1)
    }
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

  /// Panels can be compared at a glance: those of MSE and MAE have one axis, and that of KL ends with it.
  @Test func panelsShareTheirThresholds() throws {
    let ledger = try SampleFigures.calibration.get().ledger
    let node = "expanded_conv_project_bn"
    let histogram = try #require(ledger.statistics[node]?.histogram)
    let results = try SampleFigures.infos([.mse, .mae, .kl()]).compactMap { $0[node] }
    let figure = try errorCurveFigure(
      name: node, subtitle: "", histogram: histogram, results: results)
    let ranges = figure.panels.compactMap(\.x.range)
    #expect(ranges.count == 3)
    #expect(ranges[0] == ranges[1])
    #expect(ranges[2].upperBound == ranges[0].upperBound)
    #expect(ranges[2].lowerBound < ranges[0].lowerBound)
    #expect(figure.footnote == "KL's axis of t reaches further to the left.")
  }
}
