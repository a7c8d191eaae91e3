import ArgumentParser
import Foundation
import Publishing
import Support
import WorkbookKit

extension Lesson: ExpressibleByArgument {}

/// A deck of slides for a lesson.
struct SlidesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slides", abstract: "Write the slides of a lesson, with notes for the speaker.",
    discussion: """
      One HTML page that needs nothing else. Arrow keys turn the slides, s shows the notes, d turns dark \
      or light, f fills the screen. Printed to PDF it has one slide per page, or, with the notes \
      shown, one slide with its notes. On a dark page the figures are dark if “workbook run” has drawn \
      them in Output/.
      """)

  @Option(help: "The lesson: 45 or 90 minutes.")
  var minutes = Lesson.short

  @Option(
    help: ArgumentHelp(
      "The file; Output/slides-45.html or Output/slides-90.html.", valueName: "file"),
    transform: outputFilePath("--output", usual: "slides.html"))
  var output: String?

  func run() throws {
    let root = try requiredPackageRoot()
    let file = try PageFile(
      output, usual: "Output/\(SlidesCommand.fileName(minutes))", package: root)
    let run = root.appendingPathComponent("Output")
    let page = try SlideDeck(package: root, lesson: minutes, pictures: run).html()
    try file.write(page)
    say("file \(file.name): slides for \(minutes.minutes) minutes")
  }

  /// Whether the package has the page that slides are made from.
  static func areThere(in package: URL) -> Bool {
    FileState(package.appendingPathComponent("Chapters/Slides.md").path) != nil
  }

  /// What a deck is called, unless it is told otherwise.
  static func fileName(_ lesson: Lesson) -> String { "slides-\(lesson.minutes).html" }
}
