import Evaluation
import FastExecution
import Imaging
import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Testing

/// The figures of the chapter on calibration pictures.
struct CalibrationFiguresTests {
  private func dataset() throws -> RepresentativeDataset {
    let folder = try LabelledImageFolder(
      SampleFigures.data.appendingPathComponent("Images/Calibration"))
    let images = stride(from: 0, to: folder.images.count, by: 10).map { folder.images[$0] }
    return try RepresentativeDataset(images: images, batchSize: 8, input: ModelInput(size: 96))
  }

  private let configs = [8, 4].flatMap { bits in
    [QuantizationErrorMethod.mse, .noClipping].map {
      QuantizationConfig(activationErrorMethod: $0, activationBitWidth: bits)
    }
  }

  @Test func everyCalibrationIsAMark() throws {
    let dataset = try dataset()
    let reports = try StabilityStudy(
      SampleFigures.calibration.get(), weights: SampleFigures.weights.get(), dataset: dataset,
      draws: 2, sizes: [2]
    ).reports(
      by: configs, float: FastExecutor(model: SampleFigures.network.get().model),
      images: dataset.images.sample(10))
    let figure = pictureCountFigure(reports, source: "calibration")
    #expect(figure.panels.map(\.title) == ["8 bits", "4 bits"])
    for (panel, bits) in zip(figure.panels, [8, 4]) {
      #expect(
        panel.marks.map(\.name) == ["float", "MSE", "MSE", "NOCLIPPING", "NOCLIPPING"])
      #expect(Set(panel.marks.map(\.shift)).count == 3)
      let report = try #require(
        reports.first {
          $0.config.activationErrorMethod == .mse && $0.config.activationBitWidth == bits
        })
      guard case .points(let points) = panel.marks[2].shape,
        case .line(let means) = panel.marks[1].shape
      else {
        Issue.record("no points, or no line")
        return
      }
      #expect(points.map(\.x) == [2, 2, 16, 16, 16, 16, 32])
      #expect(points.map(\.y) == report.growth.map { $0.evaluation.top1.fraction * 100 })
      #expect(means.map(\.x) == [2, 16, 32])
      #expect(abs(means[0].y - (points[0].y + points[1].y) / 2) < 1e-9)
    }
    // The one that changes most is named, with both ends of its line.
    func change(_ report: StabilityReport) -> Double {
      let few = report.samples(of: 2).map(\.evaluation.top1.fraction)
      return 100 * (report.whole.evaluation.top1.fraction - few.reduce(0, +) / Double(few.count))
    }
    let changes = reports.map { abs(change($0)) }
    let most = try #require(changes.indices.max { changes[$0] < changes[$1] })
    let report = reports[most]
    let bits = try #require(report.config.activationBitWidth)
    let verb = change(report) < 0 ? "falls" : "rises"
    let start =
      "2 to 32 calibration pictures: \(report.config.activationErrorMethod.title) with \(bits) bits \(verb) from "
    #expect(figure.title.hasPrefix(start), "\(figure.title)")
    let others = changes.indices.filter { $0 != most }.map { changes[$0] }.max() ?? 0
    #expect(
      figure.title.contains(", the others change by at most \(Int(others.rounded(.up))) point"))
  }

  /// A row per set of pictures; a column for every output that moves, with the threshold that it moves to.
  @Test func everyMoveIsACell() throws {
    let dataset = try dataset()
    let calibration = try SampleFigures.calibration.get()
    let weights = try SampleFigures.weights.get()
    let found = try calibration.making(
      [.darker, .wrongPreprocessing], in: dataset, weights: weights, configs: [configs[0]],
      float: FastExecutor(model: SampleFigures.network.get().model),
      images: dataset.images.sample(2))
    let right = try calibration.quantized(by: configs[0], weights: weights).info
    let figure = mistakesFigure(right, found)
    let panel = try #require(figure.panels.first)
    let moved = Set(found.flatMap { $0.moves.map(\.node) })
    let columns = try #require(panel.x.names?.list)
    #expect(Set(columns) == moved && moved.contains("input_1"))
    #expect(panel.y.names?.list == ["wrong preprocessing", "darker", "right pictures"])
    guard case .cells(let cells, _) = panel.marks[0].shape else {
      Issue.record("no cells")
      return
    }
    #expect(cells.count == 3 * columns.count)
    for cell in cells {
      let node = columns[cell.x]
      let own = right[node]?.parameters.range.magnitude ?? 0
      let infos = [found[1].info, found[0].info, right]
      let number = infos[cell.y][node]?.parameters.range.magnitude ?? 0
      #expect(cell.number == number && cell.value == number / own, "\(node)")
    }
    // The input's grid loses its sign in the lowest row.
    let signs = try #require(panel.marks.first { $0.name == "unsigned only here" })
    guard case .points(let points) = signs.shape else {
      Issue.record("no points")
      return
    }
    #expect(points.map(\.x) == [0] && points[0].y < 0)
    let most = found.max { $0.moves.count < $1.moves.count }
    #expect(figure.title.contains(": \(most?.moves.count ?? 0) of 66 thresholds move, "))
  }
}
