import AnswerChecking
import ArgumentParser
import ExerciseChecks
import Foundation
import Support
import WorkbookKit

/// Checks the answers to the exercises.
struct ExercisesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exercises", abstract: "Check your answers to the exercises.",
    discussion: """
      The questions are in Chapters/NN-.../Exercises/README.md, the answers in the file \
      ExercisesN.swift beside it. Every exercise is done, wrong, or not done yet; an answer that does \
      not compile, crashes or finds no end is reported for its own exercise alone. The exit status \
      is 0 whenever the answers could be checked, right or wrong, unless --must-be-done asks for more.
      """)

  @Argument(
    help: ArgumentHelp(
      "A chapter such as 3, an exercise such as 3.2, or build; all chapters when none is named.",
      discussion: """
        “build” makes a quantizer of your functions of chapters 0 to 5, runs it on the network of the workbook, \
        and compares it with the workbook's own.
        """))
  var exercise: String?

  @Flag(help: "Check the solutions in Sources/Workbook/ExerciseSolutions in place of your answers.")
  var solutions = false

  @Option(
    help: ArgumentHelp("Check the files of answers in this folder.", valueName: "folder"),
    transform: givenPath)
  var answers: String?

  @Flag(help: "Show what was expected of a wrong prediction before the third try.")
  var reveal = false

  @Option(
    help: ArgumentHelp(
      "Stop an answer that computes for so long without a result.", valueName: "seconds"))
  var timeLimit = AnswerCheck.usualSeconds

  @Flag(help: "Print the points as CSV instead of text; with --json as JSON.")
  var points = false

  @Flag(help: "Exit with status 1 unless all answers that were checked are done.")
  var mustBeDone = false

  @Flag(help: "Print JSON instead of text.")
  var json = false

  /// Words are checked when the command runs, so that a mistyped option is named before its value.
  private func checkExercise() throws {
    let catalog = ExerciseCatalog.all
    if let exercise, exercise != "build", chosen(from: catalog).isEmpty {
      let last = catalog.last?.chapter ?? 0
      let chapter = catalog.first { exercise.hasPrefix("\($0.chapter).") }
      let known =
        chapter.map { "they are \($0.items[0].id) to \($0.items.last?.id ?? "")" }
        ?? "the chapters are 0 to \(last), and an exercise is called like 3.2"
      throw ValidationError("There is no chapter or exercise \(exercise); \(known).")
    }
  }

  func validate() throws {
    if solutions, answers != nil {
      throw ValidationError("Give --solutions or --answers, not both.")
    }
    if !(1...3600).contains(timeLimit) {
      throw ValidationError("--time-limit is \(timeLimit); give 1 to 3600 seconds.")
    }
  }

  /// The chapters that were asked for, and of each the exercises' positions.
  private func chosen(
    from catalog: [ExerciseCatalog]
  ) -> [(chapter: ExerciseCatalog, positions: [Int])] {
    catalog.map { chapter in
      let positions = chapter.items.indices.filter {
        exercise == nil || exercise == "\(chapter.chapter)" || exercise == chapter.items[$0].id
      }
      return (chapter, positions)
    }.filter { !$0.positions.isEmpty }
  }

  private var places: AnswerPlaces {
    if solutions { return .solutions }
    return answers.map { .folder(URL(fileURLWithPath: $0)) } ?? .own
  }

  func run() throws {
    try checkExercise()
    let package = try requiredPackageRoot()
    do {
      if exercise == "build" { try build(in: package) } else { try check(in: package) }
    } catch let error as AnswersMissing {
      complain("workbook: error: \(error)")
      throw ExitCode(ExitStatus.inputMissing.rawValue)
    } catch let error as DataFailure {
      complain(error.line)
      throw ExitCode(error.status)
    }
  }

  private func check(in package: URL) throws {
    let check = try AnswerCheck(
      places, package: package, program: AnswerCheck.ownProgram, seconds: timeLimit)
    let chosen = chosen(from: ExerciseCatalog.all)
    let built = try check.build(chosen.map(\.chapter.chapter))
    noteMissingAnswers(to: chosen.map(\.chapter.chapter), in: package)
    var tries = PredictTries(
      places == .own ? package.appendingPathComponent("Output/exercise-tries.json") : nil)
    let isText = !json && !points
    var chapters: [ExerciseReport.Chapter] = []
    for (chapter, positions) in chosen {
      let number = chapter.chapter
      if isText { say("Chapter \(number) · \(places.file(of: number, in: package))") }
      let checked = try positions.map { position in
        var checked = try check.check(
          chapter.items[position], at: position, of: number, in: built[number])
        let left = tries.triesLeft(after: checked)
        checked.triesLeft = reveal ? 0 : left
        if isText { say(ExerciseReport.text(checked)) }
        return checked
      }
      // Who asks for one exercise does not ask for the chapter's text.
      let logs =
        exercise?.contains(".") == true
        ? [] : try places.decisions(of: number, after: chapter.items.count, in: package)
      if isText {
        for log in logs { say(ExerciseReport.start(log.id, "decide", log.file) + log.status) }
        say("")
      }
      chapters.append(.init(number: number, checked: checked, decisions: logs))
    }
    try report(chapters)
    saveTries(tries)
    if mustBeDone, !chapters.allSatisfy(\.isDone) { throw ExitCode(1) }
  }

  /// Says that a folder that somebody handed in holds none of the files: perhaps it is another one.
  private func noteMissingAnswers(to chapters: [Int], in package: URL) {
    guard let answers, !places.holdAnswers(to: chapters, in: package) else { return }
    let what =
      chapters.count == 1
      ? "there is no file of answers to chapter \(chapters[0])" : "there are no files of answers"
    complain(oneLine("workbook: note: \(what) in \(answers)"))
  }

  /// Makes a quantizer of the learner's functions.
  private func build(in package: URL) throws {
    let process = try QuantizerProcess(
      places, package: package, program: AnswerCheck.ownProgram, seconds: timeLimit)
    let outcome = try process.run()
    noteMissingAnswers(to: QuantizerProcess.chapters, in: package)
    switch outcome {
    case .report(let report):
      say(json ? report.json.text(indent: 2) : report.text)
      if mustBeDone,
        !report.missing.isEmpty || report.equalThresholds.equal < report.equalThresholds.total
      {
        throw ExitCode(1)
      }
    case .nothingOwn(let missing):
      let why = "none of these functions is yours yet: begin with 0.2"
      say(json ? stopped(why) : QuantizerReport.parts(missing) + "\n\n" + why)
      if mustBeDone { throw ExitCode(1) }
    case .stopped(let why):
      say(json ? stopped(why) : "no quantizer: \(why)")
      if mustBeDone { throw ExitCode(1) }
    }
  }

  private func stopped(_ why: String) -> String {
    OrderedJSON.object([("schema", .integer(1)), ("stopped", .string(why))]).text(indent: 2)
  }

  private func report(_ chapters: [ExerciseReport.Chapter]) throws {
    if json {
      let whose = solutions ? "solutions" : answers == nil ? "own" : "folder"
      say(ExerciseReport.json(chapters, answers: whose).text(indent: 2))
    } else if points {
      say(bytes: Data(ExerciseReport.pointsTable(chapters).utf8))
    } else {
      say(ExerciseReport.summary(chapters))
    }
  }

  /// What is not kept is only counted anew, so the results are worth more than the count.
  private func saveTries(_ tries: PredictTries) {
    do {
      try tries.save()
    } catch {
      complain("workbook: note: this try is not counted: \(error)")
    }
  }
}
