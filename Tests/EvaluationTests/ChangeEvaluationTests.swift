import Graph
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

@testable import Evaluation

struct ChangeEvaluationTests {
  let small: SmallQuantization
  var images: [LabelledImage] { small.images }
  var result: QuantizationResult { small.result }
  var input: ModelInput { small.input }

  init() throws { small = try SmallQuantization(bitWidth: 5) }

  /// Every output alone, and all but it, from the place before it: the bits of whole runs.
  @Test func fromThePrefixComeTheBitsOfAWholeRun() throws {
    let model = result.model
    let unrounded = model.with(quantizers: [:])
    let batch = try preprocessedImages(images[...], for: input, on: Machine())
    let layers = Array(Set([model.model.logitsName, model.model.outputName]))
    let nodes = result.info.activations.map(\.node)
    #expect(nodes.count > 10)
    for (base, changes) in [
      (
        unrounded,
        nodes.map { QuantizerChange(node: $0, quantizer: model.activationQuantizers[$0]) }
      ),
      (model, nodes.map { QuantizerChange(node: $0, quantizer: nil) }),
    ] {
      var seen: Set<Int> = []
      try ChangedModels(base, changes).run(layers, on: batch) { index, outputs in
        seen.insert(index)
        let whole = try base.applying(changes[index]).outputs(of: layers, for: batch)
        #expect(outputs == whole, "\(nodes[index])")
      }
      #expect(seen.count == nodes.count)
    }
  }

  /// The counts are those of evaluating every changed model for itself.
  @Test func answersAreThoseOfTheChangedModels() throws {
    let changes = result.info.activations.map { QuantizerChange(node: $0.node, quantizer: nil) }
    let report = try evaluate(changes: changes, of: result.model, images: images, as: input)
    let unrounded = result.model.with(quantizers: [:])
    let whole = try evaluate(
      float: unrounded,
      quantized: [("all", result.model)]
        + changes.map { ($0.node, result.model.applying($0)) }, images: images, as: input)
    #expect(report.unrounded.predictions == whole[0].predictions)
    #expect(report.base.evaluation.predictions == whole[1].predictions)
    for (own, other) in zip(report.changed, whole.dropFirst(2)) {
      #expect(own.evaluation.predictions == other.predictions)
      #expect(own.evaluation.agreesWithFloat == other.agreesWithFloat)
    }
    #expect(Set(report.changed.map(\.noise)).count > 10)
  }

  /// Nothing rounded is nothing lost; the noise of the logits is the sum over all pictures.
  @Test func noiseIsCounted() throws {
    let model = result.model
    let unrounded = model.with(quantizers: [:])
    let node = result.info.activations[3].node
    let own = try #require(model.activationQuantizers[node])
    let report = try evaluate(
      changes: [
        QuantizerChange(node: node, quantizer: nil),
        QuantizerChange(node: node, quantizer: own),
      ], of: unrounded, images: images, as: input)
    #expect(report.changed[0].noise == 0 && report.changed[0].logitsDecibels == .infinity)
    let batch = try preprocessedImages(images[...], for: input, on: Machine())
    let logits = model.model.logitsName
    let exact = try unrounded.outputs(of: [logits], for: batch)[logits]
    let rounded = try model.with(quantizers: [node: own]).outputs(of: [logits], for: batch)[logits]
    let (x, y) = (try #require(exact).values, try #require(rounded).values)
    let noise = zip(x, y).reduce(0.0) {
      let error = Double($1.0) - Double($1.1)
      return $0 + error * error
    }
    #expect(noise > 0 && abs(report.changed[1].noise / noise - 1) < 1e-12)
  }
}
