import Plotting
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
    #expect(differing.title.contains("part on \(parted) of 66 tensors"))
  }

  @Test func theFigureOfTheWholeNetworkCanBeDrawn() throws {
    let infos = try SampleFigures.infos(QuantizationErrorMethod.mctMethods)
    let data = try thresholdStripFigure(infos, showing: .all).fileData()
    #expect(data.count > 10_000)
  }
}
