import ArgumentParser
import Explorer
import FastExecution
import Foundation
import Graph
import Imaging
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform
import WorkbookKit

/// Writes a page on which the thresholds of a network can be moved.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Write one page on which the thresholds of a network can be moved, on its own values."
  )

  @OptionGroup var data: DataOptions

  @Option(help: "Bits per activation, 2 to 16. (default: what the platform says)")
  var activationBits: Int?

  @Option(help: "Drop histogram bins further than this many standard deviations from the mean.")
  var zThreshold: Double?

  @OptionGroup var target: PlatformOptions

  @Option(
    help:
      "How many pictures to count answers on when all outputs are rounded, evenly spread; all when there are fewer."
  )
  var evaluationImages = ExploreCommand.usualImages

  @Option(
    help: "How many of them to count answers on when one output alone is rounded, for every output."
  )
  var imagesPerOutput = ExploreCommand.usualImagesPerOutput

  @Option(
    help: ArgumentHelp("The page to write.", valueName: "file.html"),
    transform: outputFilePath("--output", usual: "explore.html"))
  var output = "Output/explore.html"

  static let usualImages = 100
  static let usualImagesPerOutput = 20

  func validate() throws {
    if let activationBits, !supportedBitWidths.contains(activationBits) {
      throw ValidationError("--activation-bits is \(activationBits), but must be between 2 and 16.")
    }
    if let zThreshold, !(zThreshold > 0) {
      throw ValidationError("--z-threshold is \(zThreshold), but must be positive.")
    }
    if evaluationImages < 1 {
      throw ValidationError("--evaluation-images is \(evaluationImages), but must be at least 1.")
    }
    if imagesPerOutput < 1 {
      throw ValidationError("--images-per-output is \(imagesPerOutput), but must be at least 1.")
    }
  }

  func run() throws {
    let workbook = Workbook(data)
    let file = URL(fileURLWithPath: output)
    if FileState(output) == nil { try makeOutputFolder(file.deletingLastPathComponent()) }
    try checkWritable(file)
    announce("calibrating, then counting answers with every output alone")
    let page = try ExploreCommand.page(
      workbook, on: target.platform(), activationBits: activationBits, zThreshold: zThreshold,
      images: evaluationImages, imagesPerOutput: imagesPerOutput)
    let html = Data(try page.html().utf8)
    try writeFile(html, to: file)
    say("page \(output): \(page.summary)")
    try reportNotes(workbook)
  }

  /// The page of a network.
  ///
  /// - Throws: What loading the network and the images, calibration and evaluation throw.
  static func page(
    _ workbook: Workbook, on platform: TargetPlatformCapabilities = .mctDefault,
    activationBits: Int? = nil, zThreshold: Double? = nil, images count: Int = usualImages,
    imagesPerOutput: Int = usualImagesPerOutput
  ) throws -> ExplorerPage {
    let network = try workbook.network()
    let images = try workbook.labelledImages().sample(count)
    let calibration = try workbook.calibration(targetPlatformCapabilities: platform)
    let progress = ProgressBar("counting answers")
    defer { progress.finish() }
    let measurement = try ExplorerMeasurement(
      of: calibration, float: FastExecutor(model: network.model, on: workbook.machine),
      bitWidth: activationBits, zThreshold: zThreshold ?? .infinity, images: images,
      few: images.sample(imagesPerOutput), as: try workbook.input(), progress: progress.update)
    return ExplorerPage(
      try ExplorerData(
        network: network.model.name, calibration: calibration, bitWidth: activationBits,
        zThreshold: zThreshold ?? .infinity, measurement: measurement))
  }
}
