import Evaluation
import FastExecution
import Graph
import Plotting
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Support
import TargetPlatform
import WorkbookKit

/// A figure that can be asked for by name.
enum PlotKind: String, CaseIterable, Sendable {
  /// One activation's distribution and thresholds.
  case distribution
  /// ERR(t) of one activation.
  case errors
  /// The thresholds of all tensors.
  case thresholds
  /// The thresholds of the tensors on which methods part.
  case differences
  /// Signal to noise of all tensors.
  case noise
  /// Accuracy over the bit width.
  case accuracy
  /// The quantizer of one activation.
  case staircase
  /// The images of calibration.
  case images
  /// The network and its quantizers.
  case structure

  /// What the figure shows, in a few words.
  var summary: String {
    switch self {
    case .distribution: "values and thresholds of a layer"
    case .errors: "error of every threshold of a layer"
    case .thresholds: "all tensors by method"
    case .differences: "tensors on which methods part"
    case .noise: "signal to noise by tensor"
    case .accuracy: "accuracy over bits"
    case .staircase: "the quantizer of a layer"
    case .images: "the representative dataset"
    case .structure: "the network and where its quantizers sit"
    }
  }
}

/// How a distribution is drawn.
enum DistributionStyle: String, CaseIterable, Sendable {
  /// Logarithmic counts, every threshold labelled, what is clipped coloured.
  case measured
  /// The tutorial's own form.
  case tutorial
}

/// Makes figures by name; what they need is computed once, when it is needed.
final class FigureSource {
  private let workbook: Workbook
  private let platform: TargetPlatformCapabilities
  private let configurations: [QuantizationConfig]
  private let distributionStyle: DistributionStyle
  private let evaluationImages: Int?
  private var foundCalibration: Calibration?
  private var foundResults: [QuantizationResult]?

  /// - Parameters:
  ///   - workbook: The data.
  ///   - platform: What the hardware can do.
  ///   - configurations: What to compare; at least one.
  ///   - evaluationImages: How many images to measure on; all when `nil`.
  init(
    workbook: Workbook, platform: TargetPlatformCapabilities,
    configurations: [QuantizationConfig], distributionStyle: DistributionStyle,
    evaluationImages: Int?
  ) {
    self.workbook = workbook
    self.platform = platform
    self.configurations = configurations
    self.distributionStyle = distributionStyle
    self.evaluationImages = evaluationImages
  }

  private func calibration() throws -> Calibration {
    if let foundCalibration { return foundCalibration }
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    foundCalibration = calibration
    return calibration
  }

  private func quantizations() throws -> [QuantizationResult] {
    if let foundResults { return foundResults }
    let calibration = try calibration()
    let weights = try calibration.quantizedWeights(configurations[0])
    let results = try configurations.map { try calibration.quantized(by: $0, weights: weights) }
    foundResults = results
    return results
  }

  /// The figures of a kind and their files' names: one per layer where a figure shows a layer.
  ///
  /// - Throws: What loading, calibrating and searching throw; ``LayerNotQuantized``, ``ShiftedDifferently``.
  func figures(_ kind: PlotKind) throws -> [(name: String, figure: Figure)] {
    switch kind {
    case .distribution: try perNode("distribution", distribution)
    case .errors: try perNode("errors", errors)
    case .staircase: try perNode("staircase", staircase)
    case .thresholds:
      [("thresholds", thresholdStripFigure(try quantizations().map(\.info), showing: .all))]
    case .differences:
      [("differences", thresholdStripFigure(try quantizations().map(\.info), showing: .differing))]
    case .noise: [("noise", try noise())]
    case .accuracy: [("accuracy", try accuracy())]
    case .images: [("images", try images())]
    case .structure:
      [
        (
          "structure",
          structureFigure(
            try PreparedModel(
              workbook.network().model, targetPlatformCapabilities: platform))
        )
      ]
    }
  }

  private func perNode(
    _ kind: String, _ make: (String) throws -> Figure
  ) throws -> [(name: String, figure: Figure)] {
    try workbook.nodes(of: calibration()).map { ("\(kind)-\($0)", try make($0)) }
  }

  private func results(_ node: String) throws -> [ThresholdSearchResult] {
    try quantizations().compactMap { $0.info[node] }
  }

  private func distribution(_ node: String) throws -> Figure {
    let results = try results(node)
    guard let ledger = sharedLedger(of: node, try quantizations().map(\.info)) else {
      throw ShiftedDifferently(layer: node)
    }
    switch distributionStyle {
    case .measured: return distributionFigure(node: node, ledger: ledger, results: results)
    case .tutorial: return tutorialFigure(node: node, ledger: ledger, results: results)
    }
  }

  /// The errors of the values that the searches saw: without outliers, and before negative ones are shifted.
  private func errors(_ node: String) throws -> Figure {
    let (ledger, results) = (try calibration().ledger, try results(node))
    let bits = results.first?.candidateBitWidth ?? 8
    let zThreshold = configurations[0].zThreshold
    let dropped = zThreshold.isFinite ? ", z-threshold \(typeset(zThreshold))" : ""
    return try errorCurveFigure(
      name: node, subtitle: "\(ledger.images.count) images, \(bits) bits\(dropped)",
      histogram: ledger.histogram(of: node).removingOutliers(zThreshold: zThreshold),
      results: results, source: "calibration \(ledger.digest)")
  }

  private func staircase(_ node: String) throws -> Figure {
    guard let info = try quantizations().first?.info, let parameters = info[node]?.parameters else {
      throw LayerNotQuantized(layer: node, nodes: [])
    }
    return staircaseFigure(node: node, parameters: parameters, ledger: info.ledger)
  }

  private func noise() throws -> Figure {
    let calibration = try calibration()
    let images = try workbook.images(
      first: evaluationImages ?? 32, orFewer: evaluationImages == nil)
    let progress = ProgressBar("comparing tensors")
    defer { progress.finish() }
    return try signalToNoiseFigure(
      quantizations(), from: calibration, images: images,
      progress: { progress.update(done: $0, total: images.count) })
  }

  private func accuracy() throws -> Figure {
    let images = try workbook.labelledImages(first: evaluationImages)
    let calibration = try calibration()
    let progress = ProgressBar("evaluating")
    defer { progress.finish() }
    return try accuracyFigure(
      of: calibration, float: FastExecutor(model: workbook.network().model, on: workbook.machine),
      configurations: configurations.flatMap(FigureSource.overBitWidths), images: images,
      progress: { progress.update(done: $0, total: images.count) })
  }

  /// A configuration at the bit width that it asks for, or else at the usual ones.
  private static func overBitWidths(_ config: QuantizationConfig) -> [QuantizationConfig] {
    guard config.activationBitWidth == nil else { return [config] }
    return [8, 6, 5, 4].map { bits in
      var own = config
      own.activationBitWidth = bits
      return own
    }
  }

  private func images() throws -> Figure {
    let dataset = try workbook.representativeDataset()
    return try contactSheetFigure(
      dataset.images.sample(20), classes: workbook.calibrationFolder().classes,
      count: dataset.images.count, source: "dataset \(dataset.digest())")
  }
}
