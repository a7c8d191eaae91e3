import Plotting
import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

/// A range that the user gave is no method's choice, in words and in colours.
struct RangeGroupsTests {
  /// Hundred values from 0 to 4.95 and a large one.
  private let values = (0..<100).map { Double($0) / 20 } + [7]

  private func results(
    _ ledger: CalibrationLedger, _ range: QuantizationRange, method: QuantizationMethod
  ) throws -> [ThresholdSearchResult] {
    SampleFigures.given(
      range,
      try SampleFigures.results(ledger, name: "n", methods: [.mse, .mae], method: method))
  }

  private func marks(_ figure: Figure) -> [Mark] { figure.panels.flatMap(\.marks) }

  @Test func aGivenThresholdIsNoMethodsChoice() throws {
    let ledger = try SampleFigures.ledger(values, name: "n")
    let results = try results(ledger, .threshold(4, isSigned: false), method: .powerOfTwo)
    let figure = distributionFigure(node: "n", ledger: ledger, results: results)
    let share = ThresholdSearch.clippedShare(
      of: results[0].parameters, on: ledger.histogram(of: "n"))
    #expect(share > 0.15 && share < 0.25)
    let words = figure.title + figure.altText + figure.footnote
    #expect(figure.title.hasPrefix("n: the given t = 4 clips "), "\(figure.title)")
    #expect(figure.title.hasSuffix(" % of the values"), "\(figure.title)")
    #expect(!words.contains("choose") && !words.contains("MSE"), "\(words)")
    #expect(figure.altText.hasSuffix(": t = 4 is given."))
    #expect(figure.footnote.contains("levels of the given grid, 0 to "))
    let rules = figure.panels[0].rules
    #expect(rules.count == 1 && rules[0].names == [Rule.Name("given", Look(.ink))])
    #expect(marks(figure).contains { $0.name.hasPrefix("clipped by the given t = 4: ") })
    for mark in marks(figure) {
      if case .series = mark.look.hue { Issue.record("\(mark.name) has a method's colour") }
    }
    let tutorial = tutorialFigure(node: "n", ledger: ledger, results: results)
    #expect(marks(tutorial).map(\.name) == ["activation values", "given: 4.00"])
    #expect(marks(tutorial)[1].look == Look(.ink, dash: .dashed))
  }

  @Test func aGivenThresholdThatClipsNothingSaysSo() throws {
    let ledger = try SampleFigures.ledger(values, name: "n")
    let results = try results(ledger, .threshold(16, isSigned: false), method: .powerOfTwo)
    #expect(
      distributionFigure(node: "n", ledger: ledger, results: results).title
        == "n: the given t = 16 clips nothing and leaves 56 % of the grid unused")
  }

  @Test func errorsShowWhereTheGivenThresholdLies() throws {
    let ledger = try SampleFigures.ledger(values, name: "n")
    let histogram = ledger.histogram(of: "n")
    let results = try results(ledger, .threshold(64, isSigned: false), method: .powerOfTwo)
    let figure = try errorCurveFigure(
      name: "n", subtitle: "", histogram: histogram, results: results)
    #expect(figure.title == "n: t = 64 is given")
    #expect(figure.panels.map(\.title) == ["MSE: t = 64 is given", "MAE: t = 64 is given"])
    #expect(!figure.altText.contains("choose"))
    for (panel, result) in zip(figure.panels, results) {
      #expect(!panel.marks.contains { $0.name == "chosen" })
      let mark = try #require(panel.marks.first { $0.name == "given" })
      let search = try ThresholdSearch(errorMethod: result.errorMethod, bitWidth: 8)
      let error = search.error(of: .threshold(64, isSigned: false), on: histogram)
      #expect(mark.shape == .points([Point(64, error)]))
      // Beyond all that was tried, and still on the axis.
      #expect(panel.x.range?.contains(64) == true)
    }
  }

  @Test func aGivenIntervalHasTwoEnds() throws {
    let ledger = try SampleFigures.ledger(values, name: "n")
    let range = QuantizationRange.interval(minimum: -1, maximum: 3)
    let results = try results(ledger, range, method: .uniform)
    let distribution = distributionFigure(node: "n", ledger: ledger, results: results)
    #expect(distribution.title.hasPrefix("n: the given range −1 to 3 clips "))
    let errors = try errorCurveFigure(
      name: "n", subtitle: "", histogram: ledger.histogram(of: "n"), results: results)
    #expect(errors.title == "n: the range −1 to 3 is given")
    #expect(errors.panels[0].title == "MSE: −1 to 3 is given")
    let staircase = staircaseFigure(
      node: "n", parameters: results[0].parameters, ledger: ledger)
    #expect(staircase.title.hasPrefix("n, −1 to 3, 8 bits: the grid ends at "))
  }

  /// The same through an override, as the command makes it.
  @Test func anOverrideIsGiven() throws {
    let node = "expanded_conv_project_bn"
    let infos = try SampleFigures.infos(
      [.mse, .noClipping], overrides: [node: ActivationOverride(threshold: 2)])
    let figure = distributionFigure(
      node: node, ledger: try SampleFigures.calibration.get().ledger,
      results: infos.compactMap { $0[node] })
    #expect(figure.title.hasPrefix("\(node): the given t = 2 clips "), "\(figure.title)")
  }
}
