import Evaluation
import Plotting
import TestSupport
import Testing

@testable import QuantizationFigures

struct SensitivityFigureTests {
  /// The figure shows the worst outputs in order, with their own numbers.
  @Test func theWorstStandFirst() throws {
    let small = try SmallQuantization(bitWidth: 5)
    let report = try sensitivity(of: small.result, images: small.images, as: small.input)
    let figure = sensitivityFigure(report, first: 6, title: "MSE 5 bit")
    let worst = report.ranked.prefix(6)
    #expect(
      figure.title.hasPrefix("MSE 5 bit: the three worst outputs, \(worst[0].node) first, make "))
    #expect(figure.subtitle.hasPrefix("On 12 pictures."))
    #expect(figure.panels.map(\.x.names?.list) == [worst.map(\.node), worst.map(\.node)])
    guard case .bars(let edges, let heights) = figure.panels[0].marks[0].shape,
      case .points(let points) = figure.panels[1].marks[0].shape
    else {
      Issue.record("no bars and points")
      return
    }
    #expect(edges.count == heights.count + 1 && edges.count == 12)
    let shares = heights.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    #expect(shares == worst.map { 100 * report.share(of: $0) })
    #expect(shares == shares.sorted(by: >))
    #expect(points.map(\.y) == worst.map { report.gain(of: $0) })
  }
}
