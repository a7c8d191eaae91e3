import Exercises
import FastExecution
import Graph
import PostTrainingQuantization
import Quantization
import Testing

@testable import ExerciseChecks

/// What the replies to wrong explanations claim is so.
@MainActor struct ExerciseReplyTests {
  @Test func absoluteErrorsGiveAnOutlierUpThatSquaresKeep() throws {
    let values = Array(Chapter0.values.dropLast()) + [6.5]
    #expect(try Chapter0.search(values, bitWidth: 3, errorMethod: .mse) == 8)
    #expect(try Chapter0.search(values, bitWidth: 3, errorMethod: .mae) == 2)
    #expect(try Chapter0.search(values, bitWidth: 3, errorMethod: .noClipping) == 8)
  }

  @Test func theReLUEndsWhatTheNormalizationDoesNot() throws {
    let names = ["bn_Conv1", "Conv1_relu"]
    let outputs = try FastExecutor(model: ExerciseCheckTests.data.network().model)
      .outputs(of: names, for: ExerciseCheckTests.data.picture())
    let largest = names.map { outputs[$0]?.values.max() ?? 0 }
    #expect(largest[0] > 6)
    #expect(largest[1] == 6)
  }

  @Test func nothingIsSearchedForTheLastNode() throws {
    let calibration = try ExerciseCheckTests.data.calibration()
    for method in [QuantizationErrorMethod.mse, .kl()] {
      let result = try calibration.search(
        ExerciseCheckTests.data.node("predictions_post_activation"),
        config: QuantizationConfig(activationErrorMethod: method))
      #expect(result.reason == .boundedOutput)
      #expect(result.candidates.isEmpty)
      #expect(result.parameters.range.magnitude == 1)
    }
  }

  @Test func theFreeZeroOfKLLiesInsideOneBin() throws {
    let data = ExerciseCheckTests.data
    let name = "expanded_conv_project_bn"
    let result = try data.calibration().search(
      data.node(name), config: QuantizationConfig(activationErrorMethod: .kl()))
    #expect(result.chosen?.error == 0)
    let edges = try #require(data.statistics(of: name).histogram).edges
    #expect(edges.count { abs($0) < result.parameters.range.magnitude } <= 2)
  }

  @Test func paddingsStayFloatAndAreExported() throws {
    let model = try ExerciseCheckTests.data.quantizedModel()
    let paddings = model.exportedLayers.filter { $0.className == "ZeroPadding2D" }
    #expect(paddings.count == 4)
    for padding in paddings {
      #expect(try ExerciseCheckTests.data.node(padding.node).mode == .float)
      #expect(model.holder(of: padding.node) == nil)
    }
  }
}
