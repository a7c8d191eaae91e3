import Foundation
import Graph
import Tensors
import Testing

struct OutputMeaningTests {
  /// A dense layer with an activation inside, and what follows it.
  private func model(
    _ count: Int, _ activation: Activation, then operations: Graph.Operation...
  ) -> Model {
    var layers = [
      Layer(name: "in", operation: .input, inputs: [], outputShape: [2, 2, 1]),
      Layer(name: "flat", operation: .reshape([4]), inputs: ["in"], outputShape: [4]),
      Layer(
        name: "top",
        operation: .dense(
          Dense(kernel: Tensor(shape: [4, count]), bias: nil, activation: activation)),
        inputs: ["flat"], outputShape: [count]),
    ]
    for (index, operation) in operations.enumerated() {
      layers.append(
        Layer(
          name: "then\(index)", operation: operation, inputs: [layers[layers.count - 1].name],
          outputShape: [count]))
    }
    return Model(name: "small", layers: layers)
  }

  @Test func theActivationAtTheEndTells() {
    #expect(model(3, .softmax).outputMeaning == .probabilities)
    #expect(model(3, .sigmoid).outputMeaning == .probabilities)
    #expect(model(3, .linear).outputMeaning == .logits)
    #expect(model(3, .tanh).outputMeaning == .logits)
    #expect(model(3, .reLU(maximum: 6)).outputMeaning == .logits)
    #expect(model(1, .sigmoid).outputMeaning == .probability)
    #expect(model(1, .linear).outputMeaning == .logit)
  }

  @Test func itMayBeALayerOfItsOwn() {
    #expect(model(3, .linear, then: .activation(.softmax)).outputMeaning == .probabilities)
    #expect(model(1, .linear, then: .activation(.sigmoid)).outputMeaning == .probability)
    // The last one counts.
    #expect(model(3, .softmax, then: .activation(.tanh)).outputMeaning == .logits)
  }

  @Test func layersThatOnlyMoveValuesAreSeenThrough() {
    #expect(
      model(3, .softmax, then: .reshape([3]), .identity(.dropout), .activation(.linear))
        .outputMeaning == .probabilities)
    #expect(model(1, .linear, then: .identity(.dropout)).outputMeaning == .logit)
  }

  @Test func oneOutputTellsTwoClassesApart() {
    #expect(model(1, .linear).classCount == 2)
    #expect(model(1, .sigmoid).classCount == 2)
    #expect(model(2, .linear).classCount == 2)
    #expect(model(20, .softmax).classCount == 20)
  }

  @Test func probabilitiesStayWhatTheyAre() {
    #expect(model(3, .softmax).probabilities([0.5, 0.25, 0.25]) == [0.5, 0.25, 0.25])
    // One sigmoid per class need not add up to one.
    #expect(model(2, .sigmoid).probabilities([0.75, 0.75]) == [0.75, 0.75])
    #expect(model(1, .sigmoid).probabilities([0.25]) == [0.75, 0.25])
  }

  @Test func logitsBecomeProbabilities() {
    // e^0 : e^(ln 2) : e^(ln 5) = 1 : 2 : 5; by analysis, one rounding to float32 of each input and result.
    let numbers = model(3, .linear).probabilities([0, Float(log(2.0)), Float(log(5.0))])
    for (number, expected) in zip(numbers, [0.125, 0.25, 0.625] as [Float]) {
      #expect(abs(number - expected) <= 4 * expected.ulp)
    }
    // 1 / (1 + e^(−ln 3)) = 3/4
    let two = model(1, .linear).probabilities([Float(log(3.0))])
    for (number, expected) in zip(two, [0.25, 0.75] as [Float]) {
      #expect(abs(number - expected) <= 4 * expected.ulp)
    }
  }

  @Test func logitsMayBeLarge() {
    #expect(model(2, .linear).probabilities([10_000, 0]) == [1, 0])
    #expect(model(2, .linear).probabilities([-10_000, -10_000]) == [0.5, 0.5])
    #expect(model(1, .linear).probabilities([10_000]) == [0, 1])
    #expect(model(1, .linear).probabilities([-10_000]) == [1, 0])
  }

  @Test func aPieceOfABatchIsReadFromItsStart() {
    let batch: [Float] = [9, 9, 9, 0, 0, 0, 9]
    let third = Float(1.0 / 3)
    #expect(model(3, .linear).probabilities(batch[3..<6]) == [third, third, third])
    #expect(model(1, .sigmoid).probabilities(([9, 0.5, 9] as [Float])[1..<2]) == [0.5, 0.5])
  }
}
