import Foundation
import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Support
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

  /// Of ranges with two ends the figure shows the line through the chosen one.
  @Test func theCurveOfIntervalsGoesThroughTheChosenOne() throws {
    let values = (0..<2000).map { Double($0 % 97) / 24 - 0.3 } + [6]
    let ledger = try SampleFigures.ledger(values, name: "n")
    let results = try SampleFigures.results(
      ledger, name: "n", methods: [.mse], bits: 4, method: .uniform)
    let all = try SampleFigures.results(
      ledger, name: "n", methods: [.mse, .mae, .kl()], bits: 4, method: .uniform)
    let three = try errorCurveFigure(
      name: "n", subtitle: "", histogram: ledger.histogram(of: "n"), results: all)
    // One axis for all, or one that holds the others'.
    let ranges = three.panels.compactMap(\.x.range)
    #expect(ranges.count == 3 && ranges[0] == ranges[1])
    #expect(ranges[2].lowerBound <= ranges[0].lowerBound)
    #expect(ranges[2].upperBound >= ranges[0].upperBound)
    let isFurther = ranges[2].lowerBound < ranges[0].lowerBound
    #expect(three.footnote.hasPrefix("KL's axis reaches further to the left. ") == isFurther)
    let figure = try errorCurveFigure(
      name: "n", subtitle: "", histogram: ledger.histogram(of: "n"), results: results)
    for (panel, result) in zip(figure.panels, results) {
      guard case .interval(let minimum, let maximum) = result.parameters.range else {
        Issue.record("no interval")
        continue
      }
      let ends = [minimum, maximum].map { typeset($0, digits: 3) }
      let choice = "\(result.errorMethod.title) chooses \(ends[0]) to \(ends[1])"
      #expect(panel.title == choice)
      #expect(figure.title.contains(choice), "\(figure.title)")
      #expect(panel.x.label == "larger end (activation value)")
      let chosen = try #require(result.chosen)
      let star = Point(chosen.range.magnitude, chosen.error)
      guard case .line(let curve)? = panel.marks.first(where: { $0.name.isEmpty })?.shape,
        case .points(let tried)? = panel.marks.first(where: { $0.name == "tried" })?.shape
      else {
        Issue.record("no curve")
        continue
      }
      // The same number, not one like it.
      #expect(curve.contains(star))
      #expect(panel.marks.contains { $0.shape == .points([star]) && $0.name == "chosen" })
      // Thousands were tried; what is shown are the best.
      #expect(result.candidates.count > 100 && tried.count < 60 && !tried.isEmpty)
      let places = tried.map { Int((16 * log2($0.x)).rounded(.down)) }
      #expect(Set(places).count == places.count)
      #expect(tried.allSatisfy { $0.y >= chosen.error })
    }
    #expect(!figure.title.contains("t = "))
    #expect(figure.footnote.hasPrefix("Curves: both ends of the chosen range times one factor."))
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
