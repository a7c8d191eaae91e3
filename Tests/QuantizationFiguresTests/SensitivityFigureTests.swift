import Plotting
import TestSupport
import Testing

@testable import Evaluation
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

  /// An output that alone makes all the noise has an infinite gain, for which no axis has a place: it is named.
  @Test func anInfiniteGainIsNamed() throws {
    let small = try SmallQuantization(bitWidth: 5)
    let report = try sensitivity(of: small.result, images: small.images, as: small.input)
    let loudest = try #require(report.ranked.first?.node)
    let changed = SensitivityReport(
      unrounded: report.unrounded, all: report.all,
      outputs: report.outputs.map { output in
        let rest = output.allBut.map { own in
          ChangedEvaluation(
            node: own.node, evaluation: own.evaluation, signal: own.signal,
            noise: output.node == loudest ? 0 : own.noise)
        }
        return OutputSensitivity(
          node: output.node, parameters: output.parameters, alone: output.alone, allBut: rest)
      })
    let figure = sensitivityFigure(changed, first: 6, title: "MSE 5 bit")
    let plain = sensitivityFigure(report, first: 6, title: "MSE 5 bit")
    let range = try #require(figure.panels[1].y.range)
    #expect(range.upperBound.isFinite)
    guard case .points(let points) = figure.panels[1].marks[0].shape,
      case .points(let all) = plain.panels[1].marks[0].shape
    else {
      Issue.record("no points")
      return
    }
    #expect(points == Array(all.dropFirst()))
    #expect(
      figure.footnote.hasSuffix(
        " No noise is left without rounding \(loudest): there is no point for an infinite gain."))
  }
}
