import ArgumentParser
import Exercises
import ExerciseAnswers
import ExerciseSolutions
import Foundation
import TargetPlatform
import Support
import WorkbookKit

/// Checks the answers to the exercises.
struct ExercisesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exercises", abstract: "Check your answers to the exercises.",
    discussion: """
      The questions are in Chapters/NN-.../Exercises/README.md, the answers in the file \
      ExercisesN.swift beside it. Every exercise is done, wrong, or not done yet. The exit status \
      is 0 whenever the answers could be checked, right or wrong.
      """)

  @Argument(help: "The chapter; all when none is named.")
  var chapter: Int?

  @Flag(help: "Check the solutions in Sources/Workbook/ExerciseSolutions in place of your answers.")
  var solutions = false

  @Flag(help: "Print JSON instead of text.")
  var json = false

  private static let sheets = 0..<ExerciseSheet.answers.count

  func validate() throws {
    if let chapter, !Self.sheets.contains(chapter) {
      throw ValidationError(
        "There is no chapter \(chapter); there are 0 to \(Self.sheets.upperBound - 1).")
    }
  }

  func run() throws {
    let sheets = (solutions ? ExerciseSheet.solutions : ExerciseSheet.answers).filter {
      chapter == nil || $0.chapter == chapter
    }
    let data = ExerciseData()
    if json {
      let chapters = try sheets.map { (number: $0.chapter, checked: try $0.check(data)) }
      let answers = solutions ? "solutions" : "own"
      say(ExerciseReport.json(chapters, answers: answers).text(indent: 2))
    } else {
      try printText(sheets, data)
    }
  }

  private func printText(_ sheets: [ExerciseSheet], _ data: ExerciseData) throws {
    var all: [CheckedExercise] = []
    for sheet in sheets {
      say("Chapter \(sheet.chapter) · \(place(of: sheet.chapter))")
      all += try sheet.check(data) { say(ExerciseReport.text($0)) }
      say("")
    }
    say(ExerciseReport.summary(all))
  }

  /// The file to edit, from the package's folder.
  private func place(of chapter: Int) -> String {
    if solutions { return "Sources/Workbook/ExerciseSolutions/Solutions\(chapter).swift" }
    let chapters = packageRoot()?.appendingPathComponent("Chapters").path ?? ""
    let number = chapter < 10 ? "0\(chapter)-" : "\(chapter)-"
    let folder = try? FileManager.default.contentsOfDirectory(atPath: chapters)
      .first { $0.hasPrefix(number) }
    return "Chapters/\(folder ?? number + "...")/Exercises/Exercises\(chapter).swift"
  }
}
