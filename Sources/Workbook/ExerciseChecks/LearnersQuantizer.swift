import Evaluation
import Exercises
import FastExecution
import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import TargetPlatform
import Tensors

/// A quantizer made of a learner's functions, at work on the network that comes with the workbook.
///
/// It folds, counts, merges, searches, rounds and judges with the learner's functions. Ours are the loops around them,
/// the kernels' quantization, and the run of the network.
public struct LearnersQuantizer {
  private static let bitWidth = 8
  private static let candidates = 20

  private let functions: LearnersFunctions
  private let data: ExerciseData

  public init(_ functions: LearnersFunctions, _ data: ExerciseData = ExerciseData()) {
    self.functions = functions
    self.data = data
  }

  /// Quantizes the network and compares the result with ours.
  ///
  /// - Throws: ``PartFailed``, or an error of the workbook's data.
  public func report() throws -> QuantizerReport {
    let ours = try data.quantized()
    let model = try folded(data.network().model)
    let dataset = try data.representativeDataset()
    let calibration = try Calibration(of: model, representativeDataset: dataset)
    let nodes = calibration.prepared.quantizedNodes
    let histograms = try self.histograms(of: nodes, calibration.prepared.model, dataset)

    var quantizers: [String: any ActivationQuantizer] = [:]
    var thresholds: [QuantizerReport.Threshold] = []
    for node in nodes {
      guard let found = ours.info[node.name] else { continue }
      let isSigned = node.isSigned ?? histograms[node.name]?.isSigned ?? true
      var threshold = found.parameters.range.magnitude
      // What cannot leave its bounds is not searched for.
      if node.bounds == nil, let histogram = histograms[node.name] {
        threshold = try search(histogram, isSigned: isSigned)
      }
      thresholds.append(
        .init(node: node.name, own: threshold, ours: found.parameters.range.magnitude))
      let ends = try grid(threshold, isSigned: isSigned)
      quantizers[node.name] = UniformActivationQuantizer(
        minimum: ends.lowerBound, maximum: ends.upperBound, bitWidth: Self.bitWidth)
    }
    let rounding = try rounding(
      calibration.prepared.model, thresholds: thresholds, signs: quantizers.mapValues(\.isSigned))
    let own = try calibration.quantized(
      by: QuantizationConfig(), weights: calibration.quantizedWeights()
    ).model.with(quantizers: quantizers)
    let answers = try answers(own: own, ours: ours.model)
    return QuantizerReport(
      missing: functions.missing, thresholds: thresholds, rounding: rounding, answers: answers)
  }

  // MARK: chapter 1

  /// The model with the learner's factors and shifts in its batch normalizations.
  ///
  /// The exercise asks for a normalization and the channel of a convolution behind it as one convolution. With the
  /// weight 1 and no bias these are the factor and the shift of the normalization itself.
  private func folded(_ model: Model) throws -> Model {
    try model.replacingOperations { layer in
      guard case .batchNormalization(var own) = layer.operation else { return layer.operation }
      for channel in own.gamma.indices {
        let normalization = ChannelNormalization(own, channel: channel)
        let folded = try functions.result(
          of: "1.3", (any Chapter1Exercises).self
        ) {
          try $0.folded(normalizations: [normalization], kernel: [1], bias: 0)
        } ours: {
          let factor =
            normalization.gamma / (normalization.variance + normalization.epsilon).squareRoot()
          return FoldedChannel(
            kernel: [factor], bias: normalization.beta - normalization.mean * factor)
        }
        guard folded.kernel.count == 1 else {
          throw PartFailed(id: "1.3", reason: "\(folded.kernel.count) weights for one input")
        }
        own.gamma[channel] = Float(folded.kernel[0])
        own.beta[channel] = Float(folded.bias)
      }
      let channels = own.gamma.count
      return .batchNormalization(
        BatchNormalization(
          gamma: own.gamma, beta: own.beta, mean: .init(repeating: 0, count: channels),
          variance: .init(repeating: 1, count: channels), epsilon: 0))
    }
  }

  // MARK: chapter 2

  /// The histograms of the nodes' outputs, batch by batch, brought to one range at the end.
  private func histograms(
    of nodes: [QuantizationNode], _ model: Model, _ dataset: RepresentativeDataset
  ) throws -> [String: Histogram] {
    let names = nodes.filter { $0.bounds == nil }.map(\.name)
    let machine = try data.machine()
    let executor = FastExecutor(model: model, on: machine)
    var batches: [String: [Histogram]] = [:]
    for range in dataset.batches {
      let images = try data.loading {
        try preprocessedImages(dataset.images[range], for: dataset.input, on: machine)
      }
      let outputs = try data.loading { try executor.outputs(of: names, for: images) }
      for name in names {
        let values = (outputs[name]?.values ?? []).map { Double($0) }
        batches[name, default: []].append(try histogram(values))
      }
    }
    return try batches.mapValues(merged)
  }

  private func histogram(_ values: [Double]) throws -> Histogram {
    let count = Histogram.binCount
    let counts = try functions.result(of: "2.2", (any Chapter2Exercises).self) {
      try $0.histogram(of: values, binCount: count)
    } ours: {
      try Histogram(of: values, binCount: count).counts.map { Int($0) }
    }
    guard counts.count == count else {
      throw PartFailed(id: "2.2", reason: "\(counts.count) counts for \(count) bins")
    }
    var (lower, upper) = (values.min() ?? 0, values.max() ?? 0)
    if lower == upper { (lower, upper) = (lower - 0.5, upper + 0.5) }
    return Histogram(
      edges: Histogram.edges(from: lower, to: upper, binCount: count),
      counts: counts.map { Double($0) })
  }

  private func merged(_ batches: [Histogram]) throws -> Histogram {
    let count = Histogram.binCount
    let edges = Histogram.edges(
      from: batches.map { $0.edges[0] }.min() ?? 0, to: batches.map { $0.edges[count] }.max() ?? 0,
      binCount: count)
    var counts = [Double](repeating: 0, count: count)
    for batch in batches {
      let spread = try functions.result(of: "2.3", (any Chapter2Exercises).self) {
        try $0.spread(batch.counts, edges: batch.edges, over: edges)
      } ours: {
        batch.spread(over: edges)
      }
      guard spread.count == count else {
        throw PartFailed(id: "2.3", reason: "\(spread.count) counts for \(count) bins")
      }
      for bin in counts.indices { counts[bin] += spread[bin] }
    }
    return Histogram(edges: edges, counts: counts)
  }

  // MARK: chapters 3 and 4

  /// The best of twenty powers of two, from twice the one that covers everything down.
  private func search(_ histogram: Histogram, isSigned: Bool) throws -> Double {
    let magnitude = histogram.largestMagnitude
    let covering = try functions.result(of: "3.3", (any Chapter3Exercises).self) {
      try $0.noClippingThreshold(for: magnitude)
    } ours: {
      nextPowerOfTwo(magnitude)
    }
    let thresholds = (0..<Self.candidates).map { 2 * covering / Double(1 << $0) }
    let errors = try thresholds.map { try error(of: $0, isSigned: isSigned, on: histogram) }
    let levels = 1 << Self.bitWidth
    let position = try functions.result(of: "4.3", (any Chapter4Exercises).self) {
      try $0.guardedMinimum(
        of: errors, comparing: .init(repeating: levels, count: errors.count), levels: levels)
    } ours: {
      errors.indices.min { errors[$0] < errors[$1] } ?? 0
    }
    guard thresholds.indices.contains(position) else {
      throw PartFailed(id: "4.3", reason: "position \(position) of \(thresholds.count) candidates")
    }
    return thresholds[position]
  }

  /// The mean squared error, each bin's values at its left edge.
  private func error(
    of threshold: Double, isSigned: Bool, on histogram: Histogram
  ) throws -> Double {
    let grid = UniformGrid(threshold: threshold, isSigned: isSigned, bitWidth: Self.bitWidth)
    var (sum, total) = (0.0, 0.0)
    for (edge, count) in zip(histogram.edges, histogram.counts) where count > 0 {
      let square = try functions.result(of: "4.2", (any Chapter4Exercises).self) {
        let parts = try $0.errorParts(
          of: [edge], threshold: threshold, isSigned: isSigned, bitWidth: Self.bitWidth)
        return parts.clipping + parts.rounding
      } ours: {
        (grid(edge) - edge) * (grid(edge) - edge)
      }
      sum += count * square
      total += count
    }
    return sum / total
  }

  private func grid(_ threshold: Double, isSigned: Bool) throws -> ClosedRange<Double> {
    try functions.result(of: "3.2", (any Chapter3Exercises).self) {
      try $0.gridRange(threshold: threshold, isSigned: isSigned, bitWidth: Self.bitWidth)
    } ours: {
      let grid = UniformGrid(threshold: threshold, isSigned: isSigned, bitWidth: Self.bitWidth)
      return grid.lower...grid.upper
    }
  }

  // MARK: chapter 0

  /// How many values of one picture become the level that ours become, with the same thresholds.
  private func rounding(
    _ model: Model, thresholds: [QuantizerReport.Threshold], signs: [String: Bool]
  ) throws -> QuantizerReport.Share {
    let outputs = try FastExecutor(model: model, on: data.machine())
      .outputs(of: thresholds.map(\.node), for: data.picture())
    var (equal, total) = (0, 0)
    for threshold in thresholds {
      let isSigned = signs[threshold.node] ?? true
      let levels = try levels(threshold.own, isSigned: isSigned)
      let grid = UniformGrid(
        threshold: threshold.own, isSigned: isSigned, bitWidth: Self.bitWidth)
      for value in outputs[threshold.node]?.values ?? [] {
        let ours = (grid(Double(value)) - grid.lower) / grid.step
        if Double(levels.code(of: Double(value))) == ours { equal += 1 }
        total += 1
      }
    }
    return .init(equal: equal, total: total)
  }

  /// The learner's levels, from the numbers that become each of them. A signed grid is an unsigned one of twice the
  /// threshold, moved down by the threshold.
  private func levels(_ threshold: Double, isSigned: Bool) throws -> Levels {
    let (reach, shift) = isSigned ? (2 * threshold, threshold) : (threshold, 0)
    let step = reach / Double(1 << Self.bitWidth)
    let last = (1 << Self.bitWidth) - 1
    let ends = try (0...last).map { level in
      try functions.result(of: "0.2", (any Chapter0Exercises).self) {
        try $0.valuesOfLevel(level, threshold: reach, bitWidth: Self.bitWidth).upperBound
      } ours: {
        level == last ? .infinity : (Double(level) + 0.5) * step
      } - shift
    }
    return Levels(upperEnds: ends)
  }

  private struct Levels {
    let upperEnds: [Double]

    /// The first level that reaches a number; of two that share their end, the even one.
    func code(of x: Double) -> Int {
      var (low, high) = (0, upperEnds.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if upperEnds[middle] >= x { high = middle } else { low = middle + 1 }
      }
      return upperEnds[low] == x && low % 2 == 1 ? low + 1 : low
    }
  }

  // MARK: chapter 5

  private func answers(
    own: QuantizedModel, ours: QuantizedModel
  ) throws -> QuantizerReport.Answers {
    let (images, model) = (try data.labelledImages(), try data.network().model)
    let machine = try data.machine()
    let results = try data.loading {
      try evaluate(
        float: FastExecutor(model: model, on: machine),
        quantized: [("yours", own), ("ours", ours)], images: images,
        as: data.input(), on: machine)
    }
    let right = results.map { result in result.predictions.map { $0.rankOfTruth == 0 } }
    func interval(_ result: EvaluationResult) throws -> ClosedRange<Double> {
      try functions.result(of: "5.2", (any Chapter5Exercises).self) {
        try $0.wilsonInterval(correct: result.top1.count, total: result.top1.total)
      } ours: {
        result.top1.interval
      }
    }
    let p = try functions.result(of: "5.3", (any Chapter5Exercises).self) {
      try $0.pairedPValue(first: right[1], second: right[2])
    } ours: {
      results[1].compared(with: results[2]).pValue
    }
    let (first, second) = (try interval(results[1]), try interval(results[2]))
    return .init(
      same: .init(equal: results[1].agreement(with: results[2]).count, total: images.count),
      own: .init(right: results[1].top1.count, from: first.lowerBound, to: first.upperBound),
      ours: .init(right: results[2].top1.count, from: second.lowerBound, to: second.upperBound),
      pValue: p)
  }
}
