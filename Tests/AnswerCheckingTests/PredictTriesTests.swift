import ExerciseChecks
import Foundation
import TestSupport
import Testing

@testable import AnswerChecking

/// The expected number is shown after three different ones.
struct PredictTriesTests {
  private func checked(_ got: String, position: Int = 0) throws -> CheckedExercise {
    let chapter = try #require(ExerciseCatalog.all.first)
    return CheckedExercise(
      item: chapter.items[position],
      verdict: .wrong(Difference(input: "x", expected: "3.75", got: got)))
  }

  @Test func eachNumberCountsOnce() throws {
    let scratch = try ScratchFolder()
    let file = scratch.file("Output/tries.json")
    func left(_ got: String) throws -> Int {
      var tries = PredictTries(file)
      defer { try? tries.save() }
      return tries.triesLeft(after: try checked(got))
    }
    #expect(try left("4") == 2)
    #expect(try left("4") == 2)
    #expect(try left("5") == 1)
    #expect(try left("4") == 1)
    #expect(try left("6") == 0)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.filter { !$0.isWhitespace } == #"{"schema":1,"tries":{"0.1":["4","5","6"]}}"#)
  }

  @Test func onlyWrongPredictionsAreHidden() throws {
    var tries = PredictTries(nil)
    #expect(tries.triesLeft(after: try checked("4")) > 0)
    #expect(tries.triesLeft(after: try checked("4", position: 1)) == 0)
    let chapter = try #require(ExerciseCatalog.all.first)
    let done = CheckedExercise(item: chapter.items[0], verdict: .done)
    #expect(tries.triesLeft(after: done) == 0)
  }

  @Test func whatIsHiddenIsNotInTheLine() throws {
    var checked = try checked("4")
    checked.triesLeft = 1
    #expect(
      checked.status == "wrong: for x: got 4; one more try or --reveal to see what was expected")
    let json = ExerciseReport.json([.init(number: 0, checked: [checked])], answers: "own").text()
    #expect(!json.contains("3.75") && json.contains(#""expected": null"#))
    checked.triesLeft = 0
    #expect(checked.status == "wrong: for x: expected 3.75, got 4")
  }
}
