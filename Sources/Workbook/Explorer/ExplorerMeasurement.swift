import Evaluation
import Graph
import Imaging
import PostTrainingQuantization
import Quantization

/// What was really run for the page: answers, beside the errors that are estimated from histograms.
///
/// All grids here have power-of-two thresholds, and all kernels are quantized.
public struct ExplorerMeasurement: Sendable {
  /// All outputs are rounded, with the thresholds of one method at one bit width.
  public struct Together: Sendable {
    /// How the thresholds were judged.
    public let method: QuantizationErrorMethod
    /// The bit width of the activations, in bits.
    public let bitWidth: Int
    /// Right answers.
    public let top1: Proportion
    /// Answers that are those of the float network.
    public let agreement: Proportion
  }

  /// One output is rounded and all others are floats.
  public struct Alone: Sendable {
    /// The node.
    public let node: String
    /// Threshold by threshold, in the order of ``factors``.
    public let runs: [Run]
  }

  /// What became of answers and logits, against the same network without rounded outputs.
  public struct Run: Sendable {
    /// On how many pictures the answer stayed.
    public let kept: Int
    /// The signal-to-noise ratio of the logits in decibels; infinite when they did not change.
    public let decibels: Double
  }

  /// The right answers of the float network.
  public let float: Proportion
  /// Bit width by bit width, method by method.
  public let together: [Together]
  /// One entry per output, in topological order.
  public let alone: [Alone]
  /// How many pictures ``alone`` is counted on.
  public let aloneImageCount: Int

  /// The methods that the page compares.
  public static let methods: [QuantizationErrorMethod] = [
    .mse, .noClipping, .mae, .lp(p: 3), .kl(), .kl(guard: .entropyCalibration),
  ]
  /// The bit widths that all outputs are rounded to.
  public static let bitWidths = [8, 6, 4]
  /// The thresholds that one output alone is given, in parts of MSE's.
  public static let factors = [0.5, 1, 2, 4]

  /// Numbers that are known.
  init(float: Proportion, together: [Together], alone: [Alone], aloneImageCount: Int) {
    self.float = float
    self.together = together
    self.alone = alone
    self.aloneImageCount = aloneImageCount
  }

  /// Runs the network with all outputs rounded, once per method and bit width, and with every output rounded alone.
  ///
  /// - Parameters:
  ///   - calibration: The network and what calibration saw.
  ///   - float: The network before quantization.
  ///   - bitWidth: The bit width of an output that is rounded alone, in bits; what the platform says when `nil`.
  ///   - zThreshold: See ``QuantizationConfig/zThreshold``.
  ///   - images: Labelled images for all outputs together; their class indices must be outputs of the model.
  ///   - few: Images for every output alone.
  ///   - input: What they are made into.
  ///   - progress: Called with the images run and to run, those of both parts.
  /// - Throws: ``ImageError``, ``QuantizationError`` or ``EvaluationError``.
  public init(
    of calibration: Calibration, float: any Executor, bitWidth: Int? = nil,
    zThreshold: Double = .infinity, images: [LabelledImage], few: [LabelledImage],
    as input: ModelInput, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    func config(_ method: QuantizationErrorMethod, _ bits: Int?) -> QuantizationConfig {
      QuantizationConfig(
        activationErrorMethod: method, zThreshold: zThreshold,
        activationQuantizationMethod: .powerOfTwo, activationBitWidth: bits)
    }
    let machine = calibration.machine
    let total = images.count + few.count
    let weights = try calibration.quantizedWeights(config(.mse, bitWidth))
    let quantizations = try Self.bitWidths.flatMap { bits in
      try Self.methods.map { try calibration.quantized(by: config($0, bits), weights: weights) }
    }
    let results = try evaluate(
      float: float, quantized: quantizations.map { ($0.title, $0.model as any Executor) },
      images: images, as: input, on: machine, progress: { progress($0, total) })
    self.float = results[0].top1
    together = zip(quantizations, results.dropFirst()).map { quantization, result in
      Together(
        method: quantization.method, bitWidth: quantization.bitWidth ?? 8, top1: result.top1,
        agreement: Proportion(result.agreesWithFloat, of: images.count))
    }

    let base = try calibration.quantized(by: config(.mse, bitWidth), weights: weights)
    // Sums that shift negative values have no histogram of their own, and no place on the page.
    let outputs = base.info.commonActivations.filter {
      base.model.activationQuantizers[$0.node] != nil
    }
    let changes = try outputs.flatMap { output in
      try Self.factors.map { factor in
        QuantizerChange(
          node: output.node, quantizer: try output.result.parameters.scaled(by: factor).quantizer())
      }
    }
    let report = try evaluate(
      changes: changes, of: base.model.with(quantizers: [:]), images: few, as: input, on: machine,
      progress: { progress(images.count + $0, total) })
    aloneImageCount = few.count
    alone = outputs.enumerated().map { index, output in
      let first = index * Self.factors.count
      return Alone(
        node: output.node,
        runs: report.changed[first..<first + Self.factors.count].map {
          Run(kept: $0.evaluation.agreesWithFloat, decibels: $0.logitsDecibels)
        })
    }
  }
}

extension ActivationQuantizationParameters {
  /// The same quantizer with another threshold.
  ///
  /// - Parameter factor: A power of two.
  fileprivate func scaled(by factor: Double) -> ActivationQuantizationParameters {
    ActivationQuantizationParameters(
      method: method, bitWidth: bitWidth,
      range: .threshold(range.magnitude * factor, isSigned: range.isSigned))
  }
}
