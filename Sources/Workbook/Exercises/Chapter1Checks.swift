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
      lookAt: "Put x = Σ w · input + b into the formula and collect what multiplies w."
    ) { answers, data in
      func difference(
        _ name: String, kernel: [Float], bias: Float, _ normalization: BatchNormalization,
        channel: Int, advice: String? = nil
      ) throws -> Difference? {
        let got = try answers.folded(
          kernel: kernel.map(Double.init), bias: Double(bias),
          normalization: ChannelNormalization(normalization, channel: channel))
        let scale = normalization.scale[channel]
        let biases = [Float](repeating: bias, count: normalization.gamma.count)
        // The library folds in float32, hence the tolerance.
        return compare(
          got.kernel, kernel.map { Double($0 * scale) }, within: 1e-5,
          for: "the kernel of \(name)", advice: advice)
          ?? compare(
            got.bias, Double(normalization.shift(of: biases)[channel]), within: 1e-5,
            for: "the bias of \(name)", advice: advice)
      }
      let invented: [(gamma: Float, variance: Float, bias: Float, advice: String?)] = [
        (2, 4, 0, nil), (-1, 0.25, 0.5, "The bias passes through the normalization too."),
        (0, 1, 3, "γ = 0 leaves β alone."),
        (1, 0, 1, "ε keeps a variance of 0 from dividing by 0."),
      ]
      for (gamma, variance, bias, advice) in invented {
        let normalization = BatchNormalization(
          gamma: [gamma], beta: [0.75], mean: [-0.5], variance: [variance], epsilon: 0.001)
        let name =
          "a channel with w = [1, -2], b = \(compact(Double(bias))), "
          + "γ = \(compact(Double(gamma))), β = 0.75, μ = -0.5, "
          + "σ² = \(compact(Double(variance))), ε = 0.001"
        let found = try difference(
          name, kernel: [1, -2], bias: bias, normalization, channel: 0, advice: advice)
        if let found { return found }
      }
      let kernel = try data.needed(
        data.layer("Conv1").operation.weights?.kernel, "Conv1 has no kernel"
      ).values
      let real = try normalization("bn_Conv1", data)
      let channels = real.gamma.count
      for channel in 0..<channels {
        let own = stride(from: channel, to: kernel.count, by: channels).map { kernel[$0] }
        let found = try difference(
          "Conv1 and bn_Conv1, channel \(channel)", kernel: own, bias: 0, real, channel: channel)
        if let found { return found }
      }
      return nil
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
