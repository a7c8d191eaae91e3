import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Testing

struct ThresholdStripFigureTests {
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
    #expect(differing.title.contains("for \(parted) of 66 outputs"))
    #expect(differing.csv.contains("x: output"))
    // Outputs and methods by name, thresholds as numbers.
    let cell = try #require(
      all.csv.split(separator: "\n").first { $0.contains(",Conv1_relu,") && $0.contains(",MAE,") })
    let threshold = try #require(infos[2]["Conv1_relu"]?.parameters.range.magnitude)
    #expect(cell.hasSuffix(",\(Int(threshold)),\(Int(threshold))"), "\(cell)")
  }

  /// Every group of columns has its name, on every sheet: none is left out because it is narrow.
  @Test(arguments: FigureSize.all)
  func everyGroupIsNamed(size: FigureSize) throws {
    let infos = try SampleFigures.infos([.mse, .kl()])
    for selection in [ThresholdStripSelection.all, .differing] {
      let figure = thresholdStripFigure(infos, showing: selection)
      let labels = figure.panels[0].x.ticks.map(\.label)
      let drawn = try figure.drawing(size: size).texts.filter(\.isUpright).map(\.string)
      #expect(labels.count > 20 && drawn == labels)
    }
    let structure = structureFigure(try SampleFigures.calibration.get().prepared)
    #expect(
      try structure.drawing(size: size).texts.filter(\.isUpright).map(\.string)
        .filter { !$0.allSatisfy(\.isNumber) } == structure.panels[0].x.ticks.map(\.label))
  }

  /// Long names leave room for what they name; the CSV file has them whole.
  @Test(arguments: FigureSize.all)
  func longNamesAreShortened(size: FigureSize) throws {
    let infos = SampleFigures.withLongNames(try SampleFigures.infos([.mse, .noClipping]))
    let names = infos[0].activations.map(\.node)
    #expect(names.count == 6 && names.allSatisfy { $0.count > 50 })
    let figure = thresholdStripFigure(infos, showing: .differing)
    let labels = figure.panels[0].x.ticks.map(\.label)
    #expect(labels.count == names.count && Set(labels).count == names.count)
    #expect(labels.allSatisfy { $0.count <= 28 && $0.contains("…") }, "\(labels)")
    let plot = try #require(figure.drawing(size: size).plots.first)
    #expect(plot.height >= 0.08 * size.height)
    #expect(names.allSatisfy { figure.csv.contains(",\($0),") })
  }

  /// A threshold that the user gave is counted as such.
  @Test func givenThresholdsAreCounted() throws {
    let own = ["Conv1_relu": ActivationOverride(threshold: 4)]
    let infos = try SampleFigures.infos([.mse, .noClipping], overrides: own)
    let subtitle = thresholdStripFigure(infos, showing: .all).subtitle
    #expect(subtitle.contains("powers of two; 1 threshold given; "), "\(subtitle)")
  }

  @Test func theFigureOfTheWholeNetworkCanBeDrawn() throws {
    let infos = try SampleFigures.infos(QuantizationErrorMethod.mctMethods)
    let data = try thresholdStripFigure(infos, showing: .all).fileData()
    #expect(data.count > 10_000)
  }

  @Test func stripTitlesNameTheMethodThatDiffersMost() throws {
    let infos = try SampleFigures.infos([.mse, .lp(), .kl(), .noClipping])
    let title = thresholdStripFigure(infos, showing: .all).title
    #expect(title.hasPrefix("KL chooses another threshold than MSE for 65 of 66 outputs"))
    #expect(title.hasSuffix("LP for none"))
  }
}
