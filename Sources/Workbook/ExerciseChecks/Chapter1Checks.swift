import Exercises
import FastExecution
import Graph
import PostTrainingQuantization
import Support
import Tensors

/// The exercises of chapter 1 and their checks.
public enum Chapter1 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter1Exercises>] {
    [normalizationParameters, parameterCount, folded, widerLayer, boundReason]
  }

  private static var normalizationParameters: Exercise<any Chapter1Exercises> {
    Exercise(
      .predict, "normalizationParameters",
      lookAt:
        "Count the letters in y = γ · (x − μ) / √(σ² + ε) + β that differ from channel to channel."
    ) { answers, data in
      let got = try answers.normalizationParameters()
      let layer = try normalization("bn_Conv1", data)
      let vectors = [layer.gamma, layer.beta, layer.mean, layer.variance]
      return compare(
        got, vectors.map(\.count).reduce(0, +), for: "bn_Conv1, \(layer.gamma.count) channels")
    }
  }

  private static var parameterCount: Exercise<any Chapter1Exercises> {
    Exercise(
      .write, "parameterCount",
      lookAt: "Every output channel has one window per input channel it reads, and perhaps a bias."
    ) { answers, data in
      func difference(_ name: String, _ layer: WeightedLayer) throws -> Difference? {
        compare(
          try answers.parameterCount(
            inputs: layer.inputs, outputs: layer.outputs, window: layer.window,
            isDepthwise: layer.isDepthwise, hasBias: layer.hasBias),
          layer.parameters, for: "\(name), \(layer.text)")
      }
      let invented = WeightedLayer(
        .depthwiseConvolution(
          DepthwiseConvolution(
            kernel: Tensor(shape: [5, 5, 7, 1]), bias: .init(repeating: 0, count: 7))
        ))
      if let invented, let found = try difference("an invented layer", invented) { return found }
      for layer in try data.network().model.layers {
        guard let weighted = WeightedLayer(layer.operation) else { continue }
        if let found = try difference(layer.name, weighted) { return found }
      }
      return nil
    }
  }

  private static var folded: Exercise<any Chapter1Exercises> {
    Exercise(
      .write, "folded",
      lookAt: "Put every input's normalization into Σ w · x + b and collect what multiplies x."
    ) { answers, data in
      func difference(
        _ name: String, kernel: [Float], bias: Float, _ layer: BatchNormalization,
        advice: String? = nil
      ) throws -> Difference? {
        let got = try answers.folded(
          normalizations: kernel.indices.map { ChannelNormalization(layer, channel: $0) },
          kernel: kernel.map(Double.init), bias: Double(bias))
        let shifts = layer.shift(of: nil)
        // The library's factors are float32, hence the tolerance.
        return compare(
          got.kernel, zip(kernel, layer.scale).map { Double($0 * $1) }, within: 1e-5,
          for: "the kernel of \(name)", advice: advice)
          ?? compare(
            got.bias, zip(kernel, shifts).reduce(Double(bias)) { $0 + Double($1.0 * $1.1) },
            within: 1e-5, for: "the bias of \(name)", advice: advice)
      }
      let invented: [(gamma: [Float], variance: [Float], bias: Float, advice: String?)] = [
        ([2, 1], [4, 1], 0, nil),
        ([-1, 3], [0.25, 1], 0.5, "The convolution's own bias comes behind the normalization."),
        ([0, 1], [1, 1], 3, "γ = 0 leaves β alone, and w multiplies it."),
        ([1, 1], [0, 1], 1, "ε keeps a variance of 0 from dividing by 0."),
      ]
      for (gamma, variance, bias, advice) in invented {
        let layer = BatchNormalization(
          gamma: gamma, beta: [0.75, -1], mean: [-0.5, 2], variance: variance, epsilon: 0.001)
        let name =
          "w = [1, -2], b = \(compact(Double(bias))), γ = \(written(gamma.map(Double.init))), "
          + "β = [0.75, -1], μ = [-0.5, 2], σ² = \(written(variance.map(Double.init))), ε = 0.001"
        let found = try difference(name, kernel: [1, -2], bias: bias, layer, advice: advice)
        if let found { return found }
      }
      let real = try normalization("bn_Conv1", data)
      let kernel = real.gamma.indices.map { Float($0 % 5) - 1.5 }
      return try difference("bn_Conv1 and an invented kernel", kernel: kernel, bias: 1, real)
    }
  }

  private static var widerLayer: Exercise<any Chapter1Exercises> {
    Exercise(
      .change, "widerLayer",
      lookAt:
        "Put other names into the last section of main.swift, such as those that end in add."
    ) { answers, data in
      let name = try answers.widerLayer()
      let original = "expanded_conv_project_BN"
      let model = try data.network().model
      guard model[name] != nil else {
        return Difference(expected: "the name of a layer of the network", got: "“\(name)”")
      }
      let outputs = try FastExecutor(model: model).outputs(
        of: [name, original], for: try data.picture())
      func ends(_ name: String) -> (lower: Double, upper: Double) {
        let values = outputs[name]?.values ?? []
        return (Double(values.min() ?? 0), Double(values.max() ?? 0))
      }
      let (got, reference) = (ends(name), ends(original))
      func range(_ ends: (lower: Double, upper: Double)) -> String {
        "\(compact(ends.lower, digits: 4)) to \(compact(ends.upper, digits: 4))"
      }
      if got.lower < 0, got.upper - got.lower > reference.upper - reference.lower { return nil }
      return Difference(
        input: name, expected: "both signs and a range wider than \(range(reference))",
        got: range(got))
    }
  }

  private static var boundReason: Exercise<any Chapter1Exercises> {
    .explain("boundReason", lookAt: "Look at the table “inside”.") { try $0.boundReason() }
  }

  private static func normalization(
    _ name: String, _ data: ExerciseData
  ) throws -> BatchNormalization {
    var found: BatchNormalization?
    if case .batchNormalization(let layer) = try data.layer(name).operation { found = layer }
    return try data.needed(found, "\(name) is no batch normalization")
  }
}
