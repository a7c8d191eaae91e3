import ArgumentParser
import Foundation
import PictureWorld
import Support
import WorkbookKit

/// Draws the pictures of the workbook's small world.
struct MakePicturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-pictures",
    abstract: "Draw pictures of a small world of 20 classes into class folders.")

  @Option(help: "The seed; the same seed gives the same pictures.")
  var seed: UInt64

  @Option(help: "How many pictures; the classes take turns.")
  var count: Int

  @Option(help: "The folder for the class folders.", transform: outputFolderPath("--output"))
  var output: String

  @Option(help: "Rows and columns of a picture, in pixels.")
  var size = 96

  @Option(
    help: ArgumentHelp(
      "none, darker, blurred, otherColours or oneClass: pictures that differ from the ordinary ones."
    ))
  var shift = "none"

  func validate() throws {
    // The names of the files have six digits.
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is \(count), but must be between 1 and 1000000.")
    }
    guard (16...1024).contains(size) else {
      throw ValidationError("--size is \(size), but must be between 16 and 1024.")
    }
    guard PictureShift(rawValue: shift) != nil else {
      throw ValidationError(
        "There is no shift “\(shift)”; there are "
          + PictureShift.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
  }

  func run() throws {
    let folder = try OutputFolder(URL(fileURLWithPath: output))
    let world = PictureWorld(seed: seed, size: size, shift: PictureShift(rawValue: shift) ?? .none)
    let progress = SharedProgressBar("drawing")
    defer { progress.finish() }
    try world.write(count: count, to: folder.url) { progress.update(done: $0, total: count) }
    progress.finish()
    say("\(count) pictures in \(output)")
  }
}
