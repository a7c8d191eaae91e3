import IntegerNetwork
import Plotting
import Testing

@testable import QuantizationFigures

/// The figures of the chapter on integers.
struct IntegerFiguresTests {
  @Test func theStaircaseIsTheRequantization() throws {
    let requantization = Requantization(0.25, for: .onnxRuntime)
    let figure = requantizationFigure(name: "a layer", requantization, steps: 2)
    #expect(figure.title == "a layer: 4 steps of the sum are one step of the code")
    let panel = try #require(figure.panels.first)
    guard case .line(let corners) = panel.marks[1].shape else {
      Issue.record("no staircase")
      return
    }
    // 2 · 0.25 is a half, which goes to the even 0; 6 · 0.25 is 1.5, which goes to 2.
    for (sum, code) in [(0.0, 0.0), (2, 0), (3, 1), (5, 1), (6, 2), (8, 2)] {
      #expect(corners.contains(Point(sum, code)), "\(sum)")
    }
  }

  @Test func theTitleSaysWhatDiffers() {
    func difference(_ layer: String, _ operation: String, _ differ: Int, alone: Int)
      -> LayerDifference
    {
      LayerDifference(
        layer: layer, operation: operation, count: 1000, fromThePicture: differ, alone: alone,
        aloneWithOtherKernels: 0, farthestAlone: 1)
    }
    let two = [
      difference("input_1", "input", 0, alone: 0),
      difference("a_pad", "padding", 500, alone: 0),
      difference("a_conv", "convolution", 200, alone: 30),
      difference("b_conv", "convolution", 400, alone: 0),
      difference("b_soft", "softmax", 100, alone: 0),
    ]
    let nudged = two.map { difference($0.layer, $0.operation, 8, alone: 0) }
    let figure = differencesFigure(two, nudged: nudged, between: ["A", "B"], pictures: 4)
    #expect(
      figure.title
        == "A and B: a layer alone differs in 1 % of its codes, b_conv in the end in 40 %")
    #expect(figure.subtitle.contains("4 pictures") && figure.subtitle.contains("0.8 %"))
    #expect(
      figure.panels[0].marks.map(\.shape) == [
        .points([Point(0, 0), Point(1, 20), Point(2, 40)]),
        .points([Point(0, 0), Point(1, 3), Point(2, 0)]),
        .points([Point(0, 0.8), Point(1, 0.8), Point(2, 0.8)]),
      ])
  }
}
