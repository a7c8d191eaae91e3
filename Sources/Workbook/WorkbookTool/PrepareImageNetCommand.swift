import ArgumentParser
import Foundation
import ImageNet
import Support
import WorkbookKit

/// Lays the ImageNet validation images out in class folders.
struct PrepareImageNetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare-imagenet",
    abstract: "Lay the ImageNet validation images out in class folders.")

  @Option(help: "ILSVRC2012_devkit_t12.tar.gz", transform: inputPath)
  var devkit: String

  @Option(help: "ILSVRC2012_img_val.tar", transform: inputPath)
  var images: String

  @Option(help: "The folder for the class folders.", transform: outputFolderPath("--output"))
  var output: String

  func run() throws {
    let progress = ProgressBar("laying out")
    defer { progress.finish() }
    let result = try prepareImageNet(
      devkit: URL(fileURLWithPath: devkit), images: URL(fileURLWithPath: images),
      output: URL(fileURLWithPath: output), progress: progress.update)
    progress.finish()
    say(
      result.written == 0
        ? "all \(result.present) images were there already"
        : "\(result.written) images written, \(result.present) were there already")
    for note in result.notes { complain("workbook: note: \(note)") }
  }
}
