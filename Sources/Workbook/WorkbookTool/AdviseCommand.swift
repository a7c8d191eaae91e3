import ArgumentParser
import Evaluation
import FastExecution
import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform
import WorkbookKit

/// Says which method to take, which outputs hurt, what helps them, and whether the pictures suffice.
struct AdviseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract:
      "Say which method to take, which outputs hurt, what helps, and whether the pictures suffice.")

  @OptionGroup var data: DataOptions

  @Option(help: "Bits per activation, 2 to 16. (default: what the platform says)")
  var activationBits: Int?

  @OptionGroup var overrides: OverrideOptions

  @OptionGroup var target: PlatformOptions

  @Option(help: "How many pictures to count answers on, the first ones in order; else all.")
  var evaluationImages: Int?

  @Option(help: "How many of the worst outputs to try remedies at.")
  var outputs = 5

  @Flag(help: "Print JSON instead of text.")
  var json = false

  func validate() throws {
    if let activationBits, !supportedBitWidths.contains(activationBits) {
      throw ValidationError("--activation-bits is \(activationBits), but must be between 2 and 16.")
    }
    if let evaluationImages, evaluationImages < 2 {
      throw ValidationError("--evaluation-images is \(evaluationImages), but must be at least 2.")
    }
    guard (1...1000).contains(outputs) else {
      throw ValidationError("--outputs is \(outputs), but must be between 1 and 1000.")
    }
  }

  func run() throws {
    let workbook = Workbook(data)
    let network = try workbook.network()
    let images = try workbook.labelledImages(first: evaluationImages)
    let dataset = try workbook.representativeDataset()
    guard images.count >= 2 else {
      throw QuantizationRequestError.tooFewImages(found: images.count, wanted: 2)
    }
    let platform = try target.platform()
    let configurations = try configurations(for: workbook, on: platform)
    announce(
      "calibrating on \(counted(dataset.images.count, "picture")), then counting answers on "
        + "\(counted(images.count, "picture")), of all methods and with every output alone")
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let float = FastExecutor(model: network.model, on: workbook.machine)
    // Part by part, so that what one needs is gone before the next one; what needs most memory comes early.
    let comparison = try compared(configurations, calibration, float, images, workbook)
    let stability = try stability(
      of: comparison.taken, calibration, dataset, float: float, images)
    let sensitivity = try sensitivity(of: comparison.taken, images, workbook)
    let remedies = try remedies(at: sensitivity, of: comparison.taken, images, workbook)

    let isOnOtherImages = dataset.unseen(among: images).count == images.count
    let report = AdviceReport(
      network: network, float: comparison.float, methods: comparison.methods,
      recommendation: comparison.recommendation, taken: comparison.taken,
      sensitivity: sensitivity, remedies: remedies, stability: stability,
      isOnOtherImages: isOnOtherImages, skipped: workbook.skipped)
    say(
      json
        ? report.json.text(indent: 2)
        : [report.headline(on: platform), "", report.text].joined(separator: "\n"))
    if !isOnOtherImages {
      complain(
        oneLine(
          "workbook: note: calibration saw pictures that answers are counted on; give it a folder of its own with "
            + "--calibration-folder, and the numbers are fairer"))
    }
    try reportNotes(workbook)
  }

  /// MCT's five methods, with what was asked for single outputs.
  private func configurations(
    for workbook: Workbook, on platform: TargetPlatformCapabilities
  ) throws -> [QuantizationConfig] {
    let own = try workbook.overrides(overrides, on: platform)
    return QuantizationErrorMethod.mctMethods.map {
      QuantizationConfig(
        activationErrorMethod: $0, activationBitWidth: activationBits, overrides: own)
    }
  }

  /// How the methods did, and the one to take.
  private struct Comparison {
    let float: EvaluationResult
    let methods: [EvaluationResult]
    let recommendation: MethodRecommendation
    let taken: QuantizationResult
  }

  private func compared(
    _ configurations: [QuantizationConfig], _ calibration: Calibration, _ float: FastExecutor,
    _ images: [LabelledImage], _ workbook: Workbook
  ) throws -> Comparison {
    let weights = try calibration.quantizedWeights(configurations[0])
    let quantizations = try configurations.map {
      try calibration.quantized(by: $0, weights: weights)
    }
    let progress = ProgressBar("comparing methods")
    defer { progress.finish() }
    let results = try evaluate(
      float: float,
      quantized: quantizations.map { ($0.method.title, $0.model as any Executor) },
      images: images, as: try workbook.input(), on: workbook.machine,
      progress: { progress.update(done: $0, total: images.count) })
    let methods = Array(results.dropFirst())
    let recommendation = MethodRecommendation(methods, float: results[0])
    return Comparison(
      float: results[0], methods: methods, recommendation: recommendation,
      taken: quantizations[recommendation.position])
  }

  private func sensitivity(
    of taken: QuantizationResult, _ images: [LabelledImage], _ workbook: Workbook
  ) throws -> SensitivityReport {
    let progress = ProgressBar("one output at a time")
    defer { progress.finish() }
    return try Evaluation.sensitivity(
      of: taken, leavesOut: false, images: images, as: try workbook.input(),
      on: workbook.machine, progress: progress.update)
  }

  private func remedies(
    at sensitivity: SensitivityReport, of taken: QuantizationResult, _ images: [LabelledImage],
    _ workbook: Workbook
  ) throws -> RemedyReport {
    let progress = ProgressBar("trying remedies")
    defer { progress.finish() }
    return try tryRemedies(
      at: sensitivity.ranked.prefix(outputs).map(\.node), of: taken, images: images,
      as: try workbook.input(), on: workbook.machine, progress: progress.update)
  }

  private func stability(
    of taken: QuantizationResult, _ calibration: Calibration, _ dataset: RepresentativeDataset,
    float: FastExecutor, _ images: [LabelledImage]
  ) throws -> StabilityReport {
    let progress = ProgressBar("calibrating on halves")
    defer { progress.finish() }
    let reports = try StabilityStudy(
      calibration, weights: taken.weights, dataset: dataset, draws: 1, sizes: []
    ).reports(
      by: [taken.info.config], float: float, images: images, progress: progress.update)
    return reports[0]
  }
}
