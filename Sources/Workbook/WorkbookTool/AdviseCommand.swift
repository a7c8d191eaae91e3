import ArgumentParser
import Evaluation
import FastExecution
import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import Support
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
    let images = try workbook.images(first: evaluationImages)
    let dataset = try workbook.representativeDataset()
    guard images.count >= 2 else {
      throw QuantizationRequestError.tooFewImages(found: images.count, wanted: 2)
    }
    let platform = try target.platform()
    let own = try workbook.overrides(overrides, on: platform)
    let configurations = QuantizationErrorMethod.mctMethods.map {
      QuantizationConfig(
        activationErrorMethod: $0, activationBitWidth: activationBits, overrides: own)
    }
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let weights = try calibration.quantizedWeights(configurations[0])
    let quantizations = try configurations.map {
      try calibration.quantized(by: $0, weights: weights)
    }
    let float = FastExecutor(model: network.model, on: workbook.machine)
    let input = try workbook.input()

    let evaluating = ProgressBar("comparing methods")
    let compared = try evaluate(
      float: float,
      quantized: quantizations.map { ($0.method.title, $0.model as any Executor) },
      images: images, as: input, on: workbook.machine,
      progress: { evaluating.update(done: $0, total: images.count) })
    evaluating.finish()
    let methods = Array(compared.dropFirst())
    let recommendation = MethodRecommendation(methods)
    let taken = quantizations[recommendation.position]

    let rounding = ProgressBar("one output at a time")
    let sensitivity = try sensitivity(
      of: taken, leavesOut: false, images: images, as: input, on: workbook.machine,
      progress: rounding.update)
    rounding.finish()
    let trying = ProgressBar("trying remedies")
    let remedies = try tryRemedies(
      at: sensitivity.ranked.prefix(outputs).map(\.node), of: taken, images: images, as: input,
      on: workbook.machine, progress: trying.update)
    trying.finish()
    let calibrating = ProgressBar("calibrating on halves")
    let stability = try StabilityStudy(
      calibration, weights: weights, dataset: dataset, draws: 1, sizes: []
    ).reports(
      by: [configurations[recommendation.position]], float: float, images: images,
      progress: calibrating.update)
    calibrating.finish()

    let seen = Set(dataset.images.map(\.url))
    let report = AdviceReport(
      network: network, float: compared[0], methods: methods, recommendation: recommendation,
      taken: taken, sensitivity: sensitivity, remedies: remedies, stability: stability[0],
      isOnOtherImages: images.allSatisfy { !seen.contains($0.url) }, skipped: workbook.skipped)
    say(
      json
        ? report.json.text(indent: 2)
        : [report.headline(on: platform), "", report.text].joined(separator: "\n"))
    if images.contains(where: { seen.contains($0.url) }) {
      complain(
        oneLine(
          "workbook: note: calibration saw pictures that answers are counted on; give it a folder of its own with "
            + "--calibration-folder, and the numbers are fairer"))
    }
    try reportNotes(workbook)
  }
}
