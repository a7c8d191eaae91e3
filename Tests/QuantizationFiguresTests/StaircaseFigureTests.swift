import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

struct StaircaseFigureTests {
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
    #expect(toy.title == "t = 4, 3 bits: the grid ends at 3.5; 1 of 4 values lies beyond it")
    #expect(
      toy.csv.split(separator: "\n").count { $0.contains("number of values,value,one value,") } == 4
    )
  }
}
