import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

@testable import Evaluation

struct OutputSensitivityTests {
  let small: SmallQuantization
  var images: [LabelledImage] { small.images }
  var result: QuantizationResult { small.result }
  var input: ModelInput { small.input }

  init() throws { small = try SmallQuantization(bitWidth: 12) }

  /// A threshold that is far too small makes its output the worst, alone and beside all others.
  @Test func aSpoiledOutputIsFound() throws {
    let node = "block_3_project_bn"
    #expect(result.info[node] != nil)
    let spoiled = try small.spoiled(at: node)
    let report = try sensitivity(of: spoiled, images: images, as: input)
    #expect(report.outputs.map(\.node) == result.info.activations.map(\.node))
    #expect(report.ranked.first?.node == node)
    let worst = try #require(report.ranked.first)
    #expect(report.share(of: worst) > 0.5)
    let gains = report.outputs.compactMap { report.gain(of: $0) }
    #expect(gains.count == report.outputs.count && report.gain(of: worst) == gains.max())
    #expect(abs(report.outputs.map { report.share(of: $0) }.reduce(0, +) - 1) < 1e-12)
    let without = try sensitivity(of: spoiled, leavesOut: false, images: images, as: input)
    #expect(without.outputs.allSatisfy { without.gain(of: $0) == nil })
    #expect(without.ranked.map(\.node) == report.ranked.map(\.node))
  }

  /// The remedy is found by one half of the pictures and helps on the other.
  @Test func aSpoiledOutputIsMended() throws {
    let node = "block_3_project_bn"
    #expect(result.info[node] != nil)
    let spoiled = try small.spoiled(at: node)
    let report = try tryRemedies(at: [node], of: spoiled, images: images, as: input)
    #expect(report.decided == 6 && report.before.evaluation.predictions.count == 6)
    let trial = try #require(report.trials.first)
    #expect(Set(trial.tried.map(\.remedy.parameters)).count == trial.tried.count)
    #expect(trial.tried.allSatisfy { $0.remedy.parameters != spoiled.info[node]?.parameters })
    let best = try #require(trial.best)
    #expect(!best.needsMoreBits && trial.wider?.parameters.bitWidth == 16)
    let least = trial.tried.filter { !$0.remedy.needsMoreBits }.map(\.evaluation.noise).min()
    let chosen = trial.tried.first { $0.remedy == best }
    #expect(chosen?.evaluation.noise == least && (least ?? 0) < report.deciding.noise)
    let after = try #require(report.after)
    #expect(after.sqnrDecibels > report.before.evaluation.sqnrDecibels + 1)
    // What was measured is the remedied network on every second picture.
    let unseen = images.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    let remedied = try #require(report.remedied)
    let whole = try evaluate(
      float: result.model.with(quantizers: [:]), quantized: [("a", remedied.model)],
      images: unseen, as: input)
    #expect(whole[1].predictions == after.predictions)
    #expect(remedied.info[node]?.parameters == best.parameters)
  }

  /// A threshold below all logits makes them equal, and the answer is the first class.
  @Test func clippedLogitsTie() throws {
    let node = result.model.model.logitsName
    #expect(result.info[node] != nil && node != result.model.model.outputName)
    func tied(_ threshold: Double) throws -> Int {
      let clipped = try result.replacing([
        node: ActivationQuantizationParameters(
          method: .powerOfTwo, bitWidth: 16, range: .threshold(threshold, isSigned: true))
      ])
      return try tiedAnswers(of: clipped.model, images: images, as: input).count
    }
    // With so small a threshold, what is positive is at one end and what is negative at the other.
    let unrounded = result.model.with(quantizers: [:])
    let batch = try preprocessedImages(images[...], for: input, on: Machine())
    let logits = try #require(unrounded.outputs(of: [node], for: batch)[node])
    let width = logits.shape[-1]
    let expected = images.indices.count { row in
      let positive = logits.values[row * width..<(row + 1) * width].count { $0 > 0x1p-20 }
      return positive != 1
    }
    #expect(expected > 0)
    #expect(try tied(0x1p-20) == expected)
    #expect(try tied(64) == 0)
  }
}
