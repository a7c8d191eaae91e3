import Exercises
import PostTrainingQuantization
import Quantization
import Tensors

/// The exercises of chapter 6 and their checks.
public enum Chapter6 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter6Exercises>] {
    [exportedLayers, channelThresholds, correctedBias, bitWidthOfASignedGrid, paddingReason]
  }

  private static var exportedLayers: Exercise<any Chapter6Exercises> {
    Exercise(
      .predict, "exportedLayers",
      lookAt: "See the table of folded layers in chapter 3: every quantized output gets a holder."
    ) { answers, data in
      compare(try answers.exportedLayers(), try data.quantizedModel().exportedLayers.count)
    }
  }

  private static var channelThresholds: Exercise<any Chapter6Exercises> {
    Exercise(
      .write, "channelThresholds",
      lookAt:
        "The grid is [−t, t − Δ]: the largest weight must not lie above it, nor the smallest below."
    ) { answers, data in
      func difference(
        _ kernel: [Float], channels: Int, bits: Int, name: String, advice: String? = nil
      ) throws -> Difference? {
        let search = try WeightsThresholdSearch(
          method: .symmetric, errorMethod: .noClipping, bitWidth: bits, isPerChannel: true)
        let shape: Shape = [kernel.count / channels, channels]
        let expected = try search.search(Tensor(shape: shape, values: kernel), channelAxis: 1)
        // The library computes them in float32, hence the tolerance.
        return compare(
          try answers.channelThresholds(
            of: kernel.map(Double.init), channels: channels, bitWidth: bits),
          expected.thresholds, within: 1e-6, for: name, advice: advice)
      }
      let room = "A positive weight w needs t − Δ ≥ w, so t = w · 2^(n_b − 1) / (2^(n_b − 1) − 1)."
      let inputs: [(kernel: [Float], channels: Int, bits: Int, advice: String?)] = [
        ([1, -1, 0.5, -0.25], 2, 8, room), ([0.75, 0.75, -0.8, -0.9], 2, 4, room),
        ([-3, 0.5, -1, 0.25, -2, 0], 2, 3, "A channel may have weights of one sign only."),
        ([0.5, -0.1, 2, -0.2, 0.3, 4], 3, 2, "Neighbours belong to different channels."),
      ]
      for (kernel, channels, bits, advice) in inputs {
        let name = "\(written(kernel.map(Double.init))), \(channels) channels, \(bits) bits"
        let found = try difference(
          kernel, channels: channels, bits: bits, name: name, advice: advice)
        if let found { return found }
      }
      let kernel = try data.needed(
        data.node("Conv1_bn").layer.operation.weights?.kernel, "Conv1_bn has no kernel")
      return try difference(
        kernel.values, channels: kernel.shape[3], bits: 8, name: "the kernel of Conv1_bn, 8 bits")
    }
  }

  private static var correctedBias: Exercise<any Chapter6Exercises> {
    Exercise(
      .write, "correctedBias",
      lookAt:
        "The mean of w_q · x less that of w · x is (w_q − w) times the mean of x, padding included."
    ) { answers, data in
      let sign = "Where rounding makes the mean larger, the bias has to become smaller."
      let border = "On the padding the input is 0: the mean counts only with its share."
      let inputs:
        [(
          kernel: [[Double]], quantized: [[Double]], means: [Double], shares: [Double],
          advice: String?
        )] = [
          ([[0.3]], [[0.5]], [2], [1], sign),
          ([[0.3, -0.2]], [[0.25, -0.25]], [1, 4], [1], nil),
          (
            [[0.1], [0.2], [-0.4]], [[0], [0.25], [-0.5]], [3], [1, 1, 1],
            "Every position of the window adds."
          ),
          ([[0.1], [0.2], [-0.4]], [[0], [0.25], [-0.5]], [3], [0.75, 1, 0.75], border),
          ([[0.7, 0.1]], [[0.75, 0.25]], [0, -1], [0.5], "Means may be 0 or negative."),
        ]
      for (kernel, quantized, means, shares, advice) in inputs {
        // Position by position, as the library knows no padding here.
        let shift = zip(zip(kernel, quantized), shares).reduce(0.0) { sum, position in
          let ((weights, rounded), share) = position
          let tensor = Tensor(
            shape: [1, 1, means.count, 1], values: weights.map(Float.init))
          let own = biasCorrection(
            kernel: tensor, quantizedKernel: rounded, layout: .convolution(groups: 1),
            inputMeans: means)[0]
          return sum + share * own
        }
        let name =
          "bias 0.5, weights \(written(kernel)), on the grid \(written(quantized)), "
          + "input means \(written(means)), inside \(written(shares))"
        // The library's kernel is float32, hence the tolerance.
        let found = compare(
          try answers.correctedBias(
            0.5, kernel: kernel, quantizedKernel: quantized, inputMeans: means,
            insideShares: shares),
          0.5 - shift, within: 1e-6, for: name, advice: advice)
        if let found { return found }
      }
      return try realBias(answers, data)
    }
  }

  /// The first convolution of the network, with the means of the pixels, as MCT corrects it: no padding.
  private static func realBias(
    _ answers: any Chapter6Exercises, _ data: ExerciseData
  ) throws -> Difference? {
    let operation = try data.node("Conv1_bn").layer.operation
    let kernel = try data.needed(operation.weights?.kernel, "Conv1_bn has no kernel")
    let bias = try data.needed(operation.weights?.bias, "Conv1_bn has no bias")
    let means = try data.needed(
      data.statistics(of: "input_1").channelMeans, "calibration kept no means of input_1")
    let result = try data.needed(
      data.weights().kernels.first { $0.node == "Conv1_bn" }, "Conv1_bn was not quantized")
    let corrected = try data.needed(
      result.correctedBias, "the bias of Conv1_bn was not corrected")
    let quantized = result.parameters.quantizedAtSearchTime(kernel)
    let (inputs, outputs) = (kernel.shape[2], kernel.shape[3])
    for channel in 0..<outputs {
      func weights(_ value: (Int) -> Double) -> [[Double]] {
        (0..<kernel.shape[0] * kernel.shape[1]).map { position in
          (0..<inputs).map { value((position * inputs + $0) * outputs + channel) }
        }
      }
      let found = compare(
        try answers.correctedBias(
          Double(bias[channel]), kernel: weights { Double(kernel.values[$0]) },
          quantizedKernel: weights { quantized[$0] }, inputMeans: means,
          insideShares: [Double](repeating: 1, count: kernel.shape[0] * kernel.shape[1])),
        Double(corrected[channel]), within: 1e-6, for: "Conv1_bn, channel \(channel), all inside")
      if let found { return found }
    }
    return nil
  }

  private static var bitWidthOfASignedGrid: Exercise<any Chapter6Exercises> {
    Exercise(
      .change, "bitWidthOfASignedGrid",
      lookAt: "A sign takes one bit; count the values on either side of 0."
    ) { answers, _ in
      let bits = try answers.bitWidthOfASignedGrid()
      guard supportedBitWidths.contains(bits) else {
        return Difference(expected: "a bit width from 2 to 16", got: "\(bits)")
      }
      return compare(
        UniformGrid(threshold: 8, isSigned: true, bitWidth: bits).step,
        UniformGrid(threshold: 8, isSigned: false, bitWidth: 8).step,
        for: "the step of a signed grid with \(bits) bits")
    }
  }

  private static var paddingReason: Exercise<any Chapter6Exercises> {
    .explain("paddingReason", lookAt: "Look at ZeroPadding2D in the list of layers.") {
      try $0.paddingReason()
    }
  }
}
