import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import Support

/// Calibrates a network again and again on parts of its pictures; see ``StabilityReport``.
public struct StabilityStudy {
  /// How many pictures are tried, as far as there are so many.
  public static let usualSizes = [1, 4, 8, 32, 100, 320, 1000, 3200]

  /// The calibration on all pictures.
  public let calibration: Calibration
  /// Its kernels.
  public let weights: QuantizedWeights
  /// All pictures.
  public let dataset: RepresentativeDataset
  /// How many times the pictures are drawn.
  public let draws: Int
  /// The seed of the draws.
  public let seed: UInt64
  /// The numbers of pictures that are tried besides the halves and all, from few to many.
  public let sizes: [Int]

  /// - Parameters:
  ///   - calibration: Of the network, on all pictures.
  ///   - weights: Its kernels; they are searched only once.
  ///   - dataset: The pictures that the calibration saw.
  ///   - draws: How many times the pictures are drawn, 1 or more.
  ///   - sizes: The numbers of pictures to try besides the halves and all; those that are not fewer than all are left
  ///     out.
  /// - Throws: ``EvaluationError/noHalves(images:)`` for fewer than two pictures.
  public init(
    _ calibration: Calibration, weights: QuantizedWeights, dataset: RepresentativeDataset,
    draws: Int = 3, seed: UInt64 = 1, sizes: [Int] = StabilityStudy.usualSizes
  ) throws {
    precondition(draws >= 1, "\(draws) draws")
    let count = dataset.images.count
    guard count >= 2 else {
      throw EvaluationError.noHalves(images: count)
    }
    self.calibration = calibration
    self.weights = weights
    self.dataset = dataset
    self.draws = draws
    self.seed = seed
    self.sizes = sizes.filter { $0 >= 1 && $0 < count }.sorted()
  }

  /// Draws, calibrates, and counts answers, all ways to judge activations on the same draws.
  ///
  /// - Parameters:
  ///   - configs: The ways to judge activations.
  ///   - float: The float network.
  ///   - images: Labelled pictures to count answers on.
  ///   - progress: Called with the steps done and the steps to do: every calibration and every evaluation is one.
  /// - Returns: One report for every way to judge.
  /// - Throws: ``ImageError``, ``QuantizationError``, ``QuantizationRequestError``, ``EvaluationError``.
  public func reports(
    by configs: [QuantizationConfig], float: any Executor, images: [LabelledImage],
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [StabilityReport] {
    let steps = 1 + draws * (3 + sizes.count)
    var done = 0
    func step() {
      done += 1
      progress(done, steps)
    }
    let all = try quantized(calibration, weights, by: configs)
    let judged = try evaluate(
      float: float, quantizations: all, images: images, as: dataset.input, on: calibration.machine)
    step()
    let wholes = judged.entries.map {
      CalibrationSample(
        imageCount: dataset.images.count, draw: 0, moves: [], evaluation: $0.evaluation)
    }
    var growth = configs.map { _ in [CalibrationSample]() }
    var halves = configs.map { _ in [HalvesComparison]() }
    for (draw, order) in orders.enumerated() {
      // One draw at a time: every network has kernels of its own, and they need memory.
      let results = try parts(of: order).map { part in
        let sample = try calibration.repeated(on: part)
        step()
        return try quantized(
          sample, sample.quantizedWeights(withKernelsOf: weights), by: configs)
      }
      let judged = try evaluate(
        float: float, quantizations: results.flatMap { $0 }, images: images, as: dataset.input,
        on: calibration.machine)
      step()
      for position in configs.indices {
        let samples = try results.enumerated().map { part, results in
          CalibrationSample(
            imageCount: results[position].info.ledger.images.count, draw: draw + 1,
            moves: try all[position].info.moves(to: results[position].info),
            evaluation: judged.entries[part * configs.count + position].evaluation)
        }
        growth[position] += samples
        halves[position].append(
          HalvesComparison(
            draw: draw + 1, first: samples[0], second: samples[1],
            moves: try results[0][position].info.moves(to: results[1][position].info)))
      }
    }
    let isOnOtherImages = dataset.unseen(among: images).count == images.count
    return configs.indices.map { position in
      StabilityReport(
        config: configs[position], outputCount: all[position].info.commonActivations.count,
        isOnOtherImages: isOnOtherImages, float: judged.float,
        whole: wholes[position], halves: halves[position],
        growth: fromFewToMany(growth[position]) + [wholes[position]])
    }
  }

  /// The pictures' positions in random order, draw by draw.
  private var orders: [[Int]] {
    var generator = SplitMix64(seed: seed)
    return (0..<draws).map { _ in dataset.images.indices.shuffled(using: &generator) }
  }

  /// Two halves without a picture in common, then as many of the first pictures as are tried.
  private func parts(of order: [Int]) throws -> [RepresentativeDataset] {
    // snippet.halves
    let half = order.count / 2
    let parts = [order[..<half], order[half...]] + sizes.map { order[..<$0] }
    // In the order that they have among all pictures: another order
    // makes other batches.
    return try parts.map { part in
      try dataset.with(part.sorted().map { dataset.images[$0] })
    }
    // snippet.end
  }

  private func quantized(
    _ calibration: Calibration, _ weights: QuantizedWeights, by configs: [QuantizationConfig]
  ) throws -> [QuantizationResult] {
    try configs.map { try calibration.quantized(by: $0, weights: weights) }
  }

  /// Samples of the same size stay in the order of the draws.
  private func fromFewToMany(_ samples: [CalibrationSample]) -> [CalibrationSample] {
    samples.enumerated().sorted {
      ($0.element.imageCount, $0.offset) < ($1.element.imageCount, $1.offset)
    }.map(\.element)
  }
}
