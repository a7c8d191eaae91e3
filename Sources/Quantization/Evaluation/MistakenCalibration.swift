import Graph
import Imaging
import PostTrainingQuantization
import Quantization

/// What a mistake in the choice of calibration pictures does to one quantization.
///
/// - Explained in: chapter 9.
public struct MistakenCalibration: Sendable {
  /// The mistake.
  public let mistake: CalibrationMistake
  /// How activations were judged.
  public let config: QuantizationConfig
  /// The thresholds that the mistake gives, and the statistics that they come from.
  public let info: QuantizationInfo
  /// The outputs whose thresholds differ from those of the right pictures, which stand first.
  public let moves: [ThresholdMove]
  /// How well the network does that the mistake gives.
  public let evaluation: EvaluationResult
  /// The same with the biases of the right pictures: what the thresholds alone do. In a network whose negative values
  /// are shifted, the biases go with the thresholds.
  public let thresholdsAlone: EvaluationResult
  /// The same with the right quantizer for the network's input, where the mistake gives it another one.
  public let withRightInput: EvaluationResult?
}

extension Calibration {
  /// Makes mistakes in the choice of calibration pictures, and counts the answers of the networks that they give.
  ///
  /// - Parameters:
  ///   - mistakes: What is done to the pictures.
  ///   - dataset: The right pictures, which this calibration saw.
  ///   - weights: This calibration's kernels.
  ///   - configs: The ways to judge activations.
  ///   - float: The float network.
  ///   - images: Labelled pictures to count answers on, always the right ones.
  ///   - progress: Called with the mistakes done.
  /// - Returns: Mistake by mistake, and for each of them the configurations in their order.
  /// - Throws: ``ImageError``, ``QuantizationError``, ``QuantizationRequestError``, ``EvaluationError``.
  public func making(
    _ mistakes: [CalibrationMistake], in dataset: RepresentativeDataset, weights: QuantizedWeights,
    configs: [QuantizationConfig], float: any Executor, images: [LabelledImage],
    progress: (_ done: Int) -> Void = { _ in }
  ) throws -> [MistakenCalibration] {
    let right = try configs.map { try quantized(by: $0, weights: weights) }
    let input = prepared.model.layers[0].name
    return try mistakes.enumerated().flatMap { index, mistake in
      // snippet.mistake
      let wrong = try repeated(on: dataset.making(mistake))
      let biases = try wrong.quantizedWeights(withKernelsOf: weights)
      let whole = try configs.map {
        try wrong.quantized(by: $0, weights: biases)
      }
      // The wrong thresholds with the right biases.
      let alone = try configs.map {
        try wrong.quantized(by: $0, weights: weights)
      }
      // snippet.end
      let moves = try zip(right, whole).map { try $0.info.moves(to: $1.info) }
      let mended = try zip(whole, right).map { wrong, right in
        guard let parameters = right.info[input]?.parameters,
          parameters != wrong.info[input]?.parameters
        else { return wrong }
        return try wrong.replacing([input: parameters])
      }
      // Networks that are the same run only once.
      let judged = try evaluate(
        float: float, quantizations: whole + alone + mended, images: images, as: dataset.input,
        on: machine
      ).entries.map(\.evaluation)
      progress(index + 1)
      let count = configs.count
      return configs.indices.map { position in
        MistakenCalibration(
          mistake: mistake, config: configs[position], info: whole[position].info,
          moves: moves[position], evaluation: judged[position],
          thresholdsAlone: judged[count + position],
          withRightInput: moves[position].contains { $0.node == input }
            ? judged[2 * count + position] : nil)
      }
    }
  }

  /// The fewest of some bit widths with which the network that MSE gives still answers as float does on more
  /// than half of the images; the most when there is none.
  ///
  /// - Precondition: There is a bit width.
  /// - Throws: ``ImageError``, ``QuantizationError``, ``QuantizationRequestError``, ``EvaluationError``.
  public func fewestBits(
    of bitWidths: [Int], weights: QuantizedWeights, float: any Executor, images: [LabelledImage]
  ) throws -> Int {
    let widths = bitWidths.sorted()
    let judged = try evaluate(
      float: float, quantizations: quantized(by: [.mse], bitWidths: widths, weights: weights),
      images: images, as: ledger.input, on: machine)
    return zip(widths, judged.entries).first { _, entry in
      2 * entry.evaluation.agreesWithFloat > images.count
    }?.0 ?? widths[widths.count - 1]
  }
}
