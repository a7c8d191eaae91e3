import Graph
import Plotting
import PostTrainingQuantization
import Testing

@testable import QuantizationFigures

struct StructureFigureTests {
  private func figure() throws -> Figure {
    structureFigure(try SampleFigures.calibration.get().prepared)
  }

  @Test func everyOutputHasABoxAndAQuantizer() throws {
    let prepared = try SampleFigures.calibration.get().prepared
    let figure = try figure()
    var (boxes, points) = (0, 0)
    for mark in figure.panels[0].marks {
      switch mark.shape {
      case .boxes(let list): boxes += list.count
      case .points(let list): points += list.count
      default: break
      }
    }
    let count = prepared.quantizedNodes.count
    let signed = prepared.quantizedNodes.count { prepared.model.canBeNegative($0.name) }
    #expect(boxes == count && points == count)
    #expect(
      figure.title
        == "\(count) outputs get a quantizer: \(count - signed) unsigned, \(signed) signed")
    #expect(
      figure.panels[0].y.names?.list.reversed() == [
        "other", "expand", "depthwise", "project", "add",
      ])
  }

  /// What is added again can be seen: lines between neighbouring additions lead below the boxes.
  @Test func noInputThatIsAddedIsHidden() throws {
    let marks = try figure().panels[0].marks
    let boxes = marks.flatMap { mark -> [Mark.Box] in
      if case .boxes(let list) = mark.shape { list } else { [] }
    }
    let skips = marks.filter { $0.look.dash == .shortDashed }.compactMap { mark -> [Point]? in
      if case .line(let points) = mark.shape { points } else { nil }
    }
    #expect(skips.count == 10)
    for skip in skips {
      // Somewhere half a step of the way lies outside of all boxes.
      let visible = zip(skip, skip.dropFirst()).contains { a, b in
        (1..<10).contains { step in
          let share = Double(step) / 10
          let (x, y) = (a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
          return !boxes.contains { $0.x.contains(x) && $0.y.contains(y) }
        }
      }
      let length = zip(skip, skip.dropFirst()).map { abs($0.x - $1.x) + abs($0.y - $1.y) }.reduce(
        0, +)
      #expect(visible && length > 1)
    }
  }
}
