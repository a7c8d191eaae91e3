import ArgumentParser
import Evaluation
import FastExecution
import Imaging
import PostTrainingQuantization
import Support
import WorkbookKit

/// Says whether the pictures of calibration suffice.
struct StabilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stability",
    abstract: "Find out whether the pictures of calibration suffice.",
    discussion: """
      Draws two halves of the calibration pictures that have none in common, calibrates on each, and compares \
      the thresholds and the answers on the other pictures; then calibrates on 1, 4, 8, 32, ... of them.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var quantization: QuantizationOptions

  @Option(help: "How many times the pictures are drawn.")
  var draws = 3

  @Option(help: "The seed of the draws.")
  var seed = 1

  @Option(
    help: ArgumentHelp(
      "On how many pictures answers are counted, the first ones of those that calibration does not see. "
        + "(default: all of these, or those of calibration where there are no others)"))
  var evaluationImages: Int?

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  func validate() throws {
    // Each of them takes a calibration.
    guard (1...1000).contains(draws) else {
      throw ValidationError("--draws is \(draws), but must be between 1 and 1000.")
    }
    if let evaluationImages, evaluationImages < 1 {
      throw ValidationError(
        "--evaluation-images is \(evaluationImages), but must be at least 1.")
    }
  }

  /// MSE unless other methods were asked for.
  private func configurations(for workbook: Workbook) throws -> [QuantizationConfig] {
    let all = try quantization.configurations(for: workbook)
    return quantization.methods.errorMethod.isEmpty
      ? all.filter { $0.activationErrorMethod == .mse } : all
  }

  func run() throws {
    let workbook = Workbook(data)
    let network = try workbook.network()
    let dataset = try workbook.representativeDataset()
    let images = try workbook.otherImages(first: evaluationImages)
    let platform = try quantization.platform()
    guard dataset.images.count >= 2 else {
      throw EvaluationError.noHalves(images: dataset.images.count)
    }
    let configurations = try configurations(for: workbook)
    announce(
      "calibrating on \(counted(dataset.images.count, "picture")) and on parts of them in "
        + "\(counted(draws, "draw")), counting answers on \(counted(images.count, "picture"))")
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let weights = try calibration.quantizedWeights(configurations[0])
    let study = try StabilityStudy(
      calibration, weights: weights, dataset: dataset, draws: draws,
      seed: UInt64(bitPattern: Int64(seed)))
    let progress = ProgressBar("calibrating")
    let reports = try study.reports(
      by: configurations, float: FastExecutor(model: network.model, on: workbook.machine),
      images: images, progress: progress.update)
    progress.finish()
    let listing = StabilityListing(
      network: network,
      info: try calibration.quantized(by: configurations[0], weights: weights).info,
      reports: reports, draws: draws, seed: seed, skipped: workbook.skipped)
    say(
      json
        ? listing.json.text(indent: 2)
        : [listing.headline(on: platform), "", listing.text].joined(separator: "\n"))
    if !reports.allSatisfy(\.isOnOtherImages) {
      complain(
        oneLine(
          "workbook: note: there are no pictures that calibration does not see, so answers were counted on its own; "
            + "take fewer with --calibration-images, or give a folder of their own with --calibration-folder"
        ))
    }
    try reportNotes(workbook)
  }
}
