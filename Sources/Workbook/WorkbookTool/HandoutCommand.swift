import AnswerChecking
import ArgumentParser
import Foundation
import Publishing
import Support
import WorkbookKit

/// The chapters on paper, and the teacher's key.
struct HandoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handout", abstract: "Write a page to print for a class, or the teacher's key.",
    discussion: """
      The hand-out holds the chapters and their exercises without teachers' notes, hints and answers; \
      chapter 0's table of rounding is empty. The key holds the notes, the filled table, and every \
      exercise with its answer. With --exercises a copy of the package is written in place of a page: \
      it builds and checks answers, and holds no solutions.
      """)

  @Argument(help: "The chapters; all when none is named.")
  var chapters: [Int] = []

  @Flag(help: "Write the teacher's key.")
  var key = false

  @Option(
    help: ArgumentHelp("The file; Output/handout.html or Output/key.html.", valueName: "file"),
    transform: outputFilePath("--output", usual: "handout.html"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a copy of the package without solutions, for students.", valueName: "folder"),
    transform: outputFolderPath("--exercises"))
  var exercises: String?

  func validate() throws {
    if exercises != nil, key || output != nil || !chapters.isEmpty {
      throw ValidationError("--exercises copies the whole package: give it alone.")
    }
  }

  func run() throws {
    let root = try requiredPackageRoot()
    if let exercises { return try copy(root, to: exercises) }
    let all = try ChapterFolder.all(in: root).map(\.number)
    if let number = chapters.first(where: { !all.contains($0) }) {
      let list = all.map(String.init).joined(separator: ", ")
      throw ValidationError("There is no chapter \(number); there are \(list).")
    }
    let numbers = chapters.isEmpty ? all : all.filter(chapters.contains)
    let file = try PageFile(
      output, usual: key ? "Output/key.html" : "Output/handout.html", package: root)
    let handout = Handout(package: root, chapters: Set(numbers))
    let page: String
    do {
      page = try key ? handout.key(answers: answers(numbers, in: root)) : handout.students()
    } catch let error as AnswersMissing {
      complain("workbook: error: \(error)")
      throw ExitCode(ExitStatus.inputMissing.rawValue)
    }
    try file.write(page)
    say("file \(file.name): \(key ? "the teacher's key" : "the hand-out"), to print")
  }

  /// Writes what students get.
  private func copy(_ package: URL, to folder: String) throws {
    do {
      let count = try StudentPackage(of: package).makeCopy(in: URL(fileURLWithPath: folder))
      say(
        "folder \(folder): the package for students, \(count) files, without solutions, tests and "
          + "teachers' notes")
    } catch let error as AnswersNotEmpty {
      complain("workbook: error: \(error)")
      throw ExitCode(ExitStatus.badData.rawValue)
    }
  }

  /// What the solutions return, and their lines.
  private func answers(_ numbers: [Int], in root: URL) throws -> [String: Handout.Answer] {
    let values = try AnswerCheck(.solutions, package: root, program: AnswerCheck.ownProgram)
      .values(numbers)
    var answers: [String: Handout.Answer] = [:]
    for number in numbers {
      let path = "Sources/Workbook/ExerciseSolutions/Solutions\(number).swift"
      guard
        let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      else { throw SolutionsMissing(path: path) }
      for (id, code) in SolutionListing.functions(in: text) {
        answers[id] = Handout.Answer(value: values[id], code: code)
      }
    }
    return answers
  }
}

/// The solutions were left out of this copy of the workbook.
struct SolutionsMissing: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "\(path): not found; the key needs the solutions, which this copy was made without"
  }
}
