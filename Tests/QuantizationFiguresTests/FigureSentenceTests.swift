import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

/// Titles follow from the data: what differs between the methods, and what decides.
struct FigureSentenceTests {
  private func result(
    _ method: QuantizationErrorMethod, chosen: Double, _ errors: [Double: Double]
  ) throws -> ThresholdSearchResult {
    func range(_ t: Double) -> QuantizationRange { .threshold(t, isSigned: false) }
    return ThresholdSearchResult(
      parameters: try ThresholdSearch(errorMethod: method, bitWidth: 8)
        .search(boundedBy: 0...chosen * 0.9).parameters,
      errorMethod: method,
      candidates: errors.sorted { $0.key > $1.key }.map {
        .init(range: range($0.key), error: $0.value)
      },
      reason: .smallestError)
  }

  @Test func errorTitlesSayWhatTheNeighboursCost() throws {
    let mse = try result(.mse, chosen: 8, [16: 4, 8: 1, 4: 200])
    let mae = try result(.mae, chosen: 8, [16: 2, 8: 1, 4: 3])
    #expect(
      ErrorSentence([mse, mae]).text
        == "MSE and MAE choose t = 8; MSE's error is 200 times as large at 4 and 4.0 times as large at 16"
    )
    #expect(
      ErrorSentence([mse]).text
        == "MSE chooses t = 8; the error is 200 times as large at 4 and 4.0 times as large at 16")
  }

  @Test func errorTitlesSayWhatEachWouldPayForTheOthersChoice() throws {
    let mse = try result(.mse, chosen: 8, [16: 4, 8: 1, 4: 20])
    let mae = try result(.mae, chosen: 4, [16: 3, 8: 1.38, 4: 1])
    #expect(
      ErrorSentence([mse, mae]).text
        == "MSE chooses t = 8, MAE 4: at 4 MSE's error is 20 times as large, at 8 MAE's error is 1.4 times as "
        + "large")
  }

  /// An error of 0 is no reason; it is named below the title, in whatever order the methods come.
  @Test func anErrorOfZeroDecidesNothing() throws {
    let kl = try result(.kl(), chosen: 0.5, [16: 1, 8: 2, 0.5: 0])
    let mse = try result(.mse, chosen: 8, [16: 4, 8: 1, 4: 20])
    for results in [[kl, mse], [mse, kl]] {
      let sentence = ErrorSentence(results)
      #expect(sentence.text.hasPrefix("MSE chooses t = 8; the error is"))
      #expect(sentence.note == "KL's error falls to 0 at t = 0.5")
    }
    #expect(ErrorSentence([kl]).text == "KL chooses t = 0.5, where its error is 0")
  }

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
    let covering = try result(.noClipping, chosen: 4, [:])
    let half = try result(.mse, chosen: 2, [4: 2, 2: 1])
    let quarter = try result(.mae, chosen: 1, [4: 2, 1: 1])
    #expect(
      title([half, covering])
        == "n: MSE clips 0.010 % of the values and gets half the step of NOCLIPPING")
    #expect(
      title([covering, quarter])
        == "n: MAE clips 0.010 % of the values and gets a quarter of the step of NOCLIPPING")
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

  @Test func staircaseTitlesCountAllValues() throws {
    let ledger = try SampleFigures.calibration.get().ledger
    let info = try SampleFigures.infos([.mse])[0]
    for node in ["Conv1_relu", "expanded_conv_project_bn"] {
      let parameters = try #require(info[node]?.parameters)
      let figure = staircaseFigure(node: node, parameters: parameters, ledger: ledger)
      let count = try #require(ledger.statistics[node]?.valueCount)
      #expect(figure.title.hasPrefix(node))
      #expect(figure.title.filter(\.isNumber).hasSuffix(String(count)), "\(figure.title)")
    }
    let grid = UniformGrid(threshold: 4, isSigned: false, bitWidth: 3)
    let toy = staircaseFigure(
      grid: grid, threshold: 4, values: [0.1, 0.1, 0.5, 5])
    #expect(toy.title == "t = 4, 3 bits: the grid ends at 3.5; beyond it 1 of 4 values")
    #expect(toy.csv.split(separator: "\n").count { $0.contains(",value,one value,") } == 4)
  }

  @Test func stripTitlesNameTheMethodThatDiffersMost() throws {
    let infos = try SampleFigures.infos([.mse, .lp(), .kl(), .noClipping])
    let title = thresholdStripFigure(infos, showing: .all).title
    #expect(title.hasPrefix("KL chooses another threshold than MSE for 65 of 66 outputs"))
    #expect(title.hasSuffix("LP for none"))
  }
}
